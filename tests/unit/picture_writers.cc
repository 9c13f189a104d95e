#include "tests/unit/picture_writers.h"

#include <webp/encode.h>

#include "base/rng.h"

namespace ingot {
namespace {

void append(png_structp png, png_bytep bytes, std::size_t count) {
  static_cast<std::string*>(png_get_io_ptr(png))->append(reinterpret_cast<char*>(bytes), count);
}

std::string little(std::uint64_t value, int bytes) {
  std::string s;
  for (int i = 0; i < bytes; ++i) s += static_cast<char>(value >> (8 * i));
  return s;
}

std::string riff_chunk(const std::string& name, const std::string& data) {
  return name + little(data.size(), 4) + data + (data.size() % 2 != 0 ? std::string(1, '\0') : "");
}

std::string extended_webp(int flags, int height, int width, const std::string& chunks) {
  const std::string head =
      riff_chunk("VP8X", little(static_cast<std::uint64_t>(flags), 4) +
                             little(static_cast<std::uint64_t>(width - 1), 3) +
                             little(static_cast<std::uint64_t>(height - 1), 3));
  return riff_chunk("RIFF", "WEBP" + head + chunks);
}

constexpr std::size_t kRiffHeaderBytes = 12;

}  // namespace

std::vector<std::uint8_t> pixels_of(int height, int width, int channels) {
  std::vector<std::uint8_t> pixels;
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x)
      for (int c = 0; c < channels; ++c) {
        const auto index = static_cast<std::uint32_t>((y * width + x) * channels + c);
        const auto noise = static_cast<int>(philox4x32({index, 0, 0, 0}, {1, 0})[0] % 8);
        pixels.push_back(static_cast<std::uint8_t>(40 + 5 * y + 3 * x + 30 * c + noise));
      }
  return pixels;
}

Tensor channels_first(const std::vector<std::uint8_t>& pixels, int height, int width) {
  const int channels = static_cast<int>(pixels.size()) / (height * width);
  Tensor t(u8, {channels, height, width});
  for (int c = 0; c < channels; ++c)
    for (int i = 0; i < height * width; ++i)
      t.set(c * height * width + i, pixels[static_cast<std::size_t>(i * channels + c)]);
  return t;
}

std::string exif_of(int orientation, ByteOrder order) {
  const bool big = order == ByteOrder::big;
  const auto number = [&](std::uint64_t value, int bytes) {
    std::string s = little(value, bytes);
    return big ? std::string(s.rbegin(), s.rend()) : s;
  };
  // One directory of two entries: make (ASCII "AB"), orientation (one SHORT).
  return (big ? "MM" : "II") + number(42, 2) + number(8, 4) + number(2, 2) + number(0x010f, 2) +
         number(2, 2) + number(3, 4) + std::string("AB\0\0", 4) + number(0x0112, 2) + number(3, 2) +
         number(1, 4) + number(static_cast<std::uint64_t>(orientation), 2) + number(0, 2) +
         number(0, 4);
}

std::string png_of(int height, int width, const PngKind& kind, std::vector<std::uint8_t> rows) {
  std::string file;
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
  png_infop info = png_create_info_struct(png);
  png_set_write_fn(png, &file, append, nullptr);
  png_set_IHDR(png, info, static_cast<png_uint_32>(width), static_cast<png_uint_32>(height),
               kind.bits, kind.colour_type, kind.interlace, PNG_COMPRESSION_TYPE_DEFAULT,
               PNG_FILTER_TYPE_DEFAULT);
  const png_color palette[4] = {{0, 0, 0}, {255, 0, 0}, {0, 255, 0}, {9, 8, 7}};
  const bool has_palette = kind.colour_type == PNG_COLOR_TYPE_PALETTE;
  if (has_palette) png_set_PLTE(png, info, palette, 4);
  if (!kind.transparent.empty()) {
    png_color_16 grey{};
    grey.gray = kind.transparent[0];
    png_set_tRNS(png, info, has_palette ? kind.transparent.data() : nullptr,
                 has_palette ? static_cast<int>(kind.transparent.size()) : 0,
                 has_palette ? nullptr : &grey);
  }
  std::string exif = kind.exif;
  if (!exif.empty())
    png_set_eXIf_1(png, info, static_cast<png_uint_32>(exif.size()),
                   reinterpret_cast<png_bytep>(exif.data()));
  png_write_info(png, info);
  const std::size_t row_bytes = rows.size() / static_cast<std::size_t>(height);
  std::vector<png_bytep> pointers;
  for (std::size_t y = 0; y < static_cast<std::size_t>(height); ++y)
    pointers.push_back(rows.data() + y * row_bytes);
  png_write_image(png, pointers.data());
  png_write_end(png, nullptr);
  png_destroy_write_struct(&png, &info);
  return file;
}

