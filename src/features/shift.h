// A picture moved by whole pixels.
#pragma once

#include "features/canvas.h"

namespace ingot {

/// What stands where a picture has no pixels: 0, or the picture mirrored at its outermost pixels.
enum class Border : std::uint8_t { zero, reflect };

/// The pixel (y, x) becomes the one that was at (y + down, x + right). `reflect` needs moves
/// smaller than the sides.
void shift(Canvas& canvas, std::int64_t down, std::int64_t right, Border border);

}  // namespace ingot
