// One decoder per format behind picture_file.
#pragma once

#include <memory>
#include <string_view>

#include "data/upright.h"
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
  /// As stored, before it is turned upright: (channels, height, width), 1 or 3 channels.
  [[nodiscard]] virtual Shape shape() const = 0;
  [[nodiscard]] virtual Orientation orientation() const { return Orientation::upright; }
  /// Where the format makes it cheap, decodes a smaller picture of at least this size as stored;
  /// `shape` then tells which.
  virtual void scale_down_to(std::int64_t /*height*/, std::int64_t /*width*/) {}
  /// Puts every row once.
  virtual void decode(UprightPicture& rows) = 0;
};

[[nodiscard]] std::unique_ptr<PictureDecoder> open_png(std::string_view bytes);
[[nodiscard]] std::unique_ptr<PictureDecoder> open_jpeg(std::string_view bytes);
[[nodiscard]] std::unique_ptr<PictureDecoder> open_webp(std::string_view bytes);
[[nodiscard]] std::unique_ptr<PictureDecoder> open_bmp(std::string_view bytes);

/// errors: BadPicture unless the sizes are positive and make at most 100 million pixels
void require_decodable_size(std::int64_t height, std::int64_t width);

/// A colour or grey value that covers `alpha` / 255 of a white ground.
[[nodiscard]] inline std::uint8_t on_white(unsigned value, unsigned alpha) {
  return static_cast<std::uint8_t>((value * alpha + 255 * (255 - alpha) + 127) / 255);
}

}  // namespace ingot
