#include <csetjmp>
#include <cstdio>
#include <cstring>
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
    return {jpeg_.info.out_color_space == JCS_GRAYSCALE ? 1 : 3, jpeg_.info.output_height,
            jpeg_.info.output_width};
  }

  [[nodiscard]] Orientation orientation() const override {
    for (const jpeg_marker_struct* m = jpeg_.info.marker_list; m != nullptr; m = m->next) {
      const std::string_view data(reinterpret_cast<const char*>(m->data), m->data_length);
      if (data.starts_with("Exif")) return exif_orientation(data);
    }
    return Orientation::upright;
  }

  // The inverse transform gives a block of 4 x 4, 2 x 2 or 1 pixel from its low frequencies.
  void scale_down_to(std::int64_t height, std::int64_t width) override {
    const auto scaled = [](std::int64_t size, unsigned eighths) {
      return (size * eighths + 7) / 8;
    };
    unsigned eighths = 1;
    while (eighths < 8 && (scaled(jpeg_.info.image_height, eighths) < height ||
                           scaled(jpeg_.info.image_width, eighths) < width))
      eighths *= 2;
    if (!set_scale(eighths)) fail();
  }

  void decode(UprightPicture& rows) override {
    rows_ = &rows;
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

  // Each scan of a progressive file goes over all blocks and may take no more than a few bytes.
  static void on_progress(j_common_ptr info) {
    constexpr int kMaxScans = 100;
    if (reinterpret_cast<j_decompress_ptr>(info)->input_scan_number <= kMaxScans) return;
    std::strcpy(self(info).message_, "more than 100 scans");
    std::longjmp(self(info).jump_, 1);
  }

  bool read_header() {
    if (setjmp(jump_) != 0) return false;
    jpeg_create_decompress(&jpeg_.info);
    progress_.progress_monitor = on_progress;
    jpeg_.info.progress = &progress_;
    constexpr unsigned kMaxMarkerBytes = 0xffff;
    jpeg_save_markers(&jpeg_.info, JPEG_APP0 + 1, kMaxMarkerBytes);  // EXIF
    jpeg_mem_src(&jpeg_.info, reinterpret_cast<const unsigned char*>(bytes_.data()), bytes_.size());
    jpeg_read_header(&jpeg_.info, TRUE);
    const J_COLOR_SPACE coded = jpeg_.info.jpeg_color_space;
    if (coded == JCS_CMYK || coded == JCS_YCCK)
      jpeg_.info.out_color_space = JCS_CMYK;
    else if (coded != JCS_GRAYSCALE)
      jpeg_.info.out_color_space = JCS_RGB;
    jpeg_calc_output_dimensions(&jpeg_.info);
    return true;
  }

  bool set_scale(unsigned eighths) {
    if (setjmp(jump_) != 0) return false;
    jpeg_.info.scale_num = eighths;
    jpeg_.info.scale_denom = 8;
    jpeg_calc_output_dimensions(&jpeg_.info);
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
      const std::int64_t y = jpeg_.info.output_scanline;
      jpeg_read_scanlines(&jpeg_.info, line, 1);
      if (cmyk) cmyk_to_rgb(line[0], width);
      rows_->put(y, line[0]);
    }
    jpeg_finish_decompress(&jpeg_.info);
    return true;
  }

  // In place. Adobe's programs store the four inks inverted.
  void cmyk_to_rgb(JSAMPLE* line, std::size_t width) const {
    const unsigned flip = jpeg_.info.saw_Adobe_marker != 0 ? 0 : 255;
    const JSAMPLE* in = line;
    for (std::size_t x = 0; x < width; ++x, in += 4)
      for (std::size_t c = 0; c < 3; ++c)
        *line++ = static_cast<std::uint8_t>(((in[c] ^ flip) * (in[3] ^ flip) + 127) / 255);
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
  jpeg_progress_mgr progress_{};
  File jpeg_;
  std::jmp_buf jump_{};
  UprightPicture* rows_ = nullptr;
  bool cut_off_ = false;
  char message_[JMSG_LENGTH_MAX] = "";
};

}  // namespace

std::unique_ptr<PictureDecoder> open_jpeg(std::string_view bytes) {
  return std::make_unique<JpegDecoder>(bytes);
}

}  // namespace ingot
