// What a picture looks like, in a few numbers that re-encoding, resizing, a little brightness or a
// crop by a pixel hardly change.
#pragma once

#include <array>
#include <cstdint>

#include "ingot/tensor.h"

namespace ingot {

/// The picture as it is (0), and with a 32nd, at least a pixel, cut off one or two of its sides (1
/// to 8).
inline constexpr std::size_t kHashViews = 9;
inline constexpr std::int64_t kHashSide = 32;

using PictureDetails = std::array<std::int8_t, kHashSide * kHashSide>;

struct PictureHash {
  /// Of each view, the signs of the 64 lowest frequencies against their median, without the mean.
  /// A mirrored picture has other signs at every odd horizontal frequency.
  std::array<std::uint64_t, kHashViews> bits{};
  /// 32 x 32 grey pixels, blurred by 3 x 3, in standard deviations from their mean: units of
  /// 1 / `kHashDeviation`.
  PictureDetails details{};
  /// The share of height and width that a view cuts off.
  float cut_y = 0, cut_x = 0;
  /// All pixels are nearly the same: nothing is left to compare.
  bool is_flat = false;
};
inline constexpr float kHashDeviation = 32;

/// picture   u8 (channels, height, width), 1 or 3 channels
/// cost      O(height * width), and about 50 us
/// source    DCT hash: Zauner 2010, "Implementation and benchmarking of perceptual image hash
///           functions", 3.2.2, here with 64 coefficients of 32 x 32 grey pixels
[[nodiscard]] PictureHash hash_picture(const Tensor& picture);

/// `details` of a view of the picture, again with mean 0 and the same deviation.
[[nodiscard]] PictureDetails details_of_view(const PictureHash& hash, std::size_t view);

/// Root mean square of the differences of two details, in standard deviations: 0 the same picture,
/// 1.4 pictures that have nothing in common. Stops at the first rows that alone are more than
/// `most`; then returns some value above it.
[[nodiscard]] float difference(const PictureDetails& a, const PictureDetails& b, float most);
/// Of all views of the one and the other as it is, or the other way round.
[[nodiscard]] float least_difference(const PictureHash& a, const PictureHash& b);

}  // namespace ingot
