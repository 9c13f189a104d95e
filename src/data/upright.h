// Pictures turned the way they are to be seen.
#pragma once

#include <cstdint>
#include <string_view>

#include "ingot/tensor.h"

namespace ingot {

/// How a stored picture is turned to be seen; the values are those of EXIF tag 0x0112.
/// source: CIPA DC-008 (EXIF 2.32), 4.6.4 A, Orientation
enum class Orientation : std::uint8_t {
  upright = 1,
  mirrored,
  turned_180,
  upside_down,  ///< mirrored from top to bottom
  transposed,
  turned_90,  ///< clockwise
  transversed,
  turned_270,
};

/// The orientation in EXIF data, which begin with "Exif\0\0" or with their TIFF header; upright
/// where they have none or are damaged.
[[nodiscard]] Orientation exif_orientation(std::string_view exif);

/// (channels, height, width) of the picture as seen.
[[nodiscard]] Shape upright_shape(const Shape& stored, Orientation orientation);

/// A picture that is filled row by row as it is stored.
class UprightPicture {
 public:
  /// `stored` is (channels, height, width).
  UprightPicture(const Shape& stored, Orientation orientation);

  /// Row `y`, pixel by pixel: width * channels values. Never throws, so that C libraries may jump
  /// over it.
  void put(std::int64_t y, const std::uint8_t* pixels) noexcept;

  /// u8 (channels, height, width) as seen.
  [[nodiscard]] Tensor take() && { return std::move(picture_); }

 private:
  Tensor picture_;
  std::uint8_t* out_;
  std::int64_t channels_, width_, plane_;
  std::int64_t origin_ = 0, step_y_ = 0, step_x_ = 0;  ///< of a stored pixel within a plane
};

}  // namespace ingot
