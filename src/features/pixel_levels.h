// Changes that look at one value at a time: from a grey level to a grey level.
#pragma once

#include "features/canvas.h"

namespace ingot {

/// Keeps the highest `bits` of each value, 1 to 8.
void posterize(Canvas& canvas, int bits);
/// v where v < threshold, 255 - v elsewhere; threshold 256 changes nothing.
void solarize(Canvas& canvas, int threshold);
/// Each channel so that its levels are used evenly: level v becomes (s / 2 + how many values are
/// below v) / s with whole numbers, where s = (all values - those of the highest level) / 255. A
/// channel of one level stays as it is.
void equalize(Canvas& canvas);
/// Each channel so that its lowest level is 0 and its highest 255, linear between. A channel of one
/// level stays as it is.
void autocontrast(Canvas& canvas);

}  // namespace ingot
