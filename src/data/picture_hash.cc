#include "data/picture_hash.h"

#include <cmath>
#include <numbers>

#include "data/resize.h"

namespace ingot {
namespace {

constexpr std::size_t kSide = kHashSide, kPixels = kSide * kSide;
constexpr std::size_t kLow = 8;  // frequencies along each axis, and one more for the mean's place
using Plane = std::array<float, kPixels>;

// Which side loses its outermost pixels: -1 the far one, 1 the near one, 0 none.
struct Crop {
  int y = 0, x = 0;
};
constexpr std::array<Crop, kHashViews> kCrops{
    {{0, 0}, {0, 1}, {0, -1}, {1, 0}, {1, 1}, {1, -1}, {-1, 0}, {-1, 1}, {-1, -1}}};

Plane grey_plane(const Tensor& picture) {
  const Tensor grey = fit_pictures(picture, {1, kHashSide, kHashSide});
  Plane plane{};
  std::ranges::copy(grey.data<std::uint8_t>(), plane.begin());
  return plane;
}

// What a crop leaves of an axis, drawn out to 32 pixels, bilinear between their centres.
struct Stretch {
  std::array<std::size_t, kSide> first{}, second{};
  std::array<float, kSide> share{};

  Stretch(int crop, float cut) {
    constexpr float kLast = kSide - 1;
    const float length = kSide * (crop == 0 ? 1 : 1 - cut), begin = crop == 1 ? kSide - length : 0;
    for (std::size_t i = 0; i < kSide; ++i) {
      const float centre = begin + (static_cast<float>(i) + 0.5F) * length / kSide - 0.5F;
      const float at = std::clamp(centre, 0.0F, kLast);
      first[i] = static_cast<std::size_t>(at);
      second[i] = std::min(first[i] + 1, kSide - 1);
      share[i] = at - static_cast<float>(first[i]);
    }
  }
};

Plane cropped(const Plane& plane, Crop crop, const PictureHash& hash) {
  if (crop.y == 0 && crop.x == 0) return plane;
  const Stretch down(crop.y, hash.cut_y), across(crop.x, hash.cut_x);
  Plane narrow{}, out{};
  for (std::size_t y = 0; y < kSide; ++y)
    for (std::size_t x = 0; x < kSide; ++x) {
      const float a = plane[y * kSide + across.first[x]], b = plane[y * kSide + across.second[x]];
      narrow[y * kSide + x] = a + across.share[x] * (b - a);
    }
  for (std::size_t y = 0; y < kSide; ++y)
    for (std::size_t x = 0; x < kSide; ++x) {
      const float a = narrow[down.first[y] * kSide + x], b = narrow[down.second[y] * kSide + x];
      out[y * kSide + x] = a + down.share[y] * (b - a);
    }
  return out;
}

Plane blurred(const Plane& plane) {
  Plane rows{}, out{};
  const auto before = [](std::size_t i) { return i == 0 ? 0 : i - 1; };
  const auto after = [](std::size_t i) { return std::min(i + 1, kSide - 1); };
  for (std::size_t y = 0; y < kSide; ++y)
    for (std::size_t x = 0; x < kSide; ++x)
      rows[y * kSide + x] =
          plane[y * kSide + before(x)] + plane[y * kSide + x] + plane[y * kSide + after(x)];
  for (std::size_t y = 0; y < kSide; ++y)
    for (std::size_t x = 0; x < kSide; ++x)
      out[y * kSide + x] =
          (rows[before(y) * kSide + x] + rows[y * kSide + x] + rows[after(y) * kSide + x]) / 9;
  return out;
}

// The deviation before; 0 where all pixels are the same.
float normalise(Plane& plane) {
  float sum = 0, squares = 0;
  for (const float v : plane) sum += v;
  const float mean = sum / kPixels;
  for (const float v : plane) squares += (v - mean) * (v - mean);
  const float deviation = std::sqrt(squares / kPixels);
  for (float& v : plane) v = deviation > 0 ? (v - mean) / deviation : 0;
  return deviation;
}

PictureDetails rounded(const Plane& plane) {
  PictureDetails details{};
  std::ranges::transform(plane, details.begin(), [](float v) {
    return static_cast<std::int8_t>(std::lround(std::clamp(v * kHashDeviation, -127.0F, 127.0F)));
  });
  return details;
}

// cos(pi * frequency * (2 i + 1) / 64)
std::array<std::array<float, kSide>, kLow + 1> make_cosines() {
  std::array<std::array<float, kSide>, kLow + 1> cosines{};
  for (std::size_t f = 0; f <= kLow; ++f)
    for (std::size_t i = 0; i < kSide; ++i)
      cosines[f][i] = static_cast<float>(
          std::cos(std::numbers::pi * static_cast<double>(f * (2 * i + 1)) / (2.0 * kSide)));
  return cosines;
}

std::uint64_t frequency_bits(const Plane& plane) {
  static const std::array<std::array<float, kSide>, kLow + 1> cosines = make_cosines();
  std::array<float, 64> low{};
  for (std::size_t v = 0; v <= kLow; ++v) {
    std::array<float, kSide> column{};
    for (std::size_t y = 0; y < kSide; ++y)
      for (std::size_t x = 0; x < kSide; ++x) column[x] += cosines[v][y] * plane[y * kSide + x];
    for (std::size_t u = 0; u < (v < kLow ? kLow : 1); ++u) {
      float sum = 0;
      for (std::size_t x = 0; x < kSide; ++x) sum += cosines[u][x] * column[x];
      low[(v * kLow + u) % low.size()] = sum;  // (8, 0) takes the place of the mean
    }
  }
  std::array<float, 64> sorted = low;
  std::ranges::sort(sorted);
  const float median = (sorted[31] + sorted[32]) / 2;
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < low.size(); ++i)
    if (low[i] > median) bits |= std::uint64_t{1} << i;
  return bits;
}

}  // namespace

