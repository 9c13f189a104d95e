#include "ops/blocks.h"

#include <numeric>

namespace ingot {

const Ints& block_widths(const NodeView& n, std::int64_t width) {
  const Ints& widths = n.integers("widths");
  const bool positive =
      std::all_of(widths.begin(), widths.end(), [](std::int64_t w) { return w >= 1; });
  n.require(!widths.empty() && positive &&
                std::accumulate(widths.begin(), widths.end(), std::int64_t{0}) == width,
            text("blocks of widths [{}] do not make up {} values",
                 "宽度为 [{}] 的各块不能组成 {} 个值", fmt::join(widths, ","), width));
  return widths;
}

Values blocks_of(Builder& g, const NodeView& n, const Value& v, int axis) {
  return g.split(v, n.integers("widths"), axis);
}

Values planes_of(Builder& g, const Value& v) {
  const std::int64_t rows = v.shape()[0], units = v.shape()[2];
  Values planes;
  for (std::int64_t i = 0; i < v.shape()[1]; ++i)
    planes.push_back(g.reshape(g.slice(v, {0, i, 0}, {rows, i + 1, units}), {rows, units}));
  return planes;
}

}  // namespace ingot
