// Tiny labelled pictures for trainings: an upright bar, a lying bar or none, on noise.
#pragma once

#include "base/rng.h"
#include "ingot/data.h"

namespace ingot {

inline Pictures bar_pictures(std::int64_t rows, std::uint32_t seed) {
  constexpr std::int64_t kSide = 8, kClasses = 3;
  Tensor pixels(u8, {rows, 1, kSide, kSide});
  Pictures pictures;
  for (std::int64_t row = 0; row < rows; ++row) {
    const std::int64_t kind = row % kClasses;
    pictures.labels.push_back(kind);
    const auto draw = [&](std::int64_t i) {
      return philox4x32({static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(row), 0, 0},
                        {seed, 0})[0];
    };
    const std::int64_t at = draw(-1) % kSide;
    for (std::int64_t i = 0; i < kSide * kSide; ++i) {
      const bool bright = (kind == 0 && i % kSide == at) || (kind == 1 && i / kSide == at);
      pixels.set(row * kSide * kSide + i, bright ? 220 : draw(i) % 90);
    }
  }
  pictures.source = pictures_in_memory(std::move(pixels));
  return pictures;
}

/// The same with label sets: of "upright" and "lying" each picture has one, or none.
inline Pictures bar_pictures_with_label_sets(std::int64_t rows, std::uint32_t seed) {
  Pictures pictures = bar_pictures(rows, seed);
  pictures.label_sets = Tensor::zeros({u8, {rows, 2}});
  for (std::int64_t row = 0; row < rows; ++row)
    if (const std::int64_t kind = pictures.labels[static_cast<std::size_t>(row)]; kind < 2)
      pictures.label_sets.set(row * 2 + kind, 1);
  pictures.labels.clear();
  return pictures;
}

}  // namespace ingot
