#include "features/colour_change.h"

#include <array>
#include <cmath>
#include <numbers>
#include <numeric>

namespace ingot {
namespace {

using Row = std::array<double, 3>;
using Matrix = std::array<Row, 3>;

constexpr Row kLuma = {0.299, 0.587, 0.114};

Matrix times(const Matrix& a, const Matrix& b) {
  Matrix product{};
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j < 3; ++j)
      for (std::size_t k = 0; k < 3; ++k) product[i][j] += a[i][k] * b[k][j];
  return product;
}

Matrix saturation_matrix(double factor) {
  Matrix m{};
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j < 3; ++j) m[i][j] = (1 - factor) * kLuma[j] + (i == j ? factor : 0);
  return m;
}

Matrix hue_matrix(double share_of_circle) {
  const double angle = 2 * std::numbers::pi * share_of_circle;
  const double c = std::cos(angle), s = std::sin(angle);
  return {{{0.213 + c * 0.787 - s * 0.213, 0.715 - c * 0.715 - s * 0.715,
            0.072 - c * 0.072 + s * 0.928},
           {0.213 - c * 0.213 + s * 0.143, 0.715 + c * 0.285 + s * 0.140,
            0.072 - c * 0.072 - s * 0.283},
           {0.213 - c * 0.213 - s * 0.787, 0.715 - c * 0.715 + s * 0.715,
            0.072 + c * 0.928 + s * 0.072}}};
}

double mean_luma(Canvas& canvas) {
  const PictureSize& size = canvas.size();
  double mean = 0;
  for (std::int64_t c = 0; c < size.channels; ++c) {
    const std::uint8_t* plane = canvas.plane(c);
    const auto sum = std::accumulate(plane, plane + size.plane(), std::int64_t{0});
    mean +=
        (size.channels == 1 ? 1 : kLuma[static_cast<std::size_t>(c)]) * static_cast<double>(sum);
  }
  return mean / static_cast<double>(size.plane());
}

void scale_values(Canvas& canvas, float scale, float offset) {
  for (std::uint8_t& v : canvas.pixels()) v = grey_level(scale * static_cast<float>(v) + offset);
}

void mix_channels(Canvas& canvas, const Matrix& matrix, float offset) {
  std::array<std::array<float, 3>, 3> m{};
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j < 3; ++j) m[i][j] = static_cast<float>(matrix[i][j]);
  const std::uint8_t *r = canvas.plane(0), *g = canvas.plane(1), *b = canvas.plane(2);
  const std::int64_t pixels = canvas.size().plane();
  for (std::size_t i = 0; i < 3; ++i) {
    std::uint8_t* out = canvas.spare_plane(static_cast<std::int64_t>(i));
    for (std::int64_t at = 0; at < pixels; ++at)
      out[at] =
          grey_level(m[i][0] * static_cast<float>(r[at]) + m[i][1] * static_cast<float>(g[at]) +
                     m[i][2] * static_cast<float>(b[at]) + offset);
  }
  canvas.swap();
}

}  // namespace

void change_colours(Canvas& canvas, const ColourChange& change) {
  const double scale = change.brightness * change.contrast;
  const double offset =
      change.contrast == 1 ? 0 : (1 - change.contrast) * change.brightness * mean_luma(canvas);
  const bool colours = canvas.size().channels == 3 && (change.saturation != 1 || change.hue != 0);
  if (!colours) {
    if (scale != 1 || offset != 0)
      scale_values(canvas, static_cast<float>(scale), static_cast<float>(offset));
    return;
  }
  // Both matrices leave grey, and so the offset, as it is.
  Matrix m = times(hue_matrix(change.hue), saturation_matrix(change.saturation));
  for (Row& row : m)
    for (double& v : row) v *= scale;
  mix_channels(canvas, m, static_cast<float>(offset));
}

}  // namespace ingot
