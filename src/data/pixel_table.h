// CSV files whose rows are pictures: one column for each pixel, and the label.
#pragma once

#include <filesystem>

#include "ingot/data.h"

namespace ingot {

/// Whether the first rows of the file, plain or gzipped, have the numbers of a square picture of at
/// least 8 x 8 pixels and a label; names of its pixels, where it has a header, end in digits.
[[nodiscard]] bool is_pixel_table(const std::filesystem::path& file);

/// Grey pictures, side x side. The label is the column `label`, `class` or `target` of a header, or
/// the first or the last column without one: whichever has 2 to 128 kinds of numbers, none of them
/// in nine tenths of the rows; of both the one with fewer kinds. Pixels are whole numbers from 0 to
/// 255; where none is above 16 or 1 they are scaled to 255.
///
/// errors    bad_pixels: names the line
[[nodiscard]] Dataset open_pixel_table(const std::filesystem::path& file);

}  // namespace ingot
