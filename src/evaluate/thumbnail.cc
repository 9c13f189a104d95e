#include "evaluate/thumbnail.h"

#include <csetjmp>
#include <cstdio>
// jpeglib.h needs the types of stdio.h.
#include <jpeglib.h>

#include <cstdlib>
#include <memory>

#include "data/resize.h"
#include "evaluate/png.h"

namespace ingot {
namespace {

constexpr std::int64_t kExactSide = 64;

/// Planes to interleaved colours.
Tensor interleave(const Tensor& planes) {
  const Shape& s = planes.shape();
  const std::int64_t channels = s[0], area = s[1] * s[2];
  const std::uint8_t* const in = planes.data<std::uint8_t>().data();
  Tensor picture(u8, {s[1], s[2], channels});
  std::uint8_t* const out = picture.mutable_data<std::uint8_t>().data();
  for (std::int64_t c = 0; c < channels; ++c)
    for (std::int64_t i = 0; i < area; ++i) out[i * channels + c] = in[c * area + i];
  return picture;
}

Tensor shrink(const Tensor& picture, std::int64_t max_side) {
  const Shape& s = picture.shape();
  const std::int64_t longer = std::max(s[1], s[2]);
  if (longer <= max_side) return picture;
  const auto fit = [&](std::int64_t side) {
    return std::max<std::int64_t>(1, side * max_side / longer);
  };
  return resize_pictures(picture, fit(s[1]), fit(s[2]));
}

// libjpeg reports errors by a function that must not return; only members live across the jump.
class JpegEncoder {
 public:
  ~JpegEncoder() {
    jpeg_destroy_compress(&info_);
    std::free(bytes_);
  }

  /// picture   u8 (height, width, channels)
  std::string encode(const Tensor& picture, int quality) {
    picture_ = &picture;
    info_.err = jpeg_std_error(&errors_);
    info_.client_data = this;
    errors_.error_exit = on_error;
    if (!compress(quality))
      throw Error("jpeg_failed", text("a picture could not be written as JPEG: {}",
                                      "无法把图片写成 JPEG：{}", std::string(message_)))
          .failed_while_running();
    return {reinterpret_cast<const char*>(bytes_), size_};
  }

 private:
  [[noreturn]] static void on_error(j_common_ptr info) {
    auto& self = *static_cast<JpegEncoder*>(info->client_data);
    (*info->err->format_message)(info, self.message_);
    std::longjmp(self.jump_, 1);
  }

  bool compress(int quality) {
    if (setjmp(jump_) != 0) return false;
    jpeg_create_compress(&info_);
    jpeg_mem_dest(&info_, &bytes_, &size_);
    const Shape& s = picture_->shape();
    info_.image_height = static_cast<JDIMENSION>(s[0]);
    info_.image_width = static_cast<JDIMENSION>(s[1]);
    info_.input_components = static_cast<int>(s[2]);
    info_.in_color_space = s[2] == 1 ? JCS_GRAYSCALE : JCS_RGB;
    jpeg_set_defaults(&info_);
    jpeg_set_quality(&info_, quality, TRUE);
    info_.optimize_coding = TRUE;
    jpeg_start_compress(&info_, TRUE);
    while (info_.next_scanline < info_.image_height) {
      // libjpeg only reads the line, though its type says otherwise.
      row_ = const_cast<JSAMPROW>(picture_->data<std::uint8_t>().data()) +
             static_cast<std::size_t>(info_.next_scanline) * info_.image_width *
                 static_cast<std::size_t>(info_.input_components);
      jpeg_write_scanlines(&info_, &row_, 1);
    }
    jpeg_finish_compress(&info_);
    return true;
  }

  jpeg_compress_struct info_{};
  jpeg_error_mgr errors_{};
  std::jmp_buf jump_{};
  char message_[JMSG_LENGTH_MAX]{};
  unsigned char* bytes_ = nullptr;
  unsigned long size_ = 0;
  JSAMPROW row_ = nullptr;
  const Tensor* picture_ = nullptr;
};

}  // namespace

std::string thumbnail_uri(const Tensor& picture, const ThumbnailOptions& options) {
  const Shape& shape = picture.shape();
  if (shape.rank() != 3 || (shape[0] != 1 && shape[0] != 3) || picture.num_elements() == 0)
    throw Error("shape_mismatch",
                text("{} is not a picture", "{} 不是图片", to_string(picture.type())))
        .expected(text("(1 or 3, height, width)", "(1 或 3, 高, 宽)"));
  const Tensor small = interleave(shrink(picture, options.max_side));
  const std::string png = encode_png(small);
  if (std::max(shape[1], shape[2]) <= kExactSide) return data_uri("image/png", png);
  const std::string jpeg = JpegEncoder().encode(small, options.jpeg_quality);
  return jpeg.size() < png.size() ? data_uri("image/jpeg", jpeg) : data_uri("image/png", png);
}

}  // namespace ingot
