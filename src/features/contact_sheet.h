// Pictures beside what training makes of them.
#pragma once

#include "features/augment.h"

namespace ingot {

struct ContactSheetOptions {
  std::int64_t versions = 8;  ///< of each picture: those of the epochs 0, 1 ...
  std::int64_t gap = 2;       ///< pixels around each picture
  std::uint8_t ground = 255;  ///< grey level of the gaps
  std::uint64_t seed = 0;     ///< of the training
};

/// A grid with one line for each picture: the picture itself, then augmented versions of it, the
/// ones that training sees.
///
/// pictures  u8 (rows, channels, height, width), 1 or 3 channels
/// rows      the number of each picture in the data set
/// returns   u8 (channels, rows * (height + gap) + gap, (1 + versions) * (width + gap) + gap)
/// errors    shape_mismatch, dtype_mismatch
[[nodiscard]] Tensor contact_sheet(const Augmenter& augmenter, const Tensor& pictures,
                                   std::span<const std::int64_t> rows,
                                   const ContactSheetOptions& options = {});

}  // namespace ingot
