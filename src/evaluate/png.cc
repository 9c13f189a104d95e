#include "evaluate/png.h"

#include <png.h>

#include <cmath>
#include <memory>

#include "base/base64.h"

namespace ingot {
namespace {

struct ImageDeleter {
  void operator()(png_image* image) const { png_image_free(image); }
};

[[noreturn]] void fail(const png_image& image) {
  throw Error("png_failed", text("a picture could not be written as PNG: {}",
                                 "无法把图片写成 PNG：{}", image.message))
      .failed_while_running();
}

}  // namespace

std::string encode_png(const Tensor& picture) {
  const Shape& shape = picture.shape();
  const std::int64_t channels = shape.rank() == 3 ? shape[2] : 1;
  const bool fits = (shape.rank() == 2 || shape.rank() == 3) && picture.num_elements() > 0 &&
                    (channels == 1 || channels == 3 || channels == 4);
  if (!fits)
    throw Error("shape_mismatch",
                text("{} is not a picture", "{} 不是图片", to_string(picture.type())))
        .expected(text("(height, width) or (height, width, channels) with 1, 3 or 4 channels",
                       "(高, 宽) 或 (高, 宽, 通道)，通道数为 1、3 或 4"));
  const std::span<const std::uint8_t> bytes = picture.data<std::uint8_t>();

  png_image image{};
  const std::unique_ptr<png_image, ImageDeleter> guard(&image);
  image.version = PNG_IMAGE_VERSION;
  image.height = static_cast<png_uint_32>(shape[0]);
  image.width = static_cast<png_uint_32>(shape[1]);
  image.format = channels == 1 ? PNG_FORMAT_GRAY : channels == 3 ? PNG_FORMAT_RGB : PNG_FORMAT_RGBA;
  png_alloc_size_t size = 0;
  if (png_image_write_to_memory(&image, nullptr, &size, 0, bytes.data(), 0, nullptr) == 0)
    fail(image);
  std::string file(size, '\0');
  if (png_image_write_to_memory(&image, file.data(), &size, 0, bytes.data(), 0, nullptr) == 0)
    fail(image);
  file.resize(size);
  return file;
}

std::string data_uri(std::string_view type, const std::string& file) {
  return fmt::format("data:{};base64,{}", type, encode_base64(file));
}

std::string png_data_uri(const Tensor& picture) {
  return data_uri("image/png", encode_png(picture));
}

Tensor to_bytes(const Tensor& picture, double low, double high) {
  Tensor bytes(u8, picture.shape());
  const std::span<std::uint8_t> out = bytes.mutable_data<std::uint8_t>();
  for (std::size_t i = 0; i < out.size(); ++i) {
    const double share = (picture.at(static_cast<std::int64_t>(i)) - low) / (high - low);
    // Written so that NaN becomes 0.
    out[i] = static_cast<std::uint8_t>(share > 0 ? std::lround(std::min(share, 1.0) * 255) : 0);
  }
  return bytes;
}

}  // namespace ingot
