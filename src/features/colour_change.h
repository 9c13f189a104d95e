// Brightness, contrast, saturation and hue in one pass.
#pragma once

#include "features/canvas.h"

namespace ingot {

/// What leaves a picture as it is.
struct ColourChange {
  double brightness = 1;  ///< factor
  double contrast = 1;    ///< factor of the distance from the picture's mean luma
  double saturation = 1;  ///< factor of the distance from the pixel's own luma
  double hue = 0;         ///< rotation around the grey axis, as a share of the circle
};

/// The four in this order, each linear in the values, so that all are one matrix and one rounding;
/// only the result is clamped to [0, 255]. A grey picture has no saturation and no
/// hue.
/// source  ITU-R BT.601 (luma); W3C, Filter Effects Module Level 1 (the matrix of hueRotate)
void change_colours(Canvas& canvas, const ColourChange& change);

/// The nearest grey level of a value whose size is below 2^31.
[[nodiscard]] inline std::uint8_t grey_level(float value) {
  const auto v = static_cast<std::int32_t>(value + 0.5F);
  return static_cast<std::uint8_t>(v < 0 ? 0 : v > 255 ? 255 : v);
}

}  // namespace ingot
