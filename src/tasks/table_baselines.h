// What a product of tables has to beat, on the same rows.
#pragma once

#include "tasks/encoded_table.h"

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

}  // namespace ingot
