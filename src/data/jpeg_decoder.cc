#include <csetjmp>
#include <cstdio>
// jpeglib.h needs the types of stdio.h.
#include <jerror.h>
#include <jpeglib.h>

#include "data/picture_decoder.h"

namespace ingot {
namespace {

// libjpeg reports errors by a function that must not return; as in the PNG decoder, only members
// live across the jump.
class JpegDecoder final : public PictureDecoder {
 public:
  explicit JpegDecoder(std::string_view bytes) : bytes_(bytes) {
    jpeg_.info.err = jpeg_std_error(&errors_);
    jpeg_.info.client_data = this;
    errors_.error_exit = on_error;
    errors_.emit_message = on_message;
    if (!read_header()) fail();
    require_decodable_size(jpeg_.info.image_height, jpeg_.info.image_width);
    // Huffman codes take at least one bit for the 64 pixels of a block.
    constexpr std::size_t kPixelsPerByte = 512;
    const std::size_t pixels = std::size_t{jpeg_.info.image_height} * jpeg_.info.image_width;
    if (jpeg_.info.arith_code == 0 && pixels / kPixelsPerByte > bytes.size())
      throw BadPicture{text("it is too short for its size", "文件长度与图片尺寸不符")};
  }

  [[nodiscard]] Shape shape() const override {
    return {jpeg_.info.out_color_space == JCS_GRAYSCALE ? 1 : 3, jpeg_.info.image_height,
            jpeg_.info.image_width};
  }

  void decode(std::uint8_t* pixels) override {
    out_ = pixels;
    if (!read_rows()) fail();
  }

 private:
  static JpegDecoder& self(j_common_ptr info) {
    return *static_cast<JpegDecoder*>(info->client_data);
  }
  [[noreturn]] static void on_error(j_common_ptr info) {
    (*info->err->format_message)(info, self(info).message_);
    std::longjmp(self(info).jump_, 1);
  }
  // Where data are missing libjpeg warns and invents grey; that is an error here. Other warnings
  // are of no consequence for the pixels that were coded.
  static void on_message(j_common_ptr info, int level) {
    if (level >= 0) return;
    const int code = info->err->msg_code;
    if (code == JWRN_JPEG_EOF) self(info).cut_off_ = true;
    if (code == JWRN_JPEG_EOF || code == JWRN_HIT_MARKER || code == JWRN_HUFF_BAD_CODE)
      on_error(info);
  }

  bool read_header() {
    if (setjmp(jump_) != 0) return false;
    jpeg_create_decompress(&jpeg_.info);
    jpeg_mem_src(&jpeg_.info, reinterpret_cast<const unsigned char*>(bytes_.data()), bytes_.size());
    jpeg_read_header(&jpeg_.info, TRUE);
    const J_COLOR_SPACE coded = jpeg_.info.jpeg_color_space;
    if (coded == JCS_CMYK || coded == JCS_YCCK)
      jpeg_.info.out_color_space = JCS_CMYK;
    else if (coded != JCS_GRAYSCALE)
      jpeg_.info.out_color_space = JCS_RGB;
    return true;
  }

  bool read_rows() {
    if (setjmp(jump_) != 0) return false;
    jpeg_start_decompress(&jpeg_.info);
    const std::size_t width = jpeg_.info.output_width;
    const bool cmyk = jpeg_.info.out_color_space == JCS_CMYK;
    JSAMPARRAY line = (*jpeg_.info.mem->alloc_sarray)(
        reinterpret_cast<j_common_ptr>(&jpeg_.info), JPOOL_IMAGE,
        static_cast<JDIMENSION>(width * static_cast<std::size_t>(jpeg_.info.output_components)), 1);
    while (jpeg_.info.output_scanline < jpeg_.info.output_height) {
      jpeg_read_scanlines(&jpeg_.info, line, 1);
      if (cmyk)
        add_cmyk_line(line[0], width);
      else
        out_ = std::copy_n(line[0], width * static_cast<std::size_t>(jpeg_.info.output_components),
                           out_);
    }
    jpeg_finish_decompress(&jpeg_.info);
    return true;
  }

  // Adobe's programs store the four inks inverted.
  void add_cmyk_line(const JSAMPLE* in, std::size_t width) {
    const unsigned flip = jpeg_.info.saw_Adobe_marker != 0 ? 0 : 255;
    for (std::size_t x = 0; x < width; ++x, in += 4)
      for (std::size_t c = 0; c < 3; ++c)
        *out_++ = static_cast<std::uint8_t>(((in[c] ^ flip) * (in[3] ^ flip) + 127) / 255);
  }

  [[noreturn]] void fail() const {
    throw BadPicture{cut_off_
                         ? text("the JPEG file is cut off", "JPEG 文件不完整")
                         : text("the JPEG file is damaged: {}", "JPEG 文件已损坏: {}", message_)};
  }

  struct File {
    File() = default;
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    ~File() { jpeg_destroy_decompress(&info); }
    jpeg_decompress_struct info{};
  };

  std::string_view bytes_;
  jpeg_error_mgr errors_{};
  File jpeg_;
  std::jmp_buf jump_{};
  std::uint8_t* out_ = nullptr;
  bool cut_off_ = false;
  char message_[JMSG_LENGTH_MAX] = "";
};

}  // namespace

std::unique_ptr<PictureDecoder> open_jpeg(std::string_view bytes) {
  return std::make_unique<JpegDecoder>(bytes);
}

}  // namespace ingot
