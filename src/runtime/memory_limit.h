// A launch order within a limit of memory.
#pragma once

#include "runtime/launch_order.h"
#include "runtime/plan.h"

namespace ingot {

/// The order as it is when it keeps the limit, else the cheapest one found that does, in which some
/// units run again. Every value keeps its bits: what runs again is the same kernel in the same
/// layout.
///
/// errors    memory_limit: says the least that can be kept; with that as the limit it succeeds
[[nodiscard]] LaunchOrder keep_memory_limit(LaunchOrder order, const MemoryLimit& limit);

}  // namespace ingot
