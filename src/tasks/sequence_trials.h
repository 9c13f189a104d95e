// Figures of a product of sequences that take several trainings.
#pragma once

#include "tasks/sequence_parts.h"
#include "tasks/trials.h"

namespace ingot {

/// As for tables: everything is learned anew without each fold. Windows of one sequence stay
/// together.
///
/// request   with a model and its settings alone
/// errors    too_few_rows, too_few_groups
[[nodiscard]] FoldFigures cross_validate(const BuildRequest& request, const SequenceParts& parts,
                                         Progress& progress);
/// Rows are sequences, also where windows are cut of them.
[[nodiscard]] LearningCurve learning_curve_of(const BuildRequest& request,
                                              const SequenceParts& parts, double full_error,
                                              Progress& progress);

}  // namespace ingot