PictureHash hash_picture(const Tensor& picture) {
  constexpr float kFlat = 2;  // levels of 255; JPEG's noise on a plain ground is about one
  const Plane grey = grey_plane(picture);
  PictureHash hash;
  const auto cut = [](std::int64_t side) {
    return 1 / static_cast<float>(std::clamp<std::int64_t>(side, 2, kHashSide));
  };
  hash.cut_y = cut(picture.shape()[1]);
  hash.cut_x = cut(picture.shape()[2]);
  for (std::size_t v = 0; v < kHashViews; ++v)
    hash.bits[v] = frequency_bits(cropped(grey, kCrops[v], hash));
  Plane details = blurred(grey);
  hash.is_flat = normalise(details) < kFlat;
  hash.details = rounded(details);
  return hash;
}

PictureDetails details_of_view(const PictureHash& hash, std::size_t view) {
  if (view == 0) return hash.details;
  Plane plane{};
  std::ranges::copy(hash.details, plane.begin());
  plane = cropped(plane, kCrops[view], hash);
  (void)normalise(plane);
  return rounded(plane);
}

float difference(const PictureDetails& a, const PictureDetails& b, float most) {
  // Rows from all over the picture first: what differs mostly differs everywhere.
  constexpr std::size_t kEvery = 8;
  const float limit = most * kHashDeviation * most * kHashDeviation * kPixels;
  std::int32_t squares = 0;
  for (std::size_t first = 0; first < kEvery; ++first) {
    for (std::size_t y = first; y < kSide; y += kEvery)
      for (std::size_t i = y * kSide; i < (y + 1) * kSide; ++i) {
        const auto d = static_cast<std::int16_t>(a[i] - b[i]);
        squares += d * d;
      }
    if (static_cast<float>(squares) > limit) break;
  }
  return std::sqrt(static_cast<float>(squares) / kPixels) / kHashDeviation;
}

float least_difference(const PictureHash& a, const PictureHash& b) {
  constexpr float kAny = 10;
  float least = kAny;
  for (std::size_t view = 0; view < kHashViews; ++view) {
    least = std::min(least, difference(details_of_view(a, view), b.details, kAny));
    least = std::min(least, difference(details_of_view(b, view), a.details, kAny));
  }
  return least;
}

}  // namespace ingot
