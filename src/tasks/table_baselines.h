// What a product of tables has to beat, on the same rows.
#pragma once

#include "tasks/encoded_table.h"

namespace ingot {

struct TableBaseline {
  std::string name;  ///< the key of its metrics
  Text label;
  Tensor answers;  ///< on the test rows
};

/// A linear model on the encoded columns.
[[nodiscard]] std::vector<TableBaseline> table_baselines(const BuildRequest& request,
                                                         const TableParts& parts,
                                                         const EncodedTable& features);

}  // namespace ingot
