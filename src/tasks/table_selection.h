// Which columns a product can do without.
#pragma once

#include "tasks/encoded_table.h"

namespace ingot {

struct ColumnSelection {
  std::int64_t seed = 0;
  int num_threads = 1;
};

/// Columns of which trees that learned from the training rows make no use: the cells of each change
/// places among the validation rows, and the answers get no worse. Empty of texts alone.
///
/// source   Breiman 2001, section 10, on rows held out
[[nodiscard]] std::vector<std::string> find_idle_columns(const TableParts& parts,
                                                         const EncodedTable& encoded,
                                                         const ColumnSelection& selection);

/// The loss of such trees on the validation rows.
[[nodiscard]] double loss_of_trees(const TableParts& parts, const EncodedTable& encoded,
                                   const ColumnSelection& selection);

}  // namespace ingot
