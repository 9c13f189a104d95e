// A small picture of lines over steps, for pages.
#pragma once

#include <vector>

#include "ingot/tensor.h"

namespace ingot {

struct LinePicture {
  /// One for each line, one number for each step; each line is drawn between its own extremes.
  std::vector<std::vector<float>> lines;
  /// Of equal stretches of the steps, from -1 (blue) over 0 (none) to 1 (red), behind the lines.
  std::vector<float> shades = {};
  std::int64_t width = 240, height = 160;  ///< pixels
};

/// u8 (height, width, 3), on white. Lines have their own colours, up to four.
[[nodiscard]] Tensor draw_lines(const LinePicture& picture);

}  // namespace ingot
