#include "features/pixel_levels.h"

#include <algorithm>
#include <array>

namespace ingot {
namespace {

using Levels = std::array<std::uint8_t, 256>;
using Histogram = std::array<std::int64_t, 256>;

std::span<std::uint8_t> plane_of(Canvas& canvas, std::int64_t channel) {
  return {canvas.plane(channel), static_cast<std::size_t>(canvas.size().plane())};
}

// Four histograms, since equal neighbours would wait for one another's count.
Histogram histogram(std::span<const std::uint8_t> plane) {
  std::array<std::array<std::uint32_t, 256>, 4> parts{};
  std::size_t i = 0;
  for (; i + 4 <= plane.size(); i += 4)
    for (std::size_t k = 0; k < 4; ++k) ++parts[k][plane[i + k]];
  for (; i < plane.size(); ++i) ++parts[0][plane[i]];
  Histogram counts{};
  for (std::size_t v = 0; v < 256; ++v)
    for (const auto& part : parts) counts[v] += part[v];
  return counts;
}

struct LevelRange {
  std::size_t lowest, highest;
};

LevelRange used_levels(const Histogram& counts) {
  LevelRange range{0, 255};
  while (range.lowest < 255 && counts[range.lowest] == 0) ++range.lowest;
  while (range.highest > range.lowest && counts[range.highest] == 0) --range.highest;
  return range;
}

template <class LevelsOf>
void map_each_channel(Canvas& canvas, const LevelsOf& levels_of) {
  for (std::int64_t c = 0; c < canvas.size().channels; ++c) {
    const std::span<std::uint8_t> plane = plane_of(canvas, c);
    const Histogram counts = histogram(plane);
    const LevelRange range = used_levels(counts);
    if (range.lowest == range.highest) continue;
    const Levels levels = levels_of(counts, range);
    for (std::uint8_t& v : plane) v = levels[v];
  }
}

}  // namespace

void posterize(Canvas& canvas, int bits) {
  const auto mask = static_cast<std::uint8_t>(0xff << (8 - bits));
  for (std::uint8_t& v : canvas.pixels()) v &= mask;
}

void solarize(Canvas& canvas, int threshold) {
  if (threshold > 255) return;
  const auto least = static_cast<std::uint8_t>(threshold);
  for (std::uint8_t& v : canvas.pixels()) v = v < least ? v : static_cast<std::uint8_t>(255 - v);
}

void equalize(Canvas& canvas) {
  map_each_channel(canvas, [&](const Histogram& counts, LevelRange range) {
    Levels levels;
    const std::int64_t step = (canvas.size().plane() - counts[range.highest]) / 255;
    std::int64_t below = step / 2;
    for (std::size_t v = 0; v < 256; ++v) {
      levels[v] = static_cast<std::uint8_t>(step == 0 ? static_cast<std::int64_t>(v)
                                                      : std::min<std::int64_t>(below / step, 255));
      below += counts[v];
    }
    return levels;
  });
}

void autocontrast(Canvas& canvas) {
  map_each_channel(canvas, [](const Histogram&, LevelRange range) {
    Levels levels{};
    const double scale = 255.0 / static_cast<double>(range.highest - range.lowest);
    const double offset = -static_cast<double>(range.lowest) * scale;
    for (std::size_t v = range.lowest; v <= range.highest; ++v)
      levels[v] = static_cast<std::uint8_t>(static_cast<double>(v) * scale + offset);
    return levels;
  });
}

}  // namespace ingot