std::string jpeg_of(int height, int width, J_COLOR_SPACE space, std::vector<std::uint8_t> pixels,
                    const JpegKind& kind) {
  const int channels = space == JCS_GRAYSCALE ? 1 : space == JCS_CMYK ? 4 : 3;
  jpeg_compress_struct jpeg{};
  jpeg_error_mgr errors{};
  jpeg.err = jpeg_std_error(&errors);
  jpeg_create_compress(&jpeg);
  unsigned char* bytes = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&jpeg, &bytes, &size);
  jpeg.image_height = static_cast<JDIMENSION>(height);
  jpeg.image_width = static_cast<JDIMENSION>(width);
  jpeg.input_components = channels;
  jpeg.in_color_space = space;
  jpeg_set_defaults(&jpeg);
  if (kind.coded != JCS_UNKNOWN) jpeg_set_colorspace(&jpeg, kind.coded);
  jpeg_set_quality(&jpeg, kind.quality, TRUE);
  if (kind.scans == Scans::progressive) jpeg_simple_progression(&jpeg);
  jpeg_start_compress(&jpeg, TRUE);
  if (!kind.exif.empty()) {
    const std::string app1 = std::string("Exif\0\0", 6) + kind.exif;
    jpeg_write_marker(&jpeg, JPEG_APP0 + 1, reinterpret_cast<const JOCTET*>(app1.data()),
                      static_cast<unsigned>(app1.size()));
  }
  while (jpeg.next_scanline < jpeg.image_height) {
    JSAMPROW row = pixels.data() + jpeg.next_scanline * static_cast<std::size_t>(width * channels);
    jpeg_write_scanlines(&jpeg, &row, 1);
  }
  jpeg_finish_compress(&jpeg);
  std::string file(reinterpret_cast<char*>(bytes), size);
  jpeg_destroy_compress(&jpeg);
  std::free(bytes);
  return file;
}

std::string webp_of(int height, int width, int channels, const std::vector<std::uint8_t>& pixels,
                    WebpCoding coding) {
  WebPConfig config;
  WebPConfigInit(&config);
  config.lossless = coding == WebpCoding::lossless ? 1 : 0;
  config.exact = 1;  // keeps the colours of what is transparent
  config.quality = 90;
  WebPPicture picture;
  WebPPictureInit(&picture);
  picture.use_argb = config.lossless;
  picture.width = width;
  picture.height = height;
  WebPMemoryWriter writer;
  WebPMemoryWriterInit(&writer);
  picture.writer = WebPMemoryWrite;
  picture.custom_ptr = &writer;
  if (channels == 4)
    WebPPictureImportRGBA(&picture, pixels.data(), 4 * width);
  else
    WebPPictureImportRGB(&picture, pixels.data(), 3 * width);
  WebPEncode(&config, &picture);
  std::string file(reinterpret_cast<char*>(writer.mem), writer.size);
  WebPMemoryWriterClear(&writer);
  WebPPictureFree(&picture);
  return file;
}

std::string webp_with_exif(const std::string& webp, int height, int width,
                           const std::string& exif) {
  constexpr int kExifFlag = 8;
  return extended_webp(kExifFlag, height, width,
                       webp.substr(kRiffHeaderBytes) + riff_chunk("EXIF", exif));
}

