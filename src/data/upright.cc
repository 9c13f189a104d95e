#include "data/upright.h"

namespace ingot {
namespace {

bool swaps_axes(Orientation o) { return o >= Orientation::transposed; }

// A TIFF file in either byte order; reading behind its end gives 0.
struct Tiff {
  std::string_view bytes;
  bool big_endian = false;

  [[nodiscard]] std::uint32_t number(std::size_t at, std::size_t size) const {
    if (at > bytes.size() || size > bytes.size() - at) return 0;
    std::uint32_t n = 0;
    for (std::size_t i = 0; i < size; ++i)
      n = n << 8 | static_cast<std::uint8_t>(bytes[at + (big_endian ? i : size - 1 - i)]);
    return n;
  }
};

}  // namespace

Orientation exif_orientation(std::string_view exif) {
  constexpr std::string_view kPrefix("Exif\0\0", 6);
  if (exif.starts_with(kPrefix)) exif.remove_prefix(kPrefix.size());
  const Tiff tiff{exif, exif.starts_with("MM")};
  if (!exif.starts_with("II") && !exif.starts_with("MM")) return Orientation::upright;
  if (tiff.number(2, 2) != 42) return Orientation::upright;
  constexpr std::size_t kEntryBytes = 12;
  constexpr std::uint32_t kOrientationTag = 0x0112, kShort = 3, kLong = 4;
  const std::size_t directory = tiff.number(4, 4), entries = tiff.number(directory, 2);
  for (std::size_t e = 0; e < entries; ++e) {
    const std::size_t at = directory + 2 + e * kEntryBytes;
    if (tiff.number(at, 2) != kOrientationTag) continue;
    const std::uint32_t type = tiff.number(at + 2, 2);
    const std::uint32_t value = type == kShort  ? tiff.number(at + 8, 2)
                                : type == kLong ? tiff.number(at + 8, 4)
                                                : 0;
    return value >= 1 && value <= 8 ? static_cast<Orientation>(value) : Orientation::upright;
  }
  return Orientation::upright;
}

Shape upright_shape(const Shape& stored, Orientation orientation) {
  return swaps_axes(orientation) ? Shape{stored[0], stored[2], stored[1]} : stored;
}

UprightPicture::UprightPicture(const Shape& stored, Orientation orientation)
    : picture_(u8, upright_shape(stored, orientation)),
      out_(picture_.mutable_data<std::uint8_t>().data()),
      channels_(stored[0]),
      width_(stored[2]),
      plane_(stored[1] * stored[2]) {
  using enum Orientation;
  const std::int64_t h = stored[1], w = stored[2];
  const bool right_to_left = orientation == mirrored || orientation == turned_180 ||
                             orientation == transversed || orientation == turned_270;
  const bool bottom_up = orientation == turned_180 || orientation == upside_down ||
                         orientation == turned_90 || orientation == transversed;
  step_y_ = swaps_axes(orientation) ? 1 : w;
  step_x_ = swaps_axes(orientation) ? h : 1;
  if (bottom_up) origin_ += (h - 1) * step_y_;
  if (right_to_left) origin_ += (w - 1) * step_x_;
  if (bottom_up) step_y_ = -step_y_;
  if (right_to_left) step_x_ = -step_x_;
}

void UprightPicture::put(std::int64_t y, const std::uint8_t* pixels) noexcept {
  std::uint8_t* row = out_ + origin_ + y * step_y_;
  if (channels_ == 1 && step_x_ == 1) {
    std::copy_n(pixels, width_, row);
  } else if (step_x_ == 1) {
    std::uint8_t *red = row, *green = row + plane_, *blue = row + 2 * plane_;
    for (std::int64_t x = 0; x < width_; ++x) {
      red[x] = pixels[3 * x];
      green[x] = pixels[3 * x + 1];
      blue[x] = pixels[3 * x + 2];
    }
  } else {
    for (std::int64_t x = 0; x < width_; ++x)
      for (std::int64_t c = 0; c < channels_; ++c)
        row[c * plane_ + x * step_x_] = pixels[x * channels_ + c];
  }
}

}  // namespace ingot
