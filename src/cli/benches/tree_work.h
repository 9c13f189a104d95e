// Boosted trees of a table as work.
#pragma once

#include "cli/bench_def.h"
#include "train/boosted_trees.h"

namespace ingot {

/// Numbers of several scales, one in ten missing, and labels 0 and 1 that follow from some of them.
[[nodiscard]] TreeBatch table_for_trees(std::int64_t rows, std::int64_t columns);

}  // namespace ingot
