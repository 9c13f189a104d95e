#include "tasks/picture_folds.h"

#include "data/folds.h"
#include "data/strata.h"
#include "tasks/picture_answers.h"
#include "tasks/trials.h"
#include "tensor/rows.h"

namespace ingot {
namespace {

// What a model that is trained on `train` says of `asked`.
Predictions train_and_ask(const BuildRequest& request, const PictureParts& parts,
                          const Pictures& train, const Pictures& asked) {
  PictureTraining training(request, {train, parts.valid, parts.num_classes()});
  training.run();
  LoadedModel model = training.trained_model();
  return ask(model, asked, parts.valid, parts.class_names);
}

std::vector<Fold> folds_of(const BuildRequest& request, const PictureParts& parts) {
  const FoldOptions options{.folds = static_cast<int>(request.folds),
                            .repeats = static_cast<int>(request.repeats),
                            .seed = request.seed};
  return parts.train_groups.empty()
             ? stratified_folds(strata(parts.train), options)
             : grouped_folds(strata(parts.train), parts.train_groups, options);
}

double accuracy_of(const Predictions& predictions) {
  return *compute_metric("accuracy", predictions);
}

}  // namespace

void require_trials(const BuildRequest& request, const PictureParts& parts) {
  constexpr std::int64_t kFewestOfCurve = 16;
  if (request.folds > 0) static_cast<void>(folds_of(request, parts));
  if (request.learning_curve && parts.train.size() < kFewestOfCurve)
    throw Error("too_few_rows", text("{} pictures to train on make no learning curve",
                                     "{} 张训练图片不足以得到学习曲线", parts.train.size()))
        .expected(text("{} or more", "至少 {} 张", kFewestOfCurve))
        .fix(text("leave --learning-curve out", "去掉 --learning-curve"));
}

FoldsResult cross_validate(const BuildRequest& request, const PictureParts& parts,
                           Progress& progress) {
  const std::vector<Fold> folds = folds_of(request, parts);
  FoldsResult result;
  result.out_of_fold = Tensor(f32, {parts.train.size(), parts.num_classes()});
  result.figures = judge_folds(
      folds, request.folds, {}, progress, [&](const Fold& fold, const std::filesystem::path&) {
        const Pictures held_out = select_rows(parts.train, fold.held_out);
        Predictions said =
            train_and_ask(request, parts, select_rows(parts.train, fold.train), held_out);
        scatter_rows(said.scores, fold.held_out, result.out_of_fold);
        return said;
      });
  return result;
}

LearningCurve learning_curve_of(const BuildRequest& request, const PictureParts& parts,
                                double full_error, Progress& progress) {
  std::vector<LearningPoint> points{{parts.train.size(), full_error}};
  const std::vector<std::int64_t> all = all_rows(parts.train.size());
  for (const std::int64_t part : {8, 4, 2})
    for (std::int64_t repeat = 0; repeat < 2; ++repeat) {
      std::vector<std::int64_t> rows = shuffled(all, request.seed, repeat);
      rows.resize(rows.size() / static_cast<std::size_t>(part));
      std::sort(rows.begin(), rows.end());
      const Pictures some = select_rows(parts.train, std::move(rows));
      points.push_back(
          {some.size(), 1 - accuracy_of(train_and_ask(request, parts, some, parts.test))});
      progress.note(text("with {} rows: error {:.4f}", "{} 行: 错误率 {:.4f}", some.size(),
                         points.back().error));
    }
  return fit_learning_curve(points, {.seed = static_cast<std::uint64_t>(request.seed)});
}

}  // namespace ingot
