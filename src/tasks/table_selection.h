// Which columns a product can do without.
#pragma once

#include "tasks/encoded_table.h"
#include "tasks/table_member.h"

namespace ingot {

struct QuickTrees {
  TableMember member;
  double loss = 0;  ///< on the validation rows
};

/// Trees that have learned from the training rows in a few seconds.
[[nodiscard]] QuickTrees train_quick_trees(const TableParts& parts, const EncodedTable& encoded,
                                           std::int64_t seed, int num_threads);

/// Columns of which `trees` make no use: the cells of each change places among the validation rows,
/// and the answers get no worse.
///
/// source   Breiman 2001, section 10, on rows held out
[[nodiscard]] std::vector<std::string> find_idle_columns(const TableParts& parts,
                                                         const EncodedTable& encoded,
                                                         const TableMember& trees,
                                                         std::int64_t seed, int num_threads);

}  // namespace ingot
