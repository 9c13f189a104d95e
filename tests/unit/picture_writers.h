// Picture files made in tests: small, of every kind that is read.
#pragma once

#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>
// jpeglib.h needs the types of stdio.h.
#include <jpeglib.h>
#include <png.h>

#include "ingot/tensor.h"

namespace ingot {

/// Smooth with a little noise, so that JPEG codes several kinds of blocks: (height, width,
/// channels).
[[nodiscard]] std::vector<std::uint8_t> pixels_of(int height, int width, int channels);
/// (height, width, channels) -> u8 (channels, height, width)
[[nodiscard]] Tensor channels_first(const std::vector<std::uint8_t>& pixels, int height, int width);

enum class ByteOrder { little, big };
/// EXIF data with an orientation, beginning with the TIFF header.
[[nodiscard]] std::string exif_of(int orientation, ByteOrder order = ByteOrder::little);

struct PngKind {
  int colour_type = PNG_COLOR_TYPE_RGB;
  int bits = 8;
  int interlace = PNG_INTERLACE_NONE;
  std::string exif = {};
  /// tRNS: the alpha of each palette entry; or else the grey value that is transparent.
  std::vector<std::uint8_t> transparent = {};
};
/// `rows` holds the packed bytes of all rows, as PNG has them. Palettes are black, red, green and
/// (9, 8, 7).
[[nodiscard]] std::string png_of(int height, int width, const PngKind& kind,
                                 std::vector<std::uint8_t> rows);

enum class Scans { sequential, progressive };
struct JpegKind {
  Scans scans = Scans::sequential;
  int quality = 100;
  J_COLOR_SPACE coded = JCS_UNKNOWN;  ///< JCS_UNKNOWN: the usual one
  std::string exif = {};
};
[[nodiscard]] std::string jpeg_of(int height, int width, J_COLOR_SPACE space,
                                  std::vector<std::uint8_t> pixels, const JpegKind& kind = {});
[[nodiscard]] inline std::string jpeg_of(int height, int width, J_COLOR_SPACE space,
                                         std::vector<std::uint8_t> pixels, Scans scans) {
  return jpeg_of(height, width, space, std::move(pixels), JpegKind{.scans = scans});
}

enum class WebpCoding { lossless, lossy };
/// 3 or 4 channels.
[[nodiscard]] std::string webp_of(int height, int width, int channels,
                                  const std::vector<std::uint8_t>& pixels,
                                  WebpCoding coding = WebpCoding::lossless);
/// The same picture with EXIF data.
[[nodiscard]] std::string webp_with_exif(const std::string& webp, int height, int width,
                                         const std::string& exif);
/// A moving picture of `height` x `width`, whose frames are `frames`, WebP files of frame_height x
/// frame_width, at (2, 2).
[[nodiscard]] std::string moving_webp(int height, int width, const std::vector<std::string>& frames,
                                      int frame_height, int frame_width);

struct BmpKind {
  int bits = 24;
  std::uint32_t compression = 0;
  std::vector<std::uint32_t> masks = {};    ///< red, green, blue, alpha
  std::vector<std::uint32_t> palette = {};  ///< 0xRRGGBB
  std::uint32_t header_bytes = 40;          ///< 12, 40, 56, 124
};
/// A negative height is top down. `data` are the bytes of the pixels as stored.
[[nodiscard]] std::string bmp_of(int height, int width, const BmpKind& kind,
                                 const std::string& data);

[[nodiscard]] inline std::string grey_png(int height, int width) {
  return png_of(height, width, {PNG_COLOR_TYPE_GRAY}, pixels_of(height, width, 1));
}
[[nodiscard]] inline std::string colour_png(int height, int width) {
  return png_of(height, width, {PNG_COLOR_TYPE_RGB}, pixels_of(height, width, 3));
}

/// A few small files of each format, for cutting and changing.
[[nodiscard]] std::vector<std::string> small_pictures();

}  // namespace ingot
