#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>

#include "features/augmentation_presets.h"
#include "tasks/picture_training.h"
#include "tests/library/bar_pictures.h"

namespace ingot {
namespace {

constexpr std::int64_t kClasses = 3;

BuildRequest request_for(const std::string& mix, int threads = 1) {
  BuildRequest request;
  request.model = "mlp";
  request.settings = {
      {"hidden", "16"}, {"mix", mix}, {"augment", "flip"}, {"label_smoothing", "0.1"}};
  request.epochs = 3;
  request.batch = 20;
  request.seed = 4;
  request.threads = threads;
  return request;
}

struct Parts {
  Pictures train = bar_pictures(90, 1), valid = bar_pictures(30, 2);
  [[nodiscard]] TrainingPictures both() const { return {train, valid, kClasses}; }
};

State trained(const BuildRequest& request, const Parts& parts) {
  PictureTraining training(request, parts.both());
  training.run();
  return training.trainer().weights();
}

bool same_bits(const State& a, const State& b) {
  return std::ranges::equal(a, b, [](const auto& x, const auto& y) {
    return x.first == y.first && bit_equal(x.second, y.second);
  });
}

TEST(MixedTraining, HasSoftTargetsThatSumToOneAndPlainOnesToValidateWith) {
  const Pictures pictures = bar_pictures(40, 1);
  const Pipeline pipeline = Pipeline::for_pictures(*pictures.source);
  for (const std::string& preset : mix_preset_names()) {
    const Augmenter augmenter(mix_preset(preset));
    const PictureRows rows(pictures, pipeline, kClasses, PictureRows::Augmentation{augmenter, 4});
    const std::vector<std::int64_t> batch = all_rows(40);
    const Tensor plain = rows.get(batch)[1], mixed = rows.get_for_training(batch, 2)[1];
    ASSERT_EQ(mixed.type(), (TensorType{f32, {40, kClasses}}));
    int soft = 0;
    for (std::int64_t row = 0; row < 40; ++row) {
      double sum = 0;
      for (std::int64_t c = 0; c < kClasses; ++c) {
        const double share = mixed.at(row * kClasses + c);
        EXPECT_EQ(plain.at(row * kClasses + c), c == row % kClasses);
        soft += share > 0.01 && share < 0.99;
        sum += share;
      }
      EXPECT_NEAR(sum, 1, 1e-6);
    }
    EXPECT_EQ(soft > 0, preset != "none") << preset;
  }
}

TEST(MixedTraining, MixesThePicturesAsItMixesTheTargets) {
  const Pictures pictures = bar_pictures(12, 1);
  const Pipeline pipeline = Pipeline::for_pictures(*pictures.source);
  const Augmenter augmenter(mix_preset("mixup"));
  const PictureRows rows(pictures, pipeline, kClasses, PictureRows::Augmentation{augmenter, 4});
  const std::vector<std::int64_t> batch = all_rows(12);
  const std::vector<Tensor> plain = rows.get(batch), mixed = rows.get_for_training(batch, 0);
  const Mixed expected = augmenter.mix(plain[0], plain[1], batch, 0, 4);
  EXPECT_TRUE(bit_equal(mixed[0], expected.encoded));
  EXPECT_TRUE(bit_equal(mixed[1], expected.targets));
  EXPECT_FALSE(bit_equal(mixed[0], plain[0]));
}

TEST(MixedTraining, IsRepeatableWithAnyNumberOfThreads) {
  const Parts parts;
  const State once = trained(request_for("both"), parts);
  EXPECT_TRUE(same_bits(once, trained(request_for("both"), parts)));
  EXPECT_TRUE(same_bits(once, trained(request_for("both", 2), parts)));
  EXPECT_FALSE(same_bits(once, trained(request_for("cutmix"), parts)));
}

TEST(MixedTraining, StoppedAfterAnyStepGoesOnToTheSameBits) {
  struct Stopped {};
  const Parts parts;
  const State once = trained(request_for("both"), parts);
  const std::filesystem::path file =
      std::filesystem::temp_directory_path() / fmt::format("mixed.{}", ::getpid());
  for (const int steps : {1, 4, 7}) {
    {
      PictureTraining training(request_for("both"), parts.both());
      int done = 0;
      const auto save_and_stop = [&] {
        if (++done < steps) return;
        training.trainer().save(file);
        throw Stopped{};
      };
      EXPECT_THROW(training.trainer().run({}, save_and_stop, 0), Stopped);
    }
    PictureTraining training(request_for("both"), parts.both());
    training.trainer().restore(file);
    training.trainer().run({});
    EXPECT_TRUE(same_bits(once, training.trainer().weights())) << steps;
  }
  std::filesystem::remove(file);
}

TEST(MixedTraining, LearnsAndReportsAnAccuracyOfPlainValidationRows) {
  BuildRequest request = request_for("mixup");
  request.model = "cnn1000";
  request.settings = {{"filters", "16,32"},
                      {"units", "64"},
                      {"optimizer", "adam"},
                      {"learning_rate", "0.003"},
                      {"mix", "mixup"}};
  request.epochs = 30;
  const Parts parts{bar_pictures(300, 1), bar_pictures(90, 2)};
  PictureTraining training(request, parts.both());
  training.run();
  EXPECT_EQ(training.setup().loss.kind, "categorical_crossentropy");
  const EpochFigures& last = training.trainer().history().back();
  EXPECT_GT(last.valid.at("accuracy"), 0.85);
  EXPECT_GT(last.train.at("accuracy"), 0.5);
  EXPECT_LE(last.train.at("accuracy"), 1);
}

TEST(MixedTraining, WithAnUnknownNameSuggestsANearOne) {
  try {
    static_cast<void>(read_settings(find_model("mlp"), {{"mix", "cutmixx"}}));
    ADD_FAILURE();
  } catch (const Error& e) {
    EXPECT_EQ(e.code(), "unknown_augmentation");
    EXPECT_NE(e.fix().en.find("cutmix"), std::string::npos);
  }
}

}  // namespace
}  // namespace ingot
