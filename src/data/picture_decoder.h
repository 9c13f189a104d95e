// One decoder per format behind picture_file.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "ingot/tensor.h"

namespace ingot {

/// What a decoder found wrong with the bytes.
struct BadPicture {
  Text what;
};

/// Decodes the picture in `bytes`, which outlive it. Every member may throw BadPicture.
class PictureDecoder {
 public:
  virtual ~PictureDecoder() = default;
  /// (channels, height, width), 1 or 3 channels.
  [[nodiscard]] virtual Shape shape() const = 0;
  /// Pixel by pixel, row by row: (height, width, channels).
  virtual void decode(std::uint8_t* pixels) = 0;
};

[[nodiscard]] std::unique_ptr<PictureDecoder> open_png(std::string_view bytes);
[[nodiscard]] std::unique_ptr<PictureDecoder> open_jpeg(std::string_view bytes);

/// errors: BadPicture unless the sizes are positive and make at most 100 million pixels
void require_decodable_size(std::int64_t height, std::int64_t width);

}  // namespace ingot
