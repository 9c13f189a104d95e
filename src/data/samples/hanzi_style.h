// How each picture of sample:hanzi-1000 differs from the others.
#pragma once

#include <cstdint>
#include <span>

#include "data/glyphs.h"
#include "data/samples/hanzi_fonts.h"

namespace ingot {

/// Which picture of a sample: all its randomness is a function of this.
struct HanziRow {
  std::uint64_t seed;
  HanziPart part;
  std::uint32_t row;
};

inline constexpr int kHanziSide = 28;  ///< pixels, as MNIST

/// Size 21 to 27 pixels for each em, width 0.88 to 1.08 of it, strokes from 0.01 em thinner to
/// 0.03 em wider, slant up to 0.2 (11 degrees), turn up to 6 degrees, 2.5 pixels out of the
/// middle; all uniform.
[[nodiscard]] GlyphStyle hanzi_style(const HanziRow& row);

/// From covered shares to grey, white on black as MNIST: every second picture softened by a 3 x 3
/// binomial filter; ink 170 to 255 where most is covered, paper 0 to 32, normal noise with a
/// standard deviation of 0 to 12.
void finish_hanzi(const HanziRow& row, std::span<std::uint8_t> pixels);

}  // namespace ingot
