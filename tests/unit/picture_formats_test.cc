#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/memory.h"
#include "data/picture_file.h"
#include "data/picture_format.h"
#include "data/resize.h"
#include "data/upright.h"
#include "tests/unit/picture_writers.h"

namespace ingot {
namespace {

Tensor decode(const std::string& bytes) { return decode_picture(bytes, "picture"); }

std::string code_of(const std::string& bytes) {
  try {
    (void)decode(bytes);
  } catch (const Error& e) {
    return e.code();
  }
  return "";
}

std::string message_of(const std::string& bytes) {
  try {
    (void)decode(bytes);
  } catch (const Error& e) {
    return e.message().en;
  }
  return "";
}

// By how much `f` raises the peak of a process that has done nothing else.
template <class F>
std::size_t peak_growth_bytes(F&& f) {
  int ends[2];
  if (pipe(ends) != 0) return SIZE_MAX;
  const pid_t child = fork();
  if (child == 0) {
    const std::size_t before = resident_bytes();
    f();
    const std::size_t growth = peak_resident_bytes() - std::min(before, peak_resident_bytes());
    _exit(write(ends[1], &growth, sizeof growth) == sizeof growth ? 0 : 1);
  }
  close(ends[1]);
  std::size_t growth = SIZE_MAX;
  if (read(ends[0], &growth, sizeof growth) != sizeof growth) growth = SIZE_MAX;
  close(ends[0]);
  waitpid(child, nullptr, 0);
  return growth;
}

// The stored pixel that is seen at (row, column) when a picture of h x w is turned upright.
std::pair<int, int> stored_at(int orientation, int row, int column, int h, int w) {
  switch (orientation) {
    case 2: return {row, w - 1 - column};
    case 3: return {h - 1 - row, w - 1 - column};
    case 4: return {h - 1 - row, column};
    case 5: return {column, row};
    case 6: return {h - 1 - column, row};
    case 7: return {h - 1 - column, w - 1 - row};
    case 8: return {column, w - 1 - row};
    default: return {row, column};
  }
}

Tensor turned(const Tensor& stored, int orientation) {
  const int h = static_cast<int>(stored.shape()[1]), w = static_cast<int>(stored.shape()[2]);
  const int height = orientation >= 5 ? w : h, width = orientation >= 5 ? h : w;
  Tensor seen(u8, {stored.shape()[0], height, width});
  for (int c = 0; c < stored.shape()[0]; ++c)
    for (int row = 0; row < height; ++row)
      for (int column = 0; column < width; ++column) {
        const auto [y, x] = stored_at(orientation, row, column, h, w);
        seen.set((c * height + row) * width + column, stored.at((c * h + y) * w + x));
      }
  return seen;
}

TEST(Orientation, TurnsPicturesOfEveryFormat) {
  const auto grey = pixels_of(5, 7, 1), colour = pixels_of(5, 7, 3);
  for (int o = 1; o <= 8; ++o) {
    const std::string exif = exif_of(o, o % 2 == 0 ? ByteOrder::big : ByteOrder::little);
    for (const auto& [plain, tagged] : std::vector<std::pair<std::string, std::string>>{
             {jpeg_of(5, 7, JCS_GRAYSCALE, grey),
              jpeg_of(5, 7, JCS_GRAYSCALE, grey, {.exif = exif})},
             {jpeg_of(5, 7, JCS_RGB, colour), jpeg_of(5, 7, JCS_RGB, colour, {.exif = exif})},
             {colour_png(5, 7), png_of(5, 7, {.exif = exif}, colour)},
             {webp_of(5, 7, 3, colour), webp_with_exif(webp_of(5, 7, 3, colour), 5, 7, exif)}}) {
      const Tensor wanted = turned(decode(plain), o);
      EXPECT_TRUE(bit_equal(decode(tagged), wanted)) << o;
      EXPECT_EQ(picture_shape(tagged, "picture"), wanted.shape()) << o;
    }
  }
}

TEST(Orientation, IsUprightWhereExifIsDamaged) {
  for (const ByteOrder order : {ByteOrder::little, ByteOrder::big}) {
    const std::string whole = exif_of(6, order);
    EXPECT_EQ(exif_orientation(whole), Orientation::turned_90);
    EXPECT_EQ(exif_orientation(std::string("Exif\0\0", 6) + whole), Orientation::turned_90);
    constexpr std::size_t kEndOfValue = 32;
    for (std::size_t n = 0; n < kEndOfValue; ++n)
      EXPECT_EQ(exif_orientation(whole.substr(0, n)), Orientation::upright) << n;
    for (const int wrong : {0, 9, 65535})
      EXPECT_EQ(exif_orientation(exif_of(wrong, order)), Orientation::upright);
  }
}

TEST(Png, WithATransparentColourLiesOnWhite) {
  EXPECT_TRUE(bit_equal(
      decode(png_of(1, 3, {.colour_type = PNG_COLOR_TYPE_GRAY, .transparent = {9}}, {9, 10, 8})),
      Tensor::from<std::uint8_t>({255, 10, 8}, {1, 1, 3})));
  const PngKind palette{.colour_type = PNG_COLOR_TYPE_PALETTE, .bits = 2, .transparent = {255, 0}};
  EXPECT_TRUE(bit_equal(
      decode(png_of(1, 4, palette, {0b00011011})),
      Tensor::from<std::uint8_t>({0, 255, 0, 9, 0, 255, 255, 8, 0, 255, 0, 7}, {3, 1, 4})));
}

TEST(Png, InSevenPassesOf16BitsIsAsInOne) {
  const auto rows = pixels_of(9, 11, 8);
  const PngKind kind{.colour_type = PNG_COLOR_TYPE_RGB_ALPHA, .bits = 16};
  PngKind interlaced = kind;
  interlaced.interlace = PNG_INTERLACE_ADAM7;
  EXPECT_TRUE(
      bit_equal(decode(png_of(9, 11, interlaced, rows)), decode(png_of(9, 11, kind, rows))));
}

TEST(Jpeg, InFourInksByWayOfYcckIsColour) {
  std::vector<std::uint8_t> inks;
  for (int i = 0; i < 8 * 8; ++i) inks.insert(inks.end(), {255, 0, 0, 255});
  const Tensor red = decode(jpeg_of(8, 8, JCS_CMYK, inks, {.coded = JCS_YCCK}));
  ASSERT_EQ(red.shape(), (Shape{3, 8, 8}));
  EXPECT_NEAR(red.at(0), 255, 3);
  EXPECT_NEAR(red.at(64), 0, 3);
  EXPECT_NEAR(red.at(128), 0, 3);
}

TEST(Jpeg, IsDecodedSmallerButNeverBelowWhatIsWanted) {
  const std::string file = jpeg_of(100, 150, JCS_RGB, pixels_of(100, 150, 3));
  const auto shape_at = [&](std::int64_t height, std::int64_t width) {
    return decode_picture(file, "picture", {height, width}).shape();
  };
  EXPECT_EQ(shape_at(0, 0), (Shape{3, 100, 150}));
  EXPECT_EQ(shape_at(1, 1), (Shape{3, 13, 19}));
  EXPECT_EQ(shape_at(13, 19), (Shape{3, 13, 19}));
  EXPECT_EQ(shape_at(14, 1), (Shape{3, 25, 38}));
  EXPECT_EQ(shape_at(1, 39), (Shape{3, 50, 75}));
  EXPECT_EQ(shape_at(50, 76), (Shape{3, 100, 150}));
  EXPECT_EQ(shape_at(1000, 1000), (Shape{3, 100, 150}));
}

TEST(Jpeg, AtAHalfIsNearToTheMeansOfFourPixels) {
  std::vector<std::uint8_t> smooth;
  for (int y = 0; y < 64; ++y)
    for (int x = 0; x < 96; ++x)
      for (const int c : {2 * x, 3 * y, x + y}) smooth.push_back(static_cast<std::uint8_t>(c));
  const std::string file = jpeg_of(64, 96, JCS_RGB, smooth);
  const Tensor half = decode_picture(file, "picture", {32, 48});
  const Tensor means = resize_pictures(decode(file), 32, 48);
  ASSERT_EQ(half.type(), means.type());
  for (std::int64_t i = 0; i < half.num_elements(); ++i) ASSERT_NEAR(half.at(i), means.at(i), 3);
  EXPECT_TRUE(bit_equal(half, decode_picture(file, "picture", {32, 48})));
}

TEST(Jpeg, ThatIsTurnedIsWantedAsSeen) {
  const auto pixels = pixels_of(64, 16, 1);
  const std::string file = jpeg_of(64, 16, JCS_GRAYSCALE, pixels, {.exif = exif_of(6)});
  EXPECT_EQ(decode_picture(file, "picture", {8, 32}).shape(), (Shape{1, 8, 32}));
  EXPECT_EQ(decode_picture(file, "picture", {9, 1}).shape(), (Shape{1, 16, 64}));
}

TEST(Webp, WithoutLossGivesItsPixels) {
  const auto pixels = pixels_of(7, 9, 3);
  EXPECT_TRUE(bit_equal(decode(webp_of(7, 9, 3, pixels)), channels_first(pixels, 7, 9)));
}

TEST(Webp, WithLossIsNearToWhatWasEncoded) {
  std::vector<std::uint8_t> flat;
  for (int i = 0; i < 20 * 13; ++i) flat.insert(flat.end(), {200, 90, 30});
  const Tensor decoded = decode(webp_of(20, 13, 3, flat, WebpCoding::lossy));
  ASSERT_EQ(decoded.shape(), (Shape{3, 20, 13}));
  for (std::int64_t i = 0; i < decoded.num_elements(); ++i)
    ASSERT_NEAR(decoded.at(i), channels_first(flat, 20, 13).at(i), 4);
}

TEST(Webp, WithTransparencyLiesOnWhite) {
  EXPECT_TRUE(bit_equal(decode(webp_of(1, 2, 4, {1, 2, 3, 255, 200, 100, 0, 51})),
                        Tensor::from<std::uint8_t>({1, 244, 2, 224, 3, 204}, {3, 1, 2})));
}

TEST(Webp, ThatMovesIsItsFirstFrameOnWhite) {
  const auto first = pixels_of(3, 4, 3);
  std::vector<std::uint8_t> second(first.size(), 7);
  const Tensor seen =
      decode(moving_webp(6, 8, {webp_of(3, 4, 3, first), webp_of(3, 4, 3, second)}, 3, 4));
  ASSERT_EQ(seen.shape(), (Shape{3, 6, 8}));
  const Tensor frame = channels_first(first, 3, 4);
  for (int c = 0; c < 3; ++c)
    for (int y = 0; y < 6; ++y)
      for (int x = 0; x < 8; ++x) {
        const bool inside = y >= 2 && y < 5 && x >= 2 && x < 6;
        ASSERT_EQ(seen.at((c * 6 + y) * 8 + x),
                  inside ? frame.at((c * 3 + y - 2) * 4 + x - 2) : 255);
      }
}

// 3 x 2 pixels, top row red, green, blue, bottom row white, black, (8, 16, 24).
const Tensor kBmpPixels = Tensor::from<std::uint8_t>(
    {255, 0, 0, 255, 0, 8, 0, 255, 0, 255, 0, 16, 0, 0, 255, 255, 0, 24}, {3, 2, 3});
const std::string kBmpTop("\0\0\xff\0\xff\0\xff\0\0\0\0\0", 12);
const std::string kBmpBottom("\xff\xff\xff\0\0\0\x18\x10\x08\0\0\0", 12);

TEST(Bmp, Of24BitsGivesItsPixelsFromBothEnds) {
  EXPECT_TRUE(bit_equal(decode(bmp_of(2, 3, {}, kBmpBottom + kBmpTop)), kBmpPixels));
  EXPECT_TRUE(bit_equal(decode(bmp_of(-2, 3, {}, kBmpTop + kBmpBottom)), kBmpPixels));
  for (const std::uint32_t header_bytes : {12U, 64U, 108U, 124U})
    EXPECT_TRUE(bit_equal(
        decode(bmp_of(2, 3, {.header_bytes = header_bytes}, kBmpBottom + kBmpTop)), kBmpPixels))
        << header_bytes;
}

TEST(Bmp, WithAPaletteOfAnyWidthGivesItsColours) {
  const std::vector<std::uint32_t> palette{0xff0000, 0x00ff00, 0x0000ff, 0xffffff, 0, 0x081018};
  // Rows are padded to 4 bytes; indices 3 4 5 below 0 1 2.
  const std::string eight("\3\4\5\0\0\1\2\0", 8), four("\x34\x50\0\0\x01\x20\0\0", 8);
  EXPECT_TRUE(bit_equal(decode(bmp_of(2, 3, {.bits = 8, .palette = palette}, eight)), kBmpPixels));
  EXPECT_TRUE(bit_equal(decode(bmp_of(2, 3, {.bits = 4, .palette = palette}, four)), kBmpPixels));
  const BmpKind core{.bits = 8, .palette = palette, .header_bytes = 12};
  EXPECT_TRUE(bit_equal(decode(bmp_of(2, 3, core, eight)), kBmpPixels));
  const Tensor two = Tensor::from<std::uint8_t>({255, 0, 255, 0, 255, 0, 0, 0, 0}, {3, 1, 3});
  const BmpKind one{.bits = 1, .palette = {0xff0000, 0x00ff00}};
  EXPECT_TRUE(bit_equal(decode(bmp_of(1, 3, one, std::string("\x40\0\0\0", 4))), two));
}

TEST(Bmp, WithAPaletteOfGreysIsGrey) {
  const BmpKind kind{.bits = 1, .palette = {0x000000, 0xffffff}};
  EXPECT_TRUE(bit_equal(decode(bmp_of(1, 3, kind, std::string("\xa0\0\0\0", 4))),
                        Tensor::from<std::uint8_t>({255, 0, 255}, {1, 1, 3})));
}

TEST(Bmp, OfRunsGivesItsPixels) {
  const std::vector<std::uint32_t> palette{0x010203, 0xff0000, 0x00ff00, 0x0000ff};
  // Bottom row: twice red, then 2, 3 and 1 literally; top row: a jump by 3, then red.
  const std::string rle8("\2\1\0\3\2\3\1\0\0\0\0\2\3\0\1\1\0\1", 18);
  const Tensor runs = decode(bmp_of(2, 5, {.bits = 8, .compression = 1, .palette = palette}, rle8));
  EXPECT_TRUE(
      bit_equal(runs, Tensor::from<std::uint8_t>({1, 1, 1, 255, 1, 255, 255, 0,   0,   255,  //
                                                  2, 2, 2, 0,   2, 0,   0,   255, 0,   0,    //
                                                  3, 3, 3, 0,   3, 0,   0,   0,   255, 0},
                                                 {3, 2, 5})));
  const std::string narrow = bmp_of(2, 4, {.bits = 8, .compression = 1, .palette = palette}, rle8);
  EXPECT_NE(message_of(narrow).find("leaves the picture"), std::string::npos);
  // The same with two indices a byte: 1 1 2 3 1 is a run of 2 and 3 literally (padded).
  const std::string rle4("\2\x11\0\3\x23\x10\0\0\0\2\3\0\1\x10\0\1", 16);
  const Tensor four = decode(bmp_of(2, 5, {.bits = 4, .compression = 2, .palette = palette}, rle4));
  EXPECT_TRUE(bit_equal(four, runs));
}

TEST(Bmp, OfMasksGivesItsColours) {
  const std::string five("\x00\x7c\xe0\x03\x1f\0\0\0", 8);  // 5 bits each: red, green, blue
  const Tensor wanted = Tensor::from<std::uint8_t>({255, 0, 0, 0, 255, 0, 0, 0, 255}, {3, 1, 3});
  EXPECT_TRUE(bit_equal(decode(bmp_of(1, 3, {.bits = 16}, five)), wanted));
  const BmpKind six{.bits = 16, .compression = 3, .masks = {0xf800, 0x7e0, 0x1f}};
  const std::string sixes("\x00\xf8\xe0\x07\x1f\0\0\0", 8);
  EXPECT_TRUE(bit_equal(decode(bmp_of(1, 3, six, sixes)), wanted));
  EXPECT_TRUE(bit_equal(decode(bmp_of(1, 1, {.bits = 32}, std::string("\3\2\1\0", 4))),
                        Tensor::from<std::uint8_t>({1, 2, 3}, {3, 1, 1})));
}

TEST(Bmp, WithAlphaLiesOnWhiteUnlessAllOfItIsZero) {
  const BmpKind kind{.bits = 32,
                     .compression = 3,
                     .masks = {0xff0000, 0xff00, 0xff, 0xff000000},
                     .header_bytes = 56};
  EXPECT_TRUE(bit_equal(decode(bmp_of(1, 2, kind, std::string("\3\2\1\xff\0\x64\xc8\x33", 8))),
                        Tensor::from<std::uint8_t>({1, 244, 2, 224, 3, 204}, {3, 1, 2})));
  EXPECT_TRUE(bit_equal(decode(bmp_of(1, 2, kind, std::string("\3\2\1\0\0\x64\xc8\0", 8))),
                        Tensor::from<std::uint8_t>({1, 200, 2, 100, 3, 0}, {3, 1, 2})));
}

TEST(Bmp, OfAnUnknownKindIsRefused) {
  EXPECT_EQ(code_of(bmp_of(1, 1, {.bits = 24, .compression = 4}, "JPEG")), "bad_picture");
  EXPECT_EQ(code_of(bmp_of(1, 1, {.bits = 7}, "1234")), "bad_picture");
  EXPECT_EQ(
      code_of(bmp_of(1, 1, {.bits = 16, .compression = 3, .masks = {0xf0f0, 0xf, 0}}, "12..")),
      "bad_picture");
}

TEST(PictureFormat, IsWhatTheContentSays) {
  const std::string jpeg = jpeg_of(3, 3, JCS_GRAYSCALE, pixels_of(3, 3, 1));
  EXPECT_EQ(picture_format(jpeg), PictureFormat::jpeg);
  EXPECT_EQ(picture_format(grey_png(3, 3)), PictureFormat::png);
  EXPECT_EQ(picture_format(webp_of(3, 3, 3, pixels_of(3, 3, 3))), PictureFormat::webp);
  EXPECT_EQ(picture_format(bmp_of(2, 3, {}, kBmpTop + kBmpBottom)), PictureFormat::bmp);
  EXPECT_EQ(picture_format("BMW and other makes of cars"), PictureFormat::none);
  EXPECT_EQ(picture_format(""), PictureFormat::none);
  EXPECT_TRUE(is_misnamed("a/dog.PNG", jpeg));
  EXPECT_FALSE(is_misnamed("a/dog.JPEG", jpeg));
  EXPECT_FALSE(is_misnamed("a/dog.png", "<html>"));
  EXPECT_FALSE(is_misnamed("a/dog", jpeg));
  for (const char* name : {"a.webp", "a.BMP", "a.jpg", "b.jpeg", "c.png"})
    EXPECT_TRUE(has_picture_name(name));
  for (const char* name : {"a.gif", "png", "a.png.txt", ""}) EXPECT_FALSE(has_picture_name(name));
}

TEST(PictureBomb, IsRefusedByItsHeader) {
  std::string webp = webp_of(7, 9, 3, pixels_of(7, 9, 3));
  webp = webp_with_exif(webp, 16383, 16383, exif_of(1));
  std::string bmp = bmp_of(2, 3, {}, kBmpTop + kBmpBottom);
  bmp.replace(18, 8, std::string("\xff\xff\0\0\xff\xff\0\0", 8));
  std::string runs = bmp_of(9000, 9000, {.bits = 8, .compression = 1}, std::string("\0\1", 2));
  std::string png = grey_png(5, 7);
  png.replace(16, 8, std::string("\0\0\x20\0\0\0\x20\0", 8));  // its checksum is wrong, too
  for (const std::string& bomb : {webp, bmp, runs, png})
    EXPECT_LT(peak_growth_bytes([&] { (void)code_of(bomb); }), 8'000'000);
  for (const std::string& bomb : {webp, bmp, runs, png}) EXPECT_EQ(code_of(bomb), "bad_picture");
}

TEST(PictureBomb, OfScansIsRefused) {
  std::string file =
      jpeg_of(16, 16, JCS_GRAYSCALE, std::vector<std::uint8_t>(256, 128), Scans::progressive);
  const std::size_t last = file.rfind("\xff\xda");
  ASSERT_NE(last, std::string::npos);
  const std::string scan = file.substr(last, file.size() - 2 - last);
  for (int i = 0; i < 200; ++i) file.insert(last, scan);
  EXPECT_NE(message_of(file).find("100 scans"), std::string::npos) << message_of(file);
}

TEST(PictureBomb, TakesNoMoreMemoryForAPixelThanPromised) {
  constexpr int kSide = 2500;
  constexpr std::size_t kPixels = std::size_t{kSide} * kSide, kSlackBytes = 16'000'000;
  const std::vector<std::uint8_t> colour(kPixels * 3, 200), alpha(kPixels * 4, 200);
  for (const std::string& file :
       {webp_of(kSide, kSide, 4, alpha), jpeg_of(kSide, kSide, JCS_RGB, colour, Scans::progressive),
        png_of(kSide, kSide, {PNG_COLOR_TYPE_RGB_ALPHA, 8, PNG_INTERLACE_ADAM7}, alpha)}) {
    EXPECT_EQ(code_of(file), "");
    EXPECT_LT(peak_growth_bytes([&] { (void)code_of(file); }), 12 * kPixels + kSlackBytes);
  }
}

TEST(PictureBomb, OfCompressedTextIsNotUnpacked) {
  // zTXt and iCCP chunks are not read at all, whatever they unpack to.
  std::string zeros(50'000'000, '\0'), png = grey_png(5, 7);
  png_structp writer = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
  png_infop info = png_create_info_struct(writer);
  std::string file;
  png_set_write_fn(
      writer, &file,
      [](png_structp p, png_bytep bytes, std::size_t count) {
        static_cast<std::string*>(png_get_io_ptr(p))->append(reinterpret_cast<char*>(bytes), count);
      },
      nullptr);
  png_set_IHDR(writer, info, 1, 1, 8, PNG_COLOR_TYPE_GRAY, PNG_INTERLACE_NONE,
               PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  std::string key = "Comment";
  png_text comment{};
  comment.compression = PNG_TEXT_COMPRESSION_zTXt;
  comment.key = key.data();
  comment.text = zeros.data();
  std::fill(zeros.begin(), zeros.end() - 1, 'a');
  png_set_text_compression_level(writer, 1);
  png_set_text(writer, info, &comment, 1);
  png_write_info(writer, info);
  std::uint8_t pixel = 77;
  png_write_row(writer, &pixel);
  png_write_end(writer, nullptr);
  png_destroy_write_struct(&writer, &info);
  ASSERT_LT(file.size(), 2'000'000);
  EXPECT_EQ(decode(file).at(0), 77);
  EXPECT_LT(peak_growth_bytes([&] { (void)code_of(file); }), 8'000'000);
}

}  // namespace
}  // namespace ingot
