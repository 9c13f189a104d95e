// Pictures of another size whose aspect is kept: with bars around, or cut at the sides.
#pragma once

#include <span>

#include "ingot/tensor.h"

namespace ingot {

/// Each picture as large as fits into `height` x `width` without changing its aspect, in the
/// middle; what is left over has the colour `colour`.
///
/// pictures  u8 (..., c, h, w), not empty but for the leading axes
/// colour    a value for each channel, or one for all
/// returns   u8 (..., c, height, width)
/// errors    shape_mismatch, dtype_mismatch
[[nodiscard]] Tensor letterbox_pictures(const Tensor& pictures, std::int64_t height,
                                        std::int64_t width, std::span<const std::uint8_t> colour);

/// The middle of each picture, resized: the largest part that has the aspect of `height` x `width`,
/// to whole pixels, each side of it times `share`.
///
/// pictures  u8 (..., h, w), not empty but for the leading axes
/// share     in (0, 1]
/// returns   u8 (..., height, width)
/// errors    shape_mismatch, dtype_mismatch
[[nodiscard]] Tensor center_crop_pictures(const Tensor& pictures, std::int64_t height,
                                          std::int64_t width, double share);

}  // namespace ingot
