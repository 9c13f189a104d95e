// Pictures that are in the data more than once, bit for bit or nearly.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "data/picture_hash.h"

namespace ingot {

/// Rows that are the same picture: ascending, at least two in each group; groups by first row.
using DuplicateGroups = std::vector<std::vector<std::int64_t>>;

/// Rows of equal pixels. cost: SHA-256 of all of them
[[nodiscard]] DuplicateGroups equal_pictures(const Tensor& rows);
/// Rows of equal keys, such as the SHA-256 of their files.
[[nodiscard]] DuplicateGroups equal_keys(std::span<const std::string> keys);

struct NearDuplicateOptions {
  /// Between the hashes of a picture and of some view of another; at most 14.
  int max_bits = 8;
  /// Between their details, in standard deviations. Re-encoded, resized, brightened and cropped
  /// copies of 28 x 28 and 32 x 32 pictures lie below (98 of 100); larger ones far below.
  float max_difference = 0.095F;
  /// Of a row, how many pictures with a near hash are compared in detail.
  int max_candidates = 2'000;
};

struct NearDuplicates {
  DuplicateGroups groups;
  /// Rows that had more candidates than were compared.
  std::int64_t num_cut_short = 0;
};

/// Groups of rows that are linked by pairs whose hashes and details are near. Flat pictures are in
/// none: they differ from one another in nothing.
///
/// cost      hashes by the bands of HammingIndex, details O(1024) for each candidate: near-linear
///           while most pictures differ
[[nodiscard]] NearDuplicates near_duplicates(std::span<const PictureHash> hashes,
                                             const NearDuplicateOptions& options = {});

}  // namespace ingot
