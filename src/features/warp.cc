#include "features/warp.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace ingot {
namespace {

// Places are whole numbers of 2^-32 pixels, so that whole pixels are met exactly.
constexpr int kPlaceBits = 32, kWeightBits = 11;
constexpr std::int64_t kOne = std::int64_t{1} << kPlaceBits;

std::int64_t place(double pixels) { return std::llround(pixels * static_cast<double>(kOne)); }

// A line of places that new pixels come from: the first, and the step from one to the next.
struct Line {
  std::int64_t x, y, step_x, step_y;
};

// [begin, end): the steps i of [0, n) with 0 <= start + i * step < limit.
struct Steps {
  std::int64_t begin, end;
};

std::int64_t divided_up(std::int64_t a, std::int64_t b) {
  return a > 0 ? (a - 1) / b + 1 : -(-a / b);
}

Steps steps_within(std::int64_t start, std::int64_t step, std::int64_t limit, std::int64_t n) {
  if (step == 0) return start >= 0 && start < limit ? Steps{0, n} : Steps{0, 0};
  const std::int64_t first =
      step > 0 ? divided_up(-start, step) : divided_up(start - limit + 1, -step);
  const std::int64_t last =
      step > 0 ? divided_up(limit - start, step) : divided_up(start + 1, -step);
  const std::int64_t begin = std::clamp<std::int64_t>(first, 0, n);
  return {begin, std::clamp<std::int64_t>(last, begin, n)};
}

// Where new pixels come from: the inverse of the change, around the middle.
class Source {
 public:
  Source(const PictureSize& size, const Warp& w)
      : middle_x_((static_cast<double>(size.width) - 1) / 2),
        middle_y_((static_cast<double>(size.height) - 1) / 2),
        move_x_(w.move_x),
        move_y_(w.move_y) {
    const double angle = w.degrees / 180 * std::numbers::pi;
    const double c = std::cos(angle), s = std::sin(angle);
    // Shears of determinant 1, then the rotation; y points down.
    const double a = 1 + w.shear_x * w.shear_y;
    const double forward[2][2] = {{c * a + s * w.shear_y, c * w.shear_x + s},
                                  {-s * a + c * w.shear_y, -s * w.shear_x + c}};
    xx_ = forward[1][1] / w.scale;
    xy_ = -forward[0][1] / w.scale;
    yx_ = -forward[1][0] / w.scale;
    yy_ = forward[0][0] / w.scale;
  }
  [[nodiscard]] Line line(std::int64_t y) const {
    const double x0 = -middle_x_ - move_x_, y0 = static_cast<double>(y) - middle_y_ - move_y_;
    return {place(xx_ * x0 + xy_ * y0 + middle_x_), place(yx_ * x0 + yy_ * y0 + middle_y_),
            place(xx_), place(yx_)};
  }

 private:
  double middle_x_, middle_y_, move_x_, move_y_;
  double xx_, xy_, yx_, yy_;
};

std::uint32_t weight_of(std::int64_t at) {
  return static_cast<std::uint32_t>(at >> (kPlaceBits - kWeightBits)) & ((1U << kWeightBits) - 1);
}

template <class Tap>
std::uint8_t between(std::int64_t x, std::int64_t y, const Tap& tap) {
  constexpr std::uint32_t kWhole = 1U << kWeightBits, kHalf = 1U << (2 * kWeightBits - 1);
  const std::uint32_t right = weight_of(x), down = weight_of(y);
  const std::uint32_t above = tap(0, 0) * (kWhole - right) + tap(0, 1) * right;
  const std::uint32_t below = tap(1, 0) * (kWhole - right) + tap(1, 1) * right;
  return static_cast<std::uint8_t>((above * (kWhole - down) + below * down + kHalf) >>
                                   (2 * kWeightBits));
}

class Warper {
 public:
  Warper(Canvas& canvas, std::uint8_t fill) : canvas_(canvas), size_(canvas.size()), fill_(fill) {}

  void run(std::int64_t y, const Line& line) {
    const std::int64_t w = size_.width;
    const Steps x = steps_within(line.x, line.step_x, (w - 1) * kOne, w);
    const Steps all = steps_within(line.y, line.step_y, (size_.height - 1) * kOne, w);
    const Steps inside{std::max(x.begin, all.begin),
                       std::max(std::max(x.begin, all.begin), std::min(x.end, all.end))};
    std::uint8_t* out = canvas_.spare().data() + y * w;
    for (std::int64_t i = 0; i < inside.begin; ++i) at_border(line, i, out);
    if (size_.channels == 3)
      within<3>(line, inside, out);
    else
      within<1>(line, inside, out);
    for (std::int64_t i = inside.end; i < w; ++i) at_border(line, i, out);
  }

 private:
  template <int channels>
  void within(const Line& line, Steps steps, std::uint8_t* out) {
    const std::int64_t w = size_.width, plane = size_.plane();
    const std::uint8_t* pixels = canvas_.pixels().data();
    for (std::int64_t i = steps.begin; i < steps.end; ++i) {
      const std::int64_t x = line.x + i * line.step_x, y = line.y + i * line.step_y;
      const std::uint8_t* in = pixels + (y >> kPlaceBits) * w + (x >> kPlaceBits);
      for (int c = 0; c < channels; ++c)
        out[c * plane + i] = between(x, y, [&](int down, int right) -> std::uint32_t {
          return in[c * plane + down * w + right];
        });
    }
  }

  void at_border(const Line& line, std::int64_t i, std::uint8_t* out) {
    const std::int64_t x = line.x + i * line.step_x, y = line.y + i * line.step_y;
    const std::int64_t column = x >> kPlaceBits, row = y >> kPlaceBits, plane = size_.plane();
    const bool outside = column < -1 || row < -1 || column >= size_.width || row >= size_.height;
    for (std::int64_t c = 0; c < size_.channels; ++c) {
      const std::uint8_t* in = canvas_.plane(c);
      out[c * plane + i] =
          outside ? fill_ : between(x, y, [&](int down, int right) -> std::uint32_t {
            const std::int64_t r = row + down, k = column + right;
            return r < 0 || k < 0 || r >= size_.height || k >= size_.width
                       ? fill_
                       : in[r * size_.width + k];
          });
    }
  }

  Canvas& canvas_;
  PictureSize size_;
  std::uint8_t fill_;
};

}  // namespace

void warp(Canvas& canvas, const Warp& change, std::uint8_t fill) {
  const Source source(canvas.size(), change);
  Warper warper(canvas, fill);
  for (std::int64_t y = 0; y < canvas.size().height; ++y) warper.run(y, source.line(y));
  canvas.swap();
}

}  // namespace ingot
