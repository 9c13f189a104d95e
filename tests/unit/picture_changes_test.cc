#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "features/colour_change.h"
#include "features/pixel_levels.h"
#include "features/sharpen.h"
#include "features/shift.h"
#include "features/warp.h"

namespace ingot {
namespace {

struct Painting {
  PictureSize size;
  std::vector<std::uint8_t> pixels;

  template <class Change>
  [[nodiscard]] Painting changed(const Change& change) const {
    std::vector<std::uint8_t> first = pixels, second(pixels.size(), 77);
    Canvas canvas(size, first.data(), second.data());
    change(canvas);
    return {size, {canvas.pixels().begin(), canvas.pixels().end()}};
  }
  [[nodiscard]] Painting warped(const Warp& w, std::uint8_t fill = 0) const {
    return changed([&](Canvas& c) { warp(c, w, fill); });
  }
  [[nodiscard]] int at(std::int64_t c, std::int64_t y, std::int64_t x) const {
    return pixels[static_cast<std::size_t>((c * size.height + y) * size.width + x)];
  }
};

Painting painting(const PictureSize& size) {
  Painting p{size, {}};
  for (std::int64_t i = 0; i < size.values(); ++i)
    p.pixels.push_back(static_cast<std::uint8_t>(i * i % 251));
  return p;
}

// The picture of 20 x 16 that Pillow 9.4 changed into the values below:
//   p = Image.frombytes("L", (16, 20), bytes((x * x * 3 + y * 7) % 97 + 40 + x * y // 4
//                                            for y in range(20) for x in range(16)))
//   v = list(CHANGE.getdata()); v[160:176], sum(v)
struct Pillow {
  const char* change;
  void (*own)(Canvas&);
  std::vector<int> line;
  int sum, tolerance;
};

TEST(PictureChanges, AgreeWithPillow) {
  Painting p{{1, 20, 16}, {}};
  for (int y = 0; y < 20; ++y)
    for (int x = 0; x < 16; ++x)
      p.pixels.push_back(static_cast<std::uint8_t>((x * x * 3 + y * 7) % 97 + 40 + x * y / 4));
  const std::vector<Pillow> goldens = {
      {"ImageOps.posterize(p, 3)",
       [](Canvas& c) { posterize(c, 3); },
       {96, 96, 96, 32, 64, 96, 128, 64, 128, 64, 128, 96, 64, 160, 128, 128},
       28128,
       0},
      {"ImageOps.solarize(p, 100)",
       [](Canvas& c) { solarize(c, 100); },
       {145, 140, 128, 47, 71, 155, 119, 80, 127, 84, 111, 143, 87, 91, 104, 112},
       32604,
       0},
      {"ImageOps.equalize(p)",
       [](Canvas& c) { equalize(c); },
       {180, 196, 232, 5, 61, 149, 255, 88, 237, 98, 255, 186, 107, 255, 255, 255},
       48619,
       0},
      {"ImageOps.autocontrast(p)",
       [](Canvas& c) { autocontrast(c); },
       {122, 130, 151, 12, 54, 104, 167, 69, 153, 76, 181, 125, 82, 216, 193, 179},
       35300,
       0},
      // Pillow rounds the smoothed picture and the mean to grey levels, and then downwards.
      {"ImageEnhance.Sharpness(p).enhance(1.9)",
       [](Canvas& c) { sharpen(c, 1.9); },
       {110, 113, 139, 19, 62, 98, 154, 58, 146, 62, 162, 110, 72, 189, 156, 143},
       32971,
       1},
      {"ImageEnhance.Brightness(p).enhance(0.7)",
       [](Canvas& c) { change_colours(c, {.brightness = 0.7}); },
       {77, 80, 88, 32, 49, 70, 95, 56, 89, 58, 100, 78, 60, 114, 105, 100},
       23020,
       1},
      {"ImageEnhance.Contrast(p).enhance(1.6)",
       [](Canvas& c) { change_colours(c, {.contrast = 1.6}); },
       {114, 122, 141, 13, 51, 98, 155, 66, 143, 72, 168, 117, 77, 200, 179, 167},
       33064,
       1}};
  for (const Pillow& g : goldens) {
    const Painting q = p.changed(g.own);
    for (std::size_t x = 0; x < 16; ++x)
      EXPECT_NEAR(q.pixels[160 + x], g.line[x], g.tolerance) << g.change << " " << x;
    EXPECT_NEAR(std::accumulate(q.pixels.begin(), q.pixels.end(), 0), g.sum, 320 * g.tolerance)
        << g.change;
  }
}

TEST(ColourChange, OfTheSaturationAgreesWithPillow) {
  // ImageEnhance.Color(c).enhance(factor) of c = Image.frombytes("RGB", (4, 1), bytes(
  //     [200, 30, 90, 10, 250, 60, 128, 128, 128, 0, 0, 255]))
  const Painting p{{3, 1, 4}, {200, 10, 128, 0, 30, 250, 128, 0, 90, 60, 128, 255}};
  const std::vector<std::pair<double, std::vector<int>>> goldens = {
      {0.0, {88, 157, 128, 29, 88, 157, 128, 29, 88, 157, 128, 29}},
      {0.5, {144, 83, 128, 14, 59, 203, 128, 14, 89, 108, 128, 142}},
      {1.5, {255, 0, 128, 0, 1, 255, 128, 0, 91, 11, 128, 255}}};
  for (const auto& [factor, expected] : goldens) {
    const Painting q = p.changed([f = factor](Canvas& c) { change_colours(c, {.saturation = f}); });
    for (std::size_t i = 0; i < 12; ++i) EXPECT_NEAR(q.pixels[i], expected[i], 1) << factor;
  }
}

TEST(ColourChange, OfTheHueGoesAroundTheCircle) {
  // Muted colours, which no turn takes out of the range of the levels.
  Painting p{{3, 3, 3}, {}};
  for (int i = 0; i < 27; ++i) p.pixels.push_back(static_cast<std::uint8_t>(110 + i * 7 % 30));
  const auto turned = [](const Painting& from, double hue) {
    return from.changed([=](Canvas& c) { change_colours(c, {.hue = hue}); });
  };
  const Painting there = turned(p, 0.3), back = turned(there, -0.3), whole = turned(p, 1.0);
  EXPECT_NE(there.pixels, p.pixels);
  EXPECT_EQ(whole.pixels, p.pixels);
  for (std::size_t i = 0; i < 27; ++i) EXPECT_NEAR(back.pixels[i], p.pixels[i], 1);
  // The luma of the matrix stays.
  for (std::int64_t i = 0; i < 9; ++i) {
    const auto luma = [&](const Painting& q) {
      return 0.213 * q.at(0, 0, i) + 0.715 * q.at(1, 0, i) + 0.072 * q.at(2, 0, i);
    };
    EXPECT_NEAR(luma(there), luma(p), 0.6);
  }
}

TEST(ColourChange, OfAllFourIsOneAfterAnotherWhereNothingIsClamped) {
  Painting p{{3, 4, 4}, {}};
  for (int i = 0; i < 48; ++i) p.pixels.push_back(static_cast<std::uint8_t>(100 + i * 11 % 40));
  const ColourChange all{1.1, 0.8, 1.3, 0.2};
  const Painting at_once = p.changed([&](Canvas& c) { change_colours(c, all); });
  const Painting stepwise = p.changed([&](Canvas& c) {
    change_colours(c, {.brightness = all.brightness});
    change_colours(c, {.contrast = all.contrast});
    change_colours(c, {.saturation = all.saturation});
    change_colours(c, {.hue = all.hue});
  });
  for (std::size_t i = 0; i < 48; ++i) EXPECT_NEAR(at_once.pixels[i], stepwise.pixels[i], 2);
}

TEST(PixelLevels, OfAnEvenPictureStay) {
  const Painting even{{3, 5, 5}, std::vector<std::uint8_t>(75, 90)};
  EXPECT_EQ(even.changed(equalize).pixels, even.pixels);
  EXPECT_EQ(even.changed(autocontrast).pixels, even.pixels);
  EXPECT_EQ(even.changed([](Canvas& c) { sharpen(c, 2.5); }).pixels, even.pixels);
}

TEST(Warp, WithoutChangeIsTheIdentity) {
  for (const PictureSize& size : {PictureSize{3, 7, 7}, {1, 4, 9}, {3, 1, 1}, {1, 1, 5}, {3, 2, 2}})
    EXPECT_EQ(painting(size).warped({}).pixels, painting(size).pixels);
}

TEST(Warp, ByQuarterTurnsMovesWholePixels) {
  for (const std::int64_t side : {1, 2, 7, 32}) {
    const Painting p = painting({3, side, side});
    const Painting quarter = p.warped({.degrees = 90});
    for (std::int64_t c = 0; c < 3; ++c)
      for (std::int64_t y = 0; y < side; ++y)
        for (std::int64_t x = 0; x < side; ++x)
          ASSERT_EQ(quarter.at(c, y, x), p.at(c, x, side - 1 - y)) << side;
    EXPECT_EQ(quarter.warped({.degrees = -90}).pixels, p.pixels);
    EXPECT_EQ(quarter.warped({.degrees = 90}).pixels, p.warped({.degrees = 180}).pixels);
    EXPECT_EQ(p.warped({.degrees = 360}).pixels, p.pixels);
  }
}

TEST(Warp, ByWholePixelsIsAShift) {
  for (const PictureSize& size : {PictureSize{3, 6, 9}, {1, 5, 4}})
    for (std::int64_t dy = -7; dy <= 7; dy += 2)
      for (std::int64_t dx = -10; dx <= 10; ++dx) {
        const Painting p = painting(size);
        EXPECT_EQ(
            p.warped({.move_x = static_cast<double>(dx), .move_y = static_cast<double>(dy)}).pixels,
            p.changed([&](Canvas& c) { shift(c, -dy, -dx, Border::zero); }).pixels)
            << dy << " " << dx;
      }
}

TEST(Warp, InterpolatesBetweenPixelsAndTheFill) {
  const Painting line{{1, 1, 3}, {10, 30, 50}};
  EXPECT_EQ(line.warped({.move_x = 0.5}, 20).pixels, (std::vector<std::uint8_t>{15, 20, 40}));
  EXPECT_EQ(line.warped({.move_y = 0.5}, 20).pixels, (std::vector<std::uint8_t>{15, 25, 35}));
  EXPECT_EQ(line.warped({.move_x = 9}, 20).pixels, (std::vector<std::uint8_t>{20, 20, 20}));
}

TEST(Warp, ShearsAndScalesAroundTheMiddle) {
  const Painting p = painting({1, 5, 5});
  const Painting sheared = p.warped({.shear_x = 1});
  for (std::int64_t y = 0; y < 5; ++y)
    for (std::int64_t x = 0; x < 5; ++x) {
      const std::int64_t from = x - (y - 2);
      EXPECT_EQ(sheared.at(0, y, x), from < 0 || from > 4 ? 0 : p.at(0, y, from));
    }
  const Painting twice = p.warped({.scale = 2});
  for (std::int64_t y = 0; y < 5; y += 2)
    for (std::int64_t x = 0; x < 5; x += 2)
      EXPECT_EQ(twice.at(0, y, x), p.at(0, 1 + y / 2, 1 + x / 2));
  const Painting half = p.warped({.scale = 0.5});
  EXPECT_EQ(half.at(0, 2, 2), p.at(0, 2, 2));
  EXPECT_EQ(half.at(0, 1, 3), p.at(0, 0, 4));
  EXPECT_EQ(half.at(0, 0, 0), 0);
}

// The formula in double, pixel by pixel.
TEST(Warp, AgreesWithItsFormula) {
  const Painting p = painting({3, 13, 18});
  const Warp w{
      .scale = 1.2, .shear_x = 0.2, .shear_y = -0.1, .degrees = 33, .move_x = 1.5, .move_y = -2.25};
  const Painting q = p.warped(w, 100);
  const double a = w.degrees / 180 * std::acos(-1), cx = 8.5, cy = 6;
  const double m[2][2] = {{1 + w.shear_x * w.shear_y, w.shear_x}, {w.shear_y, 1}};
  const auto tap = [&](std::int64_t c, double y, double x) {
    const auto row = static_cast<std::int64_t>(y), column = static_cast<std::int64_t>(x);
    return y < 0 || x < 0 || row >= 13 || column >= 18 ? 100 : p.at(c, row, column);
  };
  for (std::int64_t c = 0; c < 3; ++c)
    for (std::int64_t y = 0; y < 13; ++y)
      for (std::int64_t x = 0; x < 18; ++x) {
        // Back: the move, the rotation, the shear, the scale.
        const double dx = static_cast<double>(x) - w.move_x - cx,
                     dy = static_cast<double>(y) - w.move_y - cy;
        const double rx = std::cos(a) * dx - std::sin(a) * dy,
                     ry = std::sin(a) * dx + std::cos(a) * dy;
        const double sx = (m[1][1] * rx - m[0][1] * ry) / w.scale + cx;
        const double sy = (-m[1][0] * rx + m[0][0] * ry) / w.scale + cy;
        const double fx = std::floor(sx), fy = std::floor(sy), u = sx - fx, v = sy - fy;
        const double expected = (1 - v) * ((1 - u) * tap(c, fy, fx) + u * tap(c, fy, fx + 1)) +
                                v * ((1 - u) * tap(c, fy + 1, fx) + u * tap(c, fy + 1, fx + 1));
        ASSERT_NEAR(q.at(c, y, x), expected, 0.8) << c << " " << y << " " << x;
      }
}

}  // namespace
}  // namespace ingot
