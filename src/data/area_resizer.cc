#include "data/area_resizer.h"

#include <algorithm>
#include <cmath>

namespace ingot {

AreaResizer::Mixture AreaResizer::between_centres(std::int64_t index, std::int64_t from,
                                                  double ratio) {
  const double centre = (static_cast<double>(index) + 0.5) * ratio - 0.5;
  const double at = std::clamp(centre, 0.0, static_cast<double>(from - 1));
  const auto low = static_cast<std::int64_t>(at);
  const auto share = static_cast<float>(at - static_cast<double>(low));
  if (share == 0) return {low, {1.0F}};
  return {low, {1 - share, share}};
}

AreaResizer::Mixture AreaResizer::over_area(std::int64_t index, std::int64_t from, double ratio) {
  const double begin = static_cast<double>(index) * ratio, end = begin + ratio;
  Mixture m{static_cast<std::int64_t>(begin), {}};
  for (std::int64_t i = m.first; i < from && static_cast<double>(i) < end; ++i) {
    const double covered =
        std::min(end, static_cast<double>(i + 1)) - std::max(begin, static_cast<double>(i));
    if (covered > 0) m.weights.push_back(static_cast<float>(covered / ratio));
  }
  return m;
}

std::vector<AreaResizer::Mixture> AreaResizer::mixtures(std::int64_t from, std::int64_t to) {
  const double ratio = static_cast<double>(from) / static_cast<double>(to);
  std::vector<Mixture> all;
  for (std::int64_t i = 0; i < to; ++i)
    all.push_back(to < from ? over_area(i, from, ratio) : between_centres(i, from, ratio));
  return all;
}

AreaResizer::AreaResizer(PlaneSize from, PlaneSize to)
    : down_(mixtures(from.height, to.height)),
      across_(mixtures(from.width, to.width)),
      narrow_(static_cast<std::size_t>(from.height * to.width)),
      line_(static_cast<std::size_t>(to.width)) {}

void AreaResizer::run(const std::uint8_t* in, std::int64_t stride, std::uint8_t* out) {
  const std::size_t width = line_.size();
  for (std::size_t y = 0; y * width < narrow_.size(); ++y, in += stride)
    for (std::size_t x = 0; x < width; ++x) {
      const Mixture& m = across_[x];
      float sum = 0;
      for (std::size_t i = 0; i < m.weights.size(); ++i)
        sum += m.weights[i] * static_cast<float>(in[static_cast<std::size_t>(m.first) + i]);
      narrow_[y * width + x] = sum;
    }
  for (const Mixture& m : down_) {
    std::fill(line_.begin(), line_.end(), 0.0F);
    for (std::size_t i = 0; i < m.weights.size(); ++i) {
      const float* row = narrow_.data() + (static_cast<std::size_t>(m.first) + i) * width;
      for (std::size_t x = 0; x < width; ++x) line_[x] += m.weights[i] * row[x];
    }
    for (const float v : line_)
      *out++ = static_cast<std::uint8_t>(std::clamp(std::floor(v + 0.5F), 0.0F, 255.0F));
  }
}

}  // namespace ingot
