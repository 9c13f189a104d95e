#include "data/bmp_header.h"

#include <bit>

#include "data/picture_decoder.h"

namespace ingot {
namespace {

constexpr std::size_t kFileHeaderBytes = 14, kCoreHeaderBytes = 12, kInfoHeaderBytes = 40;
// Headers that hold the colour masks themselves, and the alpha mask.
constexpr std::size_t kWithMasks = 52, kWithAlpha = 56;
enum Compression : std::uint32_t {
  kRgb = 0,
  kRle8 = 1,
  kRle4 = 2,
  kBitFields = 3,
  kAlphaFields = 6
};

class Bytes {
 public:
  explicit Bytes(std::string_view bytes) : bytes_(bytes) {}

  [[nodiscard]] std::uint32_t u32(std::size_t at) const { return number(at, 4); }
  [[nodiscard]] std::uint32_t u16(std::size_t at) const { return number(at, 2); }
  [[nodiscard]] std::uint8_t u8(std::size_t at) const {
    return static_cast<std::uint8_t>(number(at, 1));
  }

 private:
  [[nodiscard]] std::uint32_t number(std::size_t at, std::size_t size) const {
    if (at > bytes_.size() || size > bytes_.size() - at)
      throw BadPicture{text("the BMP file is cut off", "BMP 文件不完整")};
    std::uint32_t n = 0;
    for (std::size_t i = size; i-- > 0;) n = n << 8 | static_cast<std::uint8_t>(bytes_[at + i]);
    return n;
  }
  std::string_view bytes_;
};

[[noreturn]] void unsupported(std::uint32_t compression, std::uint32_t bits) {
  throw BadPicture{
      text("the BMP file holds {} bits per pixel with compression {}, which is unknown",
           "BMP 文件为每像素 {} 位、压缩方式 {}, 无法识别", bits, compression)};
}

void read_masks(const Bytes& bytes, std::size_t size, std::uint32_t compression, BmpHeader& h) {
  if (compression == kRgb) {
    const bool wide = h.bits == 32;
    h.masks = {BmpMask{wide ? 0xff0000U : 0x7c00U}, BmpMask{wide ? 0xff00U : 0x3e0U},
               BmpMask{wide ? 0xffU : 0x1fU}, BmpMask{}};
    return;
  }
  const bool has_alpha = size >= kWithAlpha || compression == kAlphaFields;
  for (std::size_t c = 0; c < (has_alpha ? 4 : 3); ++c)
    h.masks[c] = {bytes.u32(kFileHeaderBytes + kInfoHeaderBytes + 4 * c)};
  for (const BmpMask& mask : h.masks) {
    const std::uint32_t ones = mask.bits == 0 ? 0 : mask.bits >> std::countr_zero(mask.bits);
    if ((ones & (ones + 1)) != 0)
      throw BadPicture{text("a colour mask of the BMP file has gaps", "BMP 文件的颜色掩码不连续")};
  }
}

void read_palette(const Bytes& bytes, std::size_t at, std::size_t entry_bytes,
                  std::uint32_t colours, BmpHeader& h) {
  const std::uint32_t all = 1U << h.bits;
  if (colours == 0 || colours > all) colours = all;
  // Some writers leave out the end of the palette: the pixels then begin earlier.
  if (h.pixels_at > at)
    colours = std::min(colours, static_cast<std::uint32_t>((h.pixels_at - at) / entry_bytes));
  for (std::uint32_t i = 0; i < colours; ++i) {
    const std::size_t entry = at + i * entry_bytes;
    h.palette.push_back({bytes.u8(entry + 2), bytes.u8(entry + 1), bytes.u8(entry)});
  }
  h.palette.resize(all);
}

}  // namespace

std::uint8_t BmpMask::of(std::uint32_t pixel) const {
  if (bits == 0) return 0;
  const int shift = std::countr_zero(bits);
  const std::uint64_t most = bits >> shift, value = (pixel & bits) >> shift;
  return static_cast<std::uint8_t>((value * 255 + most / 2) / most);
}

BmpHeader read_bmp_header(std::string_view file) {
  const Bytes bytes(file);
  BmpHeader h;
  h.pixels_at = bytes.u32(10);
  const std::size_t size = bytes.u32(kFileHeaderBytes), info = kFileHeaderBytes;
  const bool core = size == kCoreHeaderBytes;
  const std::uint32_t bits = bytes.u16(info + (core ? 10 : 14));
  // OS/2 2.x headers of 16 to 64 bytes leave out fields at the end, which then are 0.
  const auto field = [&](std::size_t at) {
    return !core && size >= at + 4 ? bytes.u32(info + at) : 0;
  };
  const auto side = [&](std::size_t core_at, std::size_t at) -> std::int64_t {
    if (core) return bytes.u16(info + core_at);
    return static_cast<std::int32_t>(bytes.u32(info + at));
  };
  h.width = side(4, 4);
  h.height = side(6, 8);
  h.top_down = h.height < 0;
  if (h.top_down) h.height = -h.height;
  require_decodable_size(h.height, h.width);

  const std::uint32_t compression = field(16);
  const bool has_palette = bits == 1 || bits == 2 || bits == 4 || bits == 8;
  const bool has_masks = bits == 16 || bits == 32;
  const bool known = compression == kRgb       ? has_palette || has_masks || bits == 24
                     : compression == kRle8    ? bits == 8 && !h.top_down
                     : compression == kRle4    ? bits == 4 && !h.top_down
                     : size < kInfoHeaderBytes ? false
                     : compression == kBitFields || compression == kAlphaFields ? has_masks
                                                                                : false;
  if (!known) unsupported(compression, bits);
  h.bits = static_cast<int>(bits);
  h.coding = compression == kRle8   ? BmpCoding::rle8
             : compression == kRle4 ? BmpCoding::rle4
                                    : BmpCoding::plain;
  if (has_masks) read_masks(bytes, size, compression, h);
  if (has_palette) read_palette(bytes, info + size, core ? 3 : 4, field(32), h);
  return h;
}

}  // namespace ingot
