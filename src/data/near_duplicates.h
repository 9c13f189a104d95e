// Pictures that are in the data more than once, bit for bit or nearly.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "base/sha256.h"
#include "data/picture_hash.h"

namespace ingot {

/// Rows that are the same picture: ascending, at least two in each group; groups by first row.
using DuplicateGroups = std::vector<std::vector<std::int64_t>>;

/// What tells one picture from another.
struct PictureIdentity {
  Sha256Digest digest{};  ///< of its file or of its pixels
  /// Where pictures that are nearly the same are looked for.
  std::unique_ptr<PictureHash> hash = {};
};

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

/// Groups of rows that are linked by pairs of equal digests, or of near hashes and details. Flat
/// pictures are near none: they differ from one another in nothing.
///
/// cost      a sort of the digests; hashes by the bands of HammingIndex, details O(1024) for each
///           candidate: near-linear while most pictures differ
[[nodiscard]] NearDuplicates near_duplicates(std::span<const PictureIdentity> pictures,
                                             const NearDuplicateOptions& options = {});

}  // namespace ingot
