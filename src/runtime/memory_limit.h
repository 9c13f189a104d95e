// A launch order within a limit of memory.
#pragma once

#include "runtime/launch_order.h"

namespace ingot {

/// The order as it is when its arena and `bytes_beside` take no more than `limit_bytes`, else the
/// cheapest one found that does, in which some units run again. Every value keeps its bits: what
/// runs again is the same kernel in the same layout.
///
/// errors    memory_limit: says the least that can be kept; with that as the limit it succeeds
[[nodiscard]] LaunchOrder keep_memory_limit(LaunchOrder order, std::size_t limit_bytes,
                                            std::size_t bytes_beside = 0);

}  // namespace ingot
