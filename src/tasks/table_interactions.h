// Pairs of columns that say together what none of them says alone.
#pragma once

#include "features/derivation.h"
#include "tasks/table_parts.h"

namespace ingot {

struct InteractionSearch {
  std::int64_t most = 5;       ///< columns to find
  std::int64_t rows = 20'000;  ///< training rows to look at, from everywhere among them
  std::int64_t columns = 60;   ///< those that tell most of the target; more pairs are not tried
  int num_threads = 1;
};

/// What a sum of functions of one column each leaves unexplained is looked up in a table over bins
/// of two columns; of the pairs that explain far more than chance the one-column form that explains
/// most on other rows, the best first. Their profiles are filled in. Empty where there are none,
/// and of label sets.
///
/// source   Lou, Caruana, Gehrke and Hooker 2013, Accurate intelligible models with pairwise
///          interactions, section 4 (FAST)
[[nodiscard]] std::vector<DerivedColumn> find_interactions(const TableParts& parts,
                                                           const InteractionSearch& search);

}  // namespace ingot
