// Figures that take several trainings, whatever is trained.
#pragma once

#include <filesystem>
#include <functional>

#include "base/progress.h"
#include "data/folds.h"
#include "evaluate/findings.h"
#include "tasks/build_request.h"

namespace ingot {

/// Shows how far a training is; what it would tell of itself is that of the product's once more.
class BarAlone final : public Progress {
 public:
  explicit BarAlone(Progress& shown) : shown_(shown) {}
  void at(const ProgressPoint& point) override { shown_.at(point); }
  void note(const Text&) override {}

 private:
  Progress& shown_;
};

/// What a product that was trained on the rows of a fold says of the others; checkpoints go to
/// `folder`.
using AskFold = std::function<Predictions(const Fold& fold, const std::filesystem::path& folder)>;
/// What one that was trained on some of the rows says of the test part.
using AskPart = std::function<Predictions(const std::vector<std::int64_t>& rows,
                                          const std::filesystem::path& folder)>;

/// Judges each fold by accuracy, or of numbers by RMSE, and tells it.
///
/// num_folds   of a repeat
[[nodiscard]] FoldFigures judge_folds(const std::vector<Fold>& folds, std::int64_t num_folds,
                                      const std::filesystem::path& folder, Progress& progress,
                                      const AskFold& ask);

struct PartsOfRows {
  std::int64_t rows = 0;  ///< of the training part
  bool numbers = false;   ///< are predicted
  double full_error = 0;  ///< of the product: the share of wrong rows, or of unexplained variance
  std::int64_t seed = 0;
};
/// Trains on an eighth, a quarter and a half of the rows, twice each with other rows.
[[nodiscard]] LearningCurve judge_parts(const PartsOfRows& parts,
                                        const std::filesystem::path& folder, Progress& progress,
                                        const AskPart& ask);
/// How many trainings of the size of the product's that takes.
[[nodiscard]] double trainings_of_parts();
/// How many the folds and the learning curve that are asked for take.
[[nodiscard]] double trial_trainings(const BuildRequest& request);

}  // namespace ingot