std::string moving_webp(int height, int width, const std::vector<std::string>& frames,
                        int frame_height, int frame_width) {
  constexpr int kMovingFlag = 2;
  std::string chunks = riff_chunk("ANIM", std::string(6, '\0'));
  for (const std::string& frame : frames)
    chunks +=
        riff_chunk("ANMF", little(1, 3) + little(1, 3) +  // offsets count by 2
                               little(static_cast<std::uint64_t>(frame_width - 1), 3) +
                               little(static_cast<std::uint64_t>(frame_height - 1), 3) +
                               little(100, 3) + little(0, 1) + frame.substr(kRiffHeaderBytes));
  return extended_webp(kMovingFlag, height, width, chunks);
}

std::string bmp_of(int height, int width, const BmpKind& kind, const std::string& data) {
  const bool core = kind.header_bytes == 12;
  std::string header = little(kind.header_bytes, 4) +
                       little(static_cast<std::uint64_t>(width), core ? 2 : 4) +
                       little(static_cast<std::uint64_t>(height), core ? 2 : 4) + little(1, 2) +
                       little(static_cast<std::uint64_t>(kind.bits), 2);
  if (!core)
    header += little(kind.compression, 4) + little(data.size(), 4) + little(2835, 4) +
              little(2835, 4) + little(kind.palette.size(), 4) + little(0, 4);
  for (const std::uint32_t mask : kind.masks) header += little(mask, 4);
  if (header.size() < kind.header_bytes) header.resize(kind.header_bytes);
  for (const std::uint32_t colour : kind.palette) header += little(colour, core ? 3 : 4);
  const std::size_t pixels_at = 14 + header.size();
  return "BM" + little(pixels_at + data.size(), 4) + little(0, 4) + little(pixels_at, 4) + header +
         data;
}

std::vector<std::string> small_pictures() {
  const std::string rle8("\2\1\0\3\2\2\1\0\0\0\0\2\3\0\1\1\0\1", 18);
  std::string rows24(7 * 24, '\0');
  for (std::size_t i = 0; i < rows24.size(); ++i) rows24[i] = static_cast<char>(i * 3);
  return {
      grey_png(5, 7),
      colour_png(6, 4),
      png_of(9, 11, {PNG_COLOR_TYPE_RGB_ALPHA, 8, PNG_INTERLACE_ADAM7}, pixels_of(9, 11, 4)),
      png_of(1, 4, {PNG_COLOR_TYPE_PALETTE, 2}, {0b00011011}),
      png_of(3, 2, {.colour_type = PNG_COLOR_TYPE_GRAY, .exif = exif_of(6)}, pixels_of(3, 2, 1)),
      jpeg_of(10, 9, JCS_GRAYSCALE, pixels_of(10, 9, 1)),
      jpeg_of(17, 18, JCS_RGB, pixels_of(17, 18, 3)),
      jpeg_of(17, 18, JCS_RGB, pixels_of(17, 18, 3), Scans::progressive),
      jpeg_of(9, 8, JCS_CMYK, pixels_of(9, 8, 4), {.coded = JCS_YCCK, .exif = exif_of(8)}),
      webp_of(7, 9, 3, pixels_of(7, 9, 3)),
      webp_of(18, 17, 4, pixels_of(18, 17, 4), WebpCoding::lossy),
      webp_with_exif(webp_of(7, 9, 3, pixels_of(7, 9, 3)), 7, 9, exif_of(5)),
      moving_webp(12, 14,
                  {webp_of(7, 9, 3, pixels_of(7, 9, 3)), webp_of(7, 9, 3, pixels_of(7, 9, 3))}, 7,
                  9),
      bmp_of(7, 8, {}, rows24),
      bmp_of(2, 5, {.bits = 8, .compression = 1, .palette = {0, 0xff0000, 0x00ff00}}, rle8),
      bmp_of(-3, 4, {.bits = 16, .compression = 3, .masks = {0xf800, 0x7e0, 0x1f}},
             rows24.substr(0, 24))};
}

}  // namespace ingot
