#include <png.h>

#include <cstring>

#include "data/picture_decoder.h"

namespace ingot {
namespace {

// libpng reports errors by a long jump: whatever lives across it is a member, and no function that
// jumps holds anything that has a destructor.
class PngDecoder final : public PictureDecoder {
 public:
  explicit PngDecoder(std::string_view bytes) : left_(bytes), size_bytes_(bytes.size()) {
    file_.png = png_create_read_struct(PNG_LIBPNG_VER_STRING, this, on_error, on_warning);
    if (file_.png != nullptr) file_.info = png_create_info_struct(file_.png);
    if (file_.info == nullptr || !read_header()) fail();
    require_decodable_size(static_cast<std::int64_t>(height_), static_cast<std::int64_t>(width_));
    // Deflate makes nothing smaller than by 1 : 1032, so that less cannot be the whole picture.
    constexpr std::size_t kDeflateLimit = 1032;
    if (stored_row_bytes_ * height_ / kDeflateLimit > size_bytes_)
      throw BadPicture{text("it is too short for its size", "文件长度与图片尺寸不符")};
  }

  [[nodiscard]] Shape shape() const override {
    return {colours(), static_cast<std::int64_t>(height_), static_cast<std::int64_t>(width_)};
  }

  [[nodiscard]] Orientation orientation() const override { return orientation_; }

  void decode(UprightPicture& rows) override {
    out_ = &rows;
    const bool whole = passes_ > 1;  // an interlaced picture comes in seven passes over its rows
    decoded_.resize((whole ? height_ : 1) * row_bytes_);
    if (whole)
      for (std::size_t y = 0; y < height_; ++y)
        pass_rows_.push_back(decoded_.data() + y * row_bytes_);
    if (!read_rows()) fail();
  }

 private:
  static void on_error(png_structp png, png_const_charp message) {
    auto* self = static_cast<PngDecoder*>(png_get_error_ptr(png));
    std::strncpy(self->message_, message, sizeof self->message_ - 1);
    png_longjmp(png, 1);
  }
  static void on_warning(png_structp, png_const_charp) {}
  static void on_read(png_structp png, png_bytep out, std::size_t count) {
    auto* self = static_cast<PngDecoder*>(png_get_io_ptr(png));
    if (count > self->left_.size()) {
      self->cut_off_ = true;
      png_error(png, "cut off");
    }
    std::memcpy(out, self->left_.data(), count);
    self->left_.remove_prefix(count);
  }

  bool read_header() {
    if (setjmp(png_jmpbuf(file_.png)) != 0) return false;
    png_set_read_fn(file_.png, this, on_read);
    // Only chunks that make pixels and EXIF: others are not used, and would take memory and time.
    png_set_keep_unknown_chunks(file_.png, PNG_HANDLE_CHUNK_NEVER, nullptr, -1);
    constexpr png_byte kExif[] = "eXIf";
    png_set_keep_unknown_chunks(file_.png, PNG_HANDLE_CHUNK_AS_DEFAULT, kExif, 1);
    constexpr png_alloc_size_t kMaxChunkBytes = 1 << 18;
    png_set_chunk_malloc_max(file_.png, kMaxChunkBytes);
    png_read_info(file_.png, file_.info);
    stored_row_bytes_ = png_get_rowbytes(file_.png, file_.info);
    read_orientation();
    png_set_scale_16(file_.png);
    png_set_expand(file_.png);  // palettes to RGB, fewer bits to 8, a transparent colour to alpha
    passes_ = png_set_interlace_handling(file_.png);
    png_read_update_info(file_.png, file_.info);
    height_ = png_get_image_height(file_.png, file_.info);
    width_ = png_get_image_width(file_.png, file_.info);
    row_bytes_ = png_get_rowbytes(file_.png, file_.info);
    channels_ = png_get_channels(file_.png, file_.info);
    return true;
  }

  bool read_rows() {
    if (setjmp(png_jmpbuf(file_.png)) != 0) return false;
    if (!pass_rows_.empty()) png_read_image(file_.png, pass_rows_.data());
    for (std::size_t y = 0; y < height_; ++y) {
      if (pass_rows_.empty()) png_read_row(file_.png, decoded_.data(), nullptr);
      put_row(y, pass_rows_.empty() ? decoded_.data() : pass_rows_[y]);
    }
    png_read_end(file_.png, nullptr);
    return true;
  }

  void put_row(std::size_t y, std::uint8_t* row) {
    if (has_alpha()) {
      const auto colours_of_pixel = static_cast<std::size_t>(colours());
      const std::uint8_t* in = row;
      std::uint8_t* out = row;
      for (std::size_t x = 0; x < width_; ++x, in += colours_of_pixel + 1) {
        const std::uint8_t alpha = in[colours_of_pixel];
        for (std::size_t c = 0; c < colours_of_pixel; ++c) *out++ = on_white(in[c], alpha);
      }
    }
    out_->put(static_cast<std::int64_t>(y), row);
  }

  void read_orientation() {
    png_bytep exif = nullptr;
    png_uint_32 size = 0;
    if (png_get_eXIf_1(file_.png, file_.info, &size, &exif) != 0)
      orientation_ = exif_orientation({reinterpret_cast<const char*>(exif), size});
  }

  [[noreturn]] void fail() const {
    throw BadPicture{cut_off_
                         ? text("the PNG file is cut off", "PNG 文件不完整")
                         : text("the PNG file is damaged: {}", "PNG 文件已损坏: {}", message_)};
  }

  [[nodiscard]] bool has_alpha() const { return channels_ % 2 == 0; }
  [[nodiscard]] std::int64_t colours() const { return channels_ - (has_alpha() ? 1 : 0); }

  struct File {
    File() = default;
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    ~File() { png_destroy_read_struct(&png, &info, nullptr); }
    png_structp png = nullptr;
    png_infop info = nullptr;
  };

  std::string_view left_;
  std::size_t size_bytes_;
  File file_;
  std::size_t height_ = 0, width_ = 0;
  std::size_t stored_row_bytes_ = 0, row_bytes_ = 0;  // as in the file; of 8 bits per channel
  int channels_ = 0, passes_ = 1;
  Orientation orientation_ = Orientation::upright;
  UprightPicture* out_ = nullptr;
  bool cut_off_ = false;
  char message_[100] = "out of memory";
  std::vector<std::uint8_t> decoded_;
  std::vector<png_bytep> pass_rows_;
};

}  // namespace

std::unique_ptr<PictureDecoder> open_png(std::string_view bytes) {
  return std::make_unique<PngDecoder>(bytes);
}

}  // namespace ingot
