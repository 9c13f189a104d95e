// Figures of a table's product that take several trainings: cross-validation and learning curve.
#pragma once

#include <filesystem>

#include "base/progress.h"
#include "evaluate/findings.h"
#include "tasks/table_parts.h"

namespace ingot {

/// Whether the training rows can be divided as `--folds` says: before anything is trained.
///
/// errors    too_few_rows, too_few_groups
void require_folds(const BuildRequest& request, const TableParts& parts);

/// A request that trains what `members` came to, without a time to keep to: networks for as many
/// epochs, trees for at most as many rounds.
[[nodiscard]] BuildRequest trial_request(BuildRequest request,
                                         const std::vector<MemberPlan>& members);

/// Trains on all training rows but one fold, `request.folds` times in each of `request.repeats`,
/// and judges by that fold (accuracy, or RMSE). Everything is learned anew without it: profile,
/// encoders, members and their shares, which the validation rows (or folds within) choose. Groups
/// stay whole.
///
/// folder    of checkpoints: an interrupted training goes on
/// errors    too_few_rows, too_few_groups
[[nodiscard]] FoldFigures cross_validate(const BuildRequest& request, const TableParts& parts,
                                         const std::filesystem::path& folder, Progress& progress);

/// Trains on an eighth, a quarter and a half of the training rows, twice each with other rows, and
/// judges by the test rows: the share of wrong ones, or of the variance that stays unexplained.
///
/// full_error    of the product
[[nodiscard]] LearningCurve learning_curve_of(const BuildRequest& request, const TableParts& parts,
                                              double full_error,
                                              const std::filesystem::path& folder,
                                              Progress& progress);

}  // namespace ingot
