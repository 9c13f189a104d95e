// What a product of tables has to beat, on the same rows.
#pragma once

#include "tasks/encoded_table.h"
#include "tasks/table_member.h"

namespace ingot {

struct TableBaseline {
  std::string name;  ///< the key of its metrics
  Text label;
  Tensor test;   ///< answers on the test rows
  Tensor valid;  ///< and on the validation rows: where a threshold is wanted, not trained on them
};

/// A linear model on the encoded columns, and XGBoost with its defaults (100 rounds): what anybody
/// gets who does not tune. Of texts alone a linear model on weighted words.
[[nodiscard]] std::vector<TableBaseline> table_baselines(const BuildRequest& request,
                                                         const TableParts& parts,
                                                         const EncodedTable& features);

/// The two of rows of numbers. The trees learn from all rows; where a threshold is chosen on the
/// validation rows, from the others.
///
/// model   a linear one that takes such rows
[[nodiscard]] TableMember linear_baseline(const BuildRequest& request, const char* model,
                                          const TableTarget& target, const TableGoal& goal,
                                          const FeatureView& view, const LearningRows& rows);
[[nodiscard]] TableMember trees_baseline(const BuildRequest& request, const TableTarget& target,
                                         TableGoal goal, const FeatureView& view,
                                         const LearningRows& rows);

}  // namespace ingot
