// What the headers of a BMP file say.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

namespace ingot {

enum class BmpCoding { plain, rle8, rle4 };

/// Where one colour lies within a pixel of 16 or 32 bits.
struct BmpMask {
  std::uint32_t bits = 0;

  /// The colour spread over 0 to 255, rounded to nearest; 0 without bits.
  [[nodiscard]] std::uint8_t of(std::uint32_t pixel) const;
};

/// sources   Microsoft Learn, "Bitmap Storage", "BITMAPV5HEADER"; OS/2 Presentation Manager's
///           12-byte header (BITMAPCOREHEADER)
struct BmpHeader {
  std::int64_t height = 0, width = 0;
  int bits = 24;  ///< of a pixel: 1, 2, 4, 8, 16, 24, 32
  BmpCoding coding = BmpCoding::plain;
  bool top_down = false;
  /// red, green, blue, alpha; for 16 and 32 bits.
  std::array<BmpMask, 4> masks{};
  /// red, green, blue of each index; missing ones are black.
  std::vector<std::array<std::uint8_t, 3>> palette;
  std::size_t pixels_at = 0;
};

/// errors: BadPicture
[[nodiscard]] BmpHeader read_bmp_header(std::string_view bytes);

}  // namespace ingot
