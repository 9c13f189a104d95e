#include "features/picture_features.h"

#include <algorithm>
#include <cmath>

#include "base/threads.h"
#include "data/resize.h"

namespace ingot {
namespace {

struct Moments {
  double sum = 0, squares = 0;
  std::int64_t count = 0;

  void add(double value) {
    sum += value;
    squares += value * value;
    ++count;
  }
  [[nodiscard]] double mean() const { return count > 0 ? sum / static_cast<double>(count) : 0; }
  [[nodiscard]] double deviation() const {
    if (count == 0) return 0;
    return std::sqrt(std::max(0.0, squares / static_cast<double>(count) - mean() * mean()));
  }
};

constexpr double kWhite = 255;

Moments of_laplacian(const std::uint8_t* grey, std::int64_t height, std::int64_t width) {
  Moments moments;
  for (std::int64_t y = 1; y + 1 < height; ++y)
    for (std::int64_t x = 1; x + 1 < width; ++x) {
      const std::uint8_t* const p = grey + y * width + x;
      moments.add((p[-width] + p[width] + p[-1] + p[1] - 4 * p[0]) / kWhite);
    }
  return moments;
}

double mean_saturation(const std::uint8_t* planes, std::int64_t area) {
  Moments moments;
  for (std::int64_t i = 0; i < area; ++i) {
    const auto [low, high] = std::minmax({planes[i], planes[i + area], planes[i + 2 * area]});
    moments.add((high - low) / kWhite);
  }
  return moments.mean();
}

}  // namespace

std::vector<PictureFeature> picture_features(const Tensor& pictures) {
  const Shape& shape = pictures.shape();
  if (shape.rank() != 4 || (shape[1] != 1 && shape[1] != 3))
    throw Error("shape_mismatch",
                text("{} are no pictures", "{} 不是一批图片", to_string(pictures.type())))
        .expected(text("(rows, 1 or 3, height, width)", "(行数, 1 或 3, 高, 宽)"));
  const std::int64_t rows = shape[0], height = shape[2], width = shape[3], area = height * width;
  const bool coloured = shape[1] == 3;
  const std::uint8_t* const planes = pictures.data<std::uint8_t>().data();
  const auto column = [&] { return std::vector<double>(static_cast<std::size_t>(rows)); };
  std::vector<PictureFeature> features = {{"brightness", text("brightness", "亮度"), column()},
                                          {"contrast", text("contrast", "对比度"), column()},
                                          {"sharpness", text("sharpness", "清晰度"), column()}};
  if (coloured) features.push_back({"saturation", text("saturation", "饱和度"), column()});

  parallel_for(library_threads(), rows, [&](std::int64_t row) {
    const Tensor grey = with_channels(pictures.rows(row, 1), 1);
    const std::uint8_t* const luma = grey.data<std::uint8_t>().data();
    Moments light;
    for (std::int64_t i = 0; i < area; ++i) light.add(luma[i] / kWhite);
    const auto at = static_cast<std::size_t>(row);
    features[0].values[at] = light.mean();
    features[1].values[at] = light.deviation();
    features[2].values[at] = of_laplacian(luma, height, width).deviation();
    if (coloured) features[3].values[at] = mean_saturation(planes + row * 3 * area, area);
  });
  return features;
}

}  // namespace ingot
