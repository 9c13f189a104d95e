// Figures that take several trainings: cross-validation and the learning curve.
#pragma once

#include "base/progress.h"
#include "evaluate/findings.h"
#include "tasks/picture_parts.h"

namespace ingot {

struct FoldsResult {
  FoldFigures figures;
  /// Of each training row, by the model of the fold that held it out (in the last repeat): f32
  /// (rows, classes).
  Tensor out_of_fold;
};

/// For what the request asks of cross_validate and learning_curve_of, before anything is trained.
///
/// errors    too_few_rows, too_few_groups
void require_trials(const BuildRequest& request, const PictureParts& parts);

/// Trains `request.folds` times on all training rows but one fold, in each of `request.repeats`;
/// the best epoch is chosen on the validation rows, so that a held-out row takes no part in
/// anything. Groups stay whole.
///
/// errors    too_few_rows, too_few_groups
[[nodiscard]] FoldsResult cross_validate(const BuildRequest& request, const PictureParts& parts,
                                         Progress& progress);

/// Trains on an eighth, a quarter and a half of the training rows, twice each with other
/// rows, for the epochs of the request; `full_error` is that of the product. All errors are shares
/// of wrong test rows.
[[nodiscard]] LearningCurve learning_curve_of(const BuildRequest& request,
                                              const PictureParts& parts, double full_error,
                                              Progress& progress);

}  // namespace ingot
