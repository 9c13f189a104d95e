// Sharper or softer pictures.
#pragma once

#include "features/canvas.h"

namespace ingot {

/// v = s + factor * (v - s), where s is the mean of the 3 x 3 pixels around with the weight 5 in
/// their middle: 1 keeps the picture, 0 smooths it, more sharpens it. The pixels of the border
/// stay.
/// source  Cubuk et al. 2019, AutoAugment (Sharpness; the kernel is the one of its implementation)
void sharpen(Canvas& canvas, double factor);

}  // namespace ingot
