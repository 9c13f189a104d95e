#include <gtest/gtest.h>

#include "tasks/picture_answers.h"
#include "tasks/picture_baseline.h"
#include "tasks/picture_folds.h"
#include "tests/library/bar_pictures.h"

namespace ingot {
namespace {

struct Bars {
  Bars() {
    parts.train = bar_pictures_with_label_sets(360, 1);
    parts.valid = bar_pictures_with_label_sets(60, 2);
    parts.test = bar_pictures_with_label_sets(60, 3);
    parts.class_names = {"upright", "lying"};
    request.model = "cnn1000";
    request.settings = {
        {"filters", "16,32"}, {"units", "64"}, {"optimizer", "adam"}, {"learning_rate", "0.003"}};
    request.epochs = 30;
    request.batch = 20;
  }
  [[nodiscard]] TrainingPictures training_parts() const {
    return {parts.train, parts.valid, parts.num_classes()};
  }

  PictureParts parts;
  BuildRequest request;
};

TEST(MultiLabelTraining, GivesEachLabelAProbabilityOfItsOwn) {
  Bars bars;
  PictureTraining training(bars.request, bars.training_parts());
  EXPECT_EQ(training.setup().loss.kind, "binary_crossentropy");
  EXPECT_EQ(training.setup().keep_best, "loss");
  training.run();
  LoadedModel model = training.trained_model();
  const Tensor valid = model.predict(*bars.parts.valid.source);
  const Tensor test = model.predict(*bars.parts.test.source);
  const Predictions predictions{test, bars.parts.test.truth(), bars.parts.class_names,
                                thresholds_on(bars.parts.valid, valid)};
  EXPECT_GT(*compute_metric("f1_macro", predictions), 0.9);
  EXPECT_GT(*compute_metric("accuracy", predictions), 0.85);
  double least = 2;
  for (std::int64_t row = 0; row < test.shape()[0]; ++row)
    least = std::min(least, test.at(row * 2) + test.at(row * 2 + 1));
  EXPECT_LT(least, 0.5);  // a picture without a bar is of no class
  const EpochFigures& last = training.trainer().history().back();
  EXPECT_GT(last.valid.at("accuracy"), 0.8);
}

TEST(MultiLabelTraining, MixesSetsAsWell) {
  Bars bars;
  bars.request.settings["mix"] = "mixup";
  bars.request.epochs = 2;
  PictureTraining training(bars.request, bars.training_parts());
  training.run();
  EXPECT_EQ(training.setup().loss.kind, "binary_crossentropy");
  EXPECT_EQ(training.trainer().history().size(), 2U);
}

TEST(MultiLabelTraining, StandsBesideALinearModelAndFolds) {
  struct Silent final : Progress {
    void at(const ProgressPoint&) override {}
    void note(const Text&) override {}
  } silent;
  Bars bars;
  const Predictions linear = linear_predictions(bars.request, bars.parts);
  EXPECT_EQ(linear.thresholds.size(), 2U);
  EXPECT_TRUE(compute_metric("average_precision", linear));
  bars.request.folds = 3;
  const FoldsResult folds = cross_validate(bars.request, bars.parts, silent);
  EXPECT_EQ(folds.figures.values.values.size(), 3U);
  EXPECT_GT(folds.figures.values.mean, 0.5);
  EXPECT_EQ(folds.out_of_fold.shape(), (Shape{360, 2}));
}

TEST(MultiLabelTraining, FitsNoTemperature) {
  Bars bars;
  bars.request.epochs = 1;
  bars.parts.valid = bar_pictures_with_label_sets(240, 2);
  PictureTraining training(bars.request, bars.training_parts());
  training.run();
  State weights = training.trainer().weights();
  const PictureAnswers answers = choose_answers(training, bars.parts, bars.request, weights);
  EXPECT_EQ(answers.temperature, 1);
  EXPECT_TRUE(answers.decisions.empty());
}

}  // namespace
}  // namespace ingot
