// Pictures of another size or with other channels.
#pragma once

#include "ingot/data.h"

namespace ingot {

/// `bilinear` is the triangle filter of PlaneResizer, antialiased where a picture shrinks; `area`
/// is what AreaResizer does, and older pipelines ask for.
enum class ResizeFilter : std::uint8_t { bilinear, area };

/// Each picture drawn anew with `height` x `width` pixels. `bilinear` has the bits of Pillow's
/// `Image.resize(size, Image.BILINEAR)`. A picture's bits depend on that picture alone.
///
/// pictures  u8 (..., h, w), no axis of which is empty but the leading ones
/// returns   u8 (..., height, width), rounded to nearest; `pictures` itself when the size is right
/// errors    shape_mismatch, dtype_mismatch
/// cost      O(h * w + height * width) for each picture
/// source    Turkowski 1990, Filters for common resampling tasks
[[nodiscard]] Tensor resize_pictures(const Tensor& pictures, std::int64_t height,
                                     std::int64_t width,
                                     ResizeFilter filter = ResizeFilter::bilinear);

/// Grey as colour (the same value three times), or colour as grey.
///
/// pictures  u8 (..., c, h, w) with c = 1 or 3
/// returns   u8 (..., channels, h, w), channels = 1 or 3
/// errors    shape_mismatch, dtype_mismatch
/// source    ITU-R BT.601: luma = 0.299 R + 0.587 G + 0.114 B
[[nodiscard]] Tensor with_channels(const Tensor& pictures, std::int64_t channels);

/// Channels first, then the size (see data/letterbox.h): the one way in which pictures become rows
/// of a product. `row` is (channels, height, width).
[[nodiscard]] Tensor fit_pictures(const Tensor& pictures, const Shape& row,
                                  PictureFit fit = PictureFit::stretch);

/// `row`, (channels, height, width), with `longest` pixels along its longer side, and its aspect.
[[nodiscard]] Shape with_longer_side(const Shape& row, std::int64_t longest);

}  // namespace ingot
