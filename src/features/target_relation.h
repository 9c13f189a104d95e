// How much each column alone knows of the target.
#pragma once

#include <string>
#include <vector>

#include "features/column_profile.h"
#include "features/row_sample.h"

namespace ingot {

struct TargetRelation {
  std::string column;   ///< empty: the order of the rows
  std::string measure;  ///< "roc_auc" (two classes), "accuracy_gain" (more classes), "r2" (numbers)
  double value = 0;
  double strength = 0;  ///< 0 knows nothing, 1 everything, whatever the measure
};

/// Whether the values of a column with this meaning are classes; numbers otherwise, or nothing that
/// can be predicted from one column.
[[nodiscard]] bool are_classes(Meaning meaning);
[[nodiscard]] bool are_numbers(Meaning meaning);

/// One rule for each column, learned on one half of the rows and judged on the other: what the
/// target is for each of its values (categories) or between its percentiles (numbers, dates, ids;
/// texts of ids in their alphabetical order). What is missing is a value too. For numbers, r2 of
/// the target's rank.
///
/// accuracy_gain   (accuracy - that of the most frequent class) / (1 - that)
/// returns         one for each column but the target, free texts and empty ones aside, and one for
///                 the order of the rows; none where the target is neither classes nor numbers
[[nodiscard]] std::vector<TargetRelation> find_relations(const RowSample::Rows& rows,
                                                         const std::vector<ColumnProfile>& columns,
                                                         const std::string& target);

}  // namespace ingot
