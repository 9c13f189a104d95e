// Windows whose place is known only when they run.
#pragma once

#include "ops/common.h"

namespace ingot {

/// Throws unless a window of that shape fits into x (input 0) and input `start` is i64[rank].
void require_window(const NodeView& n, const Shape& window, int start);
/// The first element of the window in `shape`, each start clamped to where the window fits.
[[nodiscard]] std::int64_t window_offset(const Shape& shape, const Shape& window,
                                         const Tensor& start);

}  // namespace ingot
