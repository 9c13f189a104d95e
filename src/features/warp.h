// Rotation, shear, scale and move of a picture around its middle.
#pragma once

#include "features/canvas.h"

namespace ingot {

/// What happens to a picture, in this order. Without change: nothing.
struct Warp {
  double scale = 1;  ///< above 0; 2: twice as large
  double shear_x = 0,
         shear_y = 0;             ///< pixels to the right per pixel down, pixels down per right
  double degrees = 0;             ///< counterclockwise
  double move_x = 0, move_y = 0;  ///< pixels to the right and down
};

/// Bilinear between the four pixels around the place that a new pixel comes from; places outside of
/// the picture have the value `fill`. Weights are whole numbers of 2^-22.
/// cost  O(values)
void warp(Canvas& canvas, const Warp& change, std::uint8_t fill);

}  // namespace ingot
