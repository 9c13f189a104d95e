#include "data/glyphs.h"

#include <gtest/gtest.h>

#include <numeric>

#include "ingot/error.h"

namespace ingot {
namespace {

constexpr const char* kFont = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc";
constexpr int kSide = 28;

class Glyphs : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(kFont)) GTEST_SKIP() << "scripts/setup fonts installs the fonts";
    const FontFace face(kFont, 2);
    outline_ = face.outline(U'国');
  }
  std::vector<std::uint8_t> drawn(const GlyphStyle& style) {
    std::vector<std::uint8_t> pixels(kSide * kSide);
    painter_.draw(outline_, style, kSide, pixels);
    return pixels;
  }
  static int ink(const std::vector<std::uint8_t>& pixels) {
    return std::accumulate(pixels.begin(), pixels.end(), 0);
  }
  // Twice the mean column or row of the ink, less that of the middle.
  static double off_middle(const std::vector<std::uint8_t>& pixels, int column_step) {
    double sum = 0;
    for (int i = 0; i < kSide * kSide; ++i)
      sum += pixels[static_cast<std::size_t>(i)] *
             (2.0 * (column_step == 1 ? i % kSide : i / kSide) - (kSide - 1));
    return sum / ink(pixels);
  }
  Outline outline_;
  GlyphPainter painter_;
};

TEST_F(Glyphs, StandInTheMiddleAndMoveByPixels) {
  const auto middle = drawn({.size = 20});
  EXPECT_NEAR(off_middle(middle, 1), 0, 1);
  EXPECT_NEAR(off_middle(middle, kSide), 0, 1);
  const auto moved = drawn({.size = 20, .right = 2, .up = 3});
  for (int y = 3; y < kSide; ++y)
    for (int x = 0; x < kSide - 2; ++x)
      EXPECT_EQ(moved[static_cast<std::size_t>((y - 3) * kSide + x + 2)],
                middle[static_cast<std::size_t>(y * kSide + x)]);
}

TEST_F(Glyphs, KeepAllTheirInkNearTheEdge) {
  const int inside = ink(drawn({.size = 24}));
  EXPECT_NEAR(ink(drawn({.size = 24, .right = 9, .up = -9})), inside, 0.02 * inside);
}

TEST_F(Glyphs, CoverWhatTheStyleSays) {
  const int plain = ink(drawn({.size = 24}));
  EXPECT_NEAR(ink(drawn({.size = 12})), plain / 4.0, 0.02 * plain);
  EXPECT_NEAR(ink(drawn({.size = 24, .stretch = 0.5})), plain / 2.0, 0.02 * plain);
  EXPECT_NEAR(ink(drawn({.size = 20, .slant = 0.3})), ink(drawn({.size = 20})), 0.02 * plain);
  EXPECT_NEAR(ink(drawn({.size = 18, .turn = 0.5})), ink(drawn({.size = 18})), 0.02 * plain);
  EXPECT_GT(ink(drawn({.size = 24, .stroke = 0.03})), 1.2 * plain);
  EXPECT_LT(ink(drawn({.size = 24, .stroke = -0.03})), 0.8 * plain);
}

TEST_F(Glyphs, AreEmptyWhereTheFontLacksThem) {
  const FontFace face(kFont, 2);
  EXPECT_TRUE(face.outline(char32_t{0x10fffd}).points.empty());
  EXPECT_FALSE(face.outline(U'一').points.empty());
}

TEST_F(Glyphs, RefuseWhatIsNoFont) {
  const auto code_of = [](const std::filesystem::path& file, int index) -> std::string {
    try {
      const FontFace face(file, index);
    } catch (const Error& e) {
      return e.code();
    }
    return "";
  };
  EXPECT_EQ(code_of("/usr/share/fonts/nothing.ttf", 0), "file_missing");
  EXPECT_EQ(code_of(INGOT_SOURCE_DIR "/CMakeLists.txt", 0), "bad_font");
  EXPECT_EQ(code_of(kFont, 99), "bad_font");
}

}  // namespace
}  // namespace ingot
