#include "data/bmp_header.h"
#include "data/picture_decoder.h"

namespace ingot {
namespace {

[[noreturn]] void bmp_is_cut_off() {
  throw BadPicture{text("the BMP file is cut off", "BMP 文件不完整")};
}

// Indices into the palette, bottom row first; what the runs jump over keeps index 0.
// source: Microsoft Learn, "Bitmap Compression"
class RunLengths {
 public:
  RunLengths(std::string_view bytes, const BmpHeader& header)
      : left_(bytes),
        four_bits_(header.coding == BmpCoding::rle4),
        height_(header.height),
        width_(header.width),
        indices_(static_cast<std::size_t>(height_ * width_)) {}

  std::vector<std::uint8_t> decode() && {
    constexpr std::uint8_t kEndOfLine = 0, kEndOfPicture = 1, kJump = 2;
    while (true) {
      const std::uint8_t count = next(), value = next();
      if (count > 0) {
        for (int i = 0; i < count; ++i) put(four_bits_ ? nibble(value, i) : value);
      } else if (value == kEndOfLine) {
        x_ = 0;
        ++y_;
      } else if (value == kEndOfPicture) {
        return std::move(indices_);
      } else if (value == kJump) {
        x_ += next();
        y_ += next();
      } else {
        put_literally(value);
      }
    }
  }

 private:
  static std::uint8_t nibble(std::uint8_t pair, int i) {
    return i % 2 == 0 ? pair >> 4 : pair & 15;
  }
  std::uint8_t next() {
    if (left_.empty()) bmp_is_cut_off();
    const auto byte = static_cast<std::uint8_t>(left_.front());
    left_.remove_prefix(1);
    return byte;
  }
  void put_literally(int count) {
    const int bytes = four_bits_ ? (count + 1) / 2 : count;
    std::uint8_t byte = 0;
    for (int i = 0; i < count; ++i) {
      if (!four_bits_ || i % 2 == 0) byte = next();
      put(four_bits_ ? nibble(byte, i) : byte);
    }
    if (bytes % 2 != 0) (void)next();  // runs are padded to 16 bits
  }
  void put(std::uint8_t index) {
    if (x_ >= width_ || y_ >= height_)
      throw BadPicture{text("a run of the BMP file leaves the picture", "BMP 文件的行程超出图片")};
    indices_[static_cast<std::size_t>(y_ * width_ + x_++)] = index;
  }

  std::string_view left_;
  bool four_bits_;
  std::int64_t height_, width_, x_ = 0, y_ = 0;
  std::vector<std::uint8_t> indices_;
};

class BmpDecoder final : public PictureDecoder {
 public:
  explicit BmpDecoder(std::string_view bytes) : header_(read_bmp_header(bytes)) {
    if (header_.pixels_at > bytes.size()) bmp_is_cut_off();
    pixels_ = bytes.substr(header_.pixels_at);
    row_bytes_ = static_cast<std::size_t>((header_.width * header_.bits + 31) / 32 * 4);
    const auto height = static_cast<std::size_t>(header_.height);
    if (header_.coding == BmpCoding::plain && pixels_.size() / row_bytes_ < height)
      bmp_is_cut_off();
    // A run of two bytes is up to 255 pixels; more than that is jumped over.
    constexpr std::size_t kPixelsPerByte = 1024;
    if (height * static_cast<std::size_t>(header_.width) / kPixelsPerByte > pixels_.size())
      throw BadPicture{text("it is too short for its size", "文件长度与图片尺寸不符")};
    grey_ = !header_.palette.empty() &&
            std::ranges::all_of(header_.palette, [](const std::array<std::uint8_t, 3>& colour) {
              return colour[0] == colour[1] && colour[1] == colour[2];
            });
  }

  [[nodiscard]] Shape shape() const override {
    return {grey_ ? 1 : 3, header_.height, header_.width};
  }

  void decode(UprightPicture& rows) override {
    std::vector<std::uint8_t> indices;
    if (header_.coding != BmpCoding::plain) indices = RunLengths(pixels_, header_).decode();
    opaque_ = !has_alpha();
    std::vector<std::uint8_t> row(static_cast<std::size_t>(header_.width) * (grey_ ? 1 : 3));
    for (std::int64_t i = 0; i < header_.height; ++i) {
      const auto stored = static_cast<std::size_t>(i);
      const auto* in = reinterpret_cast<const std::uint8_t*>(pixels_.data()) + stored * row_bytes_;
      if (!indices.empty())
        colour_row(indices.data() + stored * static_cast<std::size_t>(header_.width), 8,
                   row.data());
      else if (header_.bits <= 8)
        colour_row(in, header_.bits, row.data());
      else if (header_.bits == 24)
        swap_row(in, row.data());
      else
        masked_row(in, row.data());
      rows.put(header_.top_down ? i : header_.height - 1 - i, row.data());
    }
  }

 private:
  void colour_row(const std::uint8_t* in, int bits, std::uint8_t* out) const {
    const unsigned mask = (1U << bits) - 1;
    for (std::int64_t x = 0; x < header_.width; ++x) {
      const std::int64_t bit = x * bits;
      const unsigned index = in[bit / 8] >> (8 - bits - bit % 8) & mask;
      const std::array<std::uint8_t, 3>& colour = header_.palette[index];
      for (std::size_t c = 0; c < (grey_ ? 1 : 3); ++c) *out++ = colour[c];
    }
  }
  void swap_row(const std::uint8_t* in, std::uint8_t* out) const {
    for (std::int64_t x = 0; x < header_.width; ++x, in += 3, out += 3) {
      out[0] = in[2];
      out[1] = in[1];
      out[2] = in[0];
    }
  }
  void masked_row(const std::uint8_t* in, std::uint8_t* out) const {
    const int bytes = header_.bits / 8;
    for (std::int64_t x = 0; x < header_.width; ++x, in += bytes) {
      const std::uint32_t pixel = pixel_of(in);
      const unsigned alpha = opaque_ ? 255 : header_.masks[3].of(pixel);
      for (std::size_t c = 0; c < 3; ++c) *out++ = on_white(header_.masks[c].of(pixel), alpha);
    }
  }
  [[nodiscard]] std::uint32_t pixel_of(const std::uint8_t* in) const {
    std::uint32_t pixel = 0;
    for (int i = header_.bits / 8; i-- > 0;) pixel = pixel << 8 | in[i];
    return pixel;
  }

  // Many writers name an alpha mask and leave all of it 0: such a picture is meant to be seen.
  [[nodiscard]] bool has_alpha() const {
    if (header_.bits <= 24 && header_.bits != 16) return false;
    if (header_.masks[3].bits == 0) return false;
    const auto* in = reinterpret_cast<const std::uint8_t*>(pixels_.data());
    for (std::int64_t y = 0; y < header_.height; ++y)
      for (std::int64_t x = 0; x < header_.width; ++x)
        if (header_.masks[3].of(pixel_of(in + static_cast<std::size_t>(y) * row_bytes_ +
                                         x * (header_.bits / 8))) != 0)
          return true;
    return false;
  }

  BmpHeader header_;
  std::string_view pixels_;
  std::size_t row_bytes_ = 0;
  bool grey_ = false, opaque_ = true;
};

}  // namespace

std::unique_ptr<PictureDecoder> open_bmp(std::string_view bytes) {
  return std::make_unique<BmpDecoder>(bytes);
}

}  // namespace ingot
