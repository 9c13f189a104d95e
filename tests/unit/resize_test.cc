#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "base/files.h"
#include "base/rng.h"
#include "data/plane_resizer.h"
#include "data/resize.h"

namespace ingot {
namespace {

namespace fs = std::filesystem;

Tensor random_pixels(const Shape& shape, std::uint32_t seed) {
  Tensor t(u8, shape);
  std::uint32_t i = 0;
  for (std::uint8_t& v : t.mutable_data<std::uint8_t>())
    v = static_cast<std::uint8_t>(philox4x32({i++, 0, 0, 0}, {seed, 1})[0]);
  return t;
}

// What Pillow 9.4 makes of a picture of 5 x 7:
//   p = Image.frombytes("L", (7, 5), bytes((x * 53 + y * 91 + x * y * 17) % 256
//                                          for y in range(5) for x in range(7)))
//   list(p.resize((width, height), Image.BILINEAR).getdata())
struct Golden {
  std::int64_t height, width;
  std::vector<std::uint8_t> pixels;
};
const std::vector<Golden>& pillow_goldens() {
  static const std::vector<Golden> goldens = {
      {2, 3, {102, 126, 133, 121, 135, 115}},
      {5, 4, {28, 110, 157, 46,  128, 165, 109, 218, 106, 107,
              83, 146, 71,  162, 117, 87,  159, 155, 142, 125}},
      {3, 7, {39, 99,  160, 110, 170, 84,  145, 125, 70,  157, 130,
              75, 105, 192, 69,  183, 150, 154, 122, 126, 93}},
      {9, 10, {0,   29,  66,  103, 140, 178, 202, 60,  33,  62,  30,  62,  104, 145, 130,
               142, 174, 96,  94,  126, 81,  118, 166, 214, 113, 81,  127, 156, 197, 234,
               131, 111, 115, 169, 131, 95,  75,  130, 185, 227, 182, 89,  35,  96,  157,
               128, 22,  83,  144, 192, 90,  81,  97,  165, 140, 117, 104, 72,  104, 157,
               27,  85,  152, 207, 131, 116, 160, 75,  80,  122, 78,  141, 179, 141, 157,
               148, 114, 135, 117, 87,  108, 175, 195, 101, 173, 168, 86,  171, 140, 66}},
      {8, 2, {84, 103, 109, 129, 139, 159, 112, 129, 106, 112, 121, 107, 141, 124, 156, 137}},
      {1, 1, {123}}};
  return goldens;
}

TEST(Resize, HasTheBitsOfPillow) {
  Tensor picture(u8, {5, 7});
  for (std::int64_t y = 0; y < 5; ++y)
    for (std::int64_t x = 0; x < 7; ++x)
      picture.set(y * 7 + x, static_cast<double>((x * 53 + y * 91 + x * y * 17) % 256));
  for (const Golden& g : pillow_goldens())
    EXPECT_TRUE(bit_equal(resize_pictures(picture, g.height, g.width),
                          Tensor::from(g.pixels, {g.height, g.width})))
        << g.height << " x " << g.width;
}

// A Python that has Pillow, or nothing.
std::string python_with_pillow() {
  for (const std::string python : {"python3", "/usr/bin/python3"})
    if (std::system((python + " -c 'import PIL' 2>/dev/null").c_str()) == 0) return python;
  return "";
}

struct ResizeCase {
  Tensor picture;
  std::int64_t height, width;
};

std::vector<ResizeCase> cases_drawn_now() {
  std::vector<ResizeCase> cases;
  for (std::uint32_t i = 0; i < 24; ++i) {
    const PhiloxCounter r = philox4x32({i, 0, 0, 0}, {7, 7});
    const auto side = [&](std::size_t k) { return 1 + static_cast<std::int64_t>(r[k] % 300); };
    cases.push_back({random_pixels({side(0), side(1)}, i), side(2), side(3)});
  }
  return cases;
}

TEST(Resize, HasTheBitsOfPillowAtSizesDrawnNow) {
  const std::string python = python_with_pillow();
  if (python.empty()) GTEST_SKIP() << "no python3-pil";
  const fs::path folder = fs::path(testing::TempDir()) / fmt::format("resize_{}", getpid());
  fs::create_directories(folder);
  std::string script =
      "from PIL import Image\ndef resize(i, w, h, width, height):\n"
      "  p = Image.frombytes('L', (w, h), open(f'{i}.in', 'rb').read())\n"
      "  open(f'{i}.out', 'wb').write(p.resize((width, height), Image.BILINEAR).tobytes())\n";
  const std::vector<ResizeCase> cases = cases_drawn_now();
  for (std::size_t i = 0; i < cases.size(); ++i) {
    const Tensor& p = cases[i].picture;
    write_file(folder / fmt::format("{}.in", i), {static_cast<const char*>(p.raw()), p.bytes()});
    script += fmt::format("resize({}, {}, {}, {}, {})\n", i, p.shape()[1], p.shape()[0],
                          cases[i].width, cases[i].height);
  }
  write_file(folder / "resize.py", script);
  ASSERT_EQ(std::system(fmt::format("cd {} && {} resize.py", folder.string(), python).c_str()), 0);
  for (std::size_t i = 0; i < cases.size(); ++i) {
    const auto& [picture, height, width] = cases[i];
    const std::string pillow = read_file(folder / fmt::format("{}.out", i));
    EXPECT_TRUE(bit_equal(
        resize_pictures(picture, height, width),
        Tensor::from(std::vector<std::uint8_t>(pillow.begin(), pillow.end()), {height, width})))
        << to_string(picture.type()) << " to " << height << " x " << width;
  }
  fs::remove_all(folder);
}

TEST(Resize, KeepsAnEvenPictureEvenAtEverySize) {
  for (const ResizeFilter filter : {ResizeFilter::bilinear, ResizeFilter::area})
    for (const double value : {0.0, 1.0, 127.0, 255.0})
      for (std::int64_t h = 1; h < 40; h += 3)
        for (std::int64_t w = 1; w < 40; w += 4)
          ASSERT_TRUE(bit_equal(resize_pictures(Tensor::full({u8, {17, 11}}, value), h, w, filter),
                                Tensor::full({u8, {h, w}}, value)))
              << value << " " << h << " " << w;
}

TEST(Resize, MirrorsWithThePicture) {
  const auto mirrored = [](const Tensor& t) {
    Tensor m = t.clone();
    const std::size_t w = static_cast<std::size_t>(t.shape()[1]);
    auto out = m.mutable_data<std::uint8_t>();
    for (std::size_t y = 0; y < out.size(); y += w) std::reverse(&out[y], &out[y] + w);
    return m;
  };
  const Tensor picture = random_pixels({9, 14}, 10);
  for (const ResizeFilter filter : {ResizeFilter::bilinear, ResizeFilter::area})
    for (const std::int64_t w : {5, 7, 28, 31}) {
      const Tensor a = mirrored(resize_pictures(picture, 6, w, filter));
      const Tensor b = resize_pictures(mirrored(picture), 6, w, filter);
      for (std::int64_t i = 0; i < a.num_elements(); ++i) ASSERT_NEAR(a.at(i), b.at(i), 1) << w;
    }
}

TEST(Resize, OfAPictureDoesNotDependOnTheOthers) {
  const Tensor pictures = random_pixels({5, 3, 20, 31}, 11);
  const Tensor all = resize_pictures(pictures, 13, 40);
  for (std::int64_t row = 0; row < 5; ++row)
    EXPECT_TRUE(bit_equal(resize_pictures(pictures.rows(row, 1), 13, 40), all.rows(row, 1)));
}

TEST(Resize, OfAPartReadsNothingElse) {
  const Tensor picture = random_pixels({12, 16}, 12);
  Tensor part(u8, {5, 6});
  for (std::int64_t y = 0; y < 5; ++y)
    for (std::int64_t x = 0; x < 6; ++x) part.set(y * 6 + x, picture.at((y + 3) * 16 + x + 4));
  for (const PlaneSize to : {PlaneSize{8, 9}, {3, 3}, {5, 9}, {9, 6}, {5, 6}}) {
    Tensor resized(u8, {to.height, to.width});
    PlaneResizer({5, 6}, to)
        .run(picture.data<std::uint8_t>().data() + 3 * 16 + 4, 16,
             resized.mutable_data<std::uint8_t>().data());
    EXPECT_TRUE(bit_equal(resized, resize_pictures(part, to.height, to.width)));
  }
}

TEST(ResizeByArea, ToHalfIsTheMeanOfFourPixels) {
  const Tensor board = Tensor::from<std::uint8_t>({0, 100, 10, 20,  //
                                                   200, 40, 30, 41},
                                                  {2, 4});
  EXPECT_TRUE(bit_equal(resize_pictures(board, 1, 2, ResizeFilter::area),
                        Tensor::from<std::uint8_t>({85, 25}, {1, 2})));
}

TEST(ResizeByArea, ByAFractionWeighsPixelsByTheirArea) {
  // A new pixel covers 1.5 old ones: (2 a + b) / 3 and (b + 2 c) / 3.
  const Tensor line = Tensor::from<std::uint8_t>({30, 90, 240}, {1, 3});
  EXPECT_TRUE(bit_equal(resize_pictures(line, 1, 2, ResizeFilter::area),
                        Tensor::from<std::uint8_t>({50, 190}, {1, 2})));
}

TEST(ResizeByArea, ToTwiceTheSizeInterpolatesBetweenCentres) {
  // Centres of the new pixels lie at -1/4, 1/4, 3/4, 5/4 of the old ones.
  const Tensor line = Tensor::from<std::uint8_t>({40, 80}, {2, 1});
  for (const ResizeFilter filter : {ResizeFilter::bilinear, ResizeFilter::area})
    EXPECT_TRUE(bit_equal(resize_pictures(line, 4, 1, filter),
                          Tensor::from<std::uint8_t>({40, 50, 70, 80}, {4, 1})));
}

}  // namespace
}  // namespace ingot
