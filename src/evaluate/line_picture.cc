#include "evaluate/line_picture.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace ingot {
namespace {

using Colour = std::array<std::uint8_t, 3>;
constexpr std::array<Colour, 4> kLineColours{Colour{40, 60, 110}, Colour{190, 110, 20},
                                             Colour{40, 130, 70}, Colour{130, 60, 140}};
constexpr Colour kFor{214, 69, 65}, kAgainst{65, 120, 214};
constexpr double kStrongestShade = 0.55;

class Canvas {
 public:
  Canvas(std::int64_t width, std::int64_t height)
      : width_(width), height_(height), pixels_(Tensor::full({u8, {height, width, 3}}, 255)) {}

  void set(std::int64_t x, std::int64_t y, const Colour& colour) {
    std::ranges::copy(colour, at(x, y));
  }
  void shade(std::int64_t x, const Colour& colour, double strength) {
    for (std::int64_t y = 0; y < height_; ++y)
      for (std::size_t c = 0; c < colour.size(); ++c) {
        std::uint8_t& value = at(x, y)[c];
        value = static_cast<std::uint8_t>(value + strength * (colour[c] - value));
      }
  }
  [[nodiscard]] Tensor take() { return std::move(pixels_); }

 private:
  std::uint8_t* at(std::int64_t x, std::int64_t y) {
    return pixels_.mutable_data<std::uint8_t>().data() + 3 * (y * width_ + x);
  }

  std::int64_t width_, height_;
  Tensor pixels_;
};

void draw_line(Canvas& canvas, const LinePicture& picture, const std::vector<float>& line,
               const Colour& colour) {
  if (line.empty()) return;
  const auto [low, high] = std::ranges::minmax(line);
  const double span = high > low ? static_cast<double>(high) - static_cast<double>(low) : 1;
  constexpr double kMargin = 3;
  const double room = static_cast<double>(picture.height) - 1 - 2 * kMargin;
  const double last = static_cast<double>(line.size()) - 1;
  const auto y_at = [&, low = low](std::int64_t x) {
    const double step = last * static_cast<double>(x) / static_cast<double>(picture.width - 1);
    const auto before = static_cast<std::size_t>(step);
    const std::size_t after = std::min(before + 1, line.size() - 1);
    const double part = step - std::floor(step);
    const double value =
        (1 - part) * static_cast<double>(line[before]) + part * static_cast<double>(line[after]);
    const double share = high > low ? (value - static_cast<double>(low)) / span : 0.5;
    return std::llround(kMargin + room * (1 - share));
  };
  std::int64_t previous = y_at(0);
  for (std::int64_t x = 0; x < picture.width; ++x) {
    const std::int64_t y = y_at(x);
    for (std::int64_t k = std::min(y, previous); k <= std::max(y, previous); ++k)
      canvas.set(x, k, colour);
    previous = y;
  }
}

}  // namespace

Tensor draw_lines(const LinePicture& picture) {
  Canvas canvas(picture.width, picture.height);
  const std::int64_t stretches = std::ssize(picture.shades);
  for (std::int64_t x = 0; stretches > 0 && x < picture.width; ++x) {
    const double shade = static_cast<double>(
        picture.shades[static_cast<std::size_t>(x * stretches / picture.width)]);
    canvas.shade(x, shade > 0 ? kFor : kAgainst, kStrongestShade * std::min(1.0, std::abs(shade)));
  }
  const std::size_t shown = std::min(picture.lines.size(), kLineColours.size());
  for (std::size_t i = shown; i-- > 0;)
    draw_line(canvas, picture, picture.lines[i], kLineColours[i]);
  return canvas.take();
}

}  // namespace ingot
