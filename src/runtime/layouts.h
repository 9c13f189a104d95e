// Which layout each value between two kernels takes.
#pragma once

#include "backend/backend.h"

namespace ingot {

/// For each kernel, in the order of the schedule, the index among its `layouts`; -1: as it is, with
/// plain operands or free of any layout. A value takes a further layout only if its producer and
/// all of its readers agree, so that no reorder is ever needed between kernels; inputs, states,
/// outputs, updates, the guard and what views read stay plain.
[[nodiscard]] std::vector<int> choose_layouts(const Graph& graph,
                                              std::span<const Kernel* const> kernels);

}  // namespace ingot
