#include "ops/dynamic_window.h"

namespace ingot {

void require_window(const NodeView& n, const Shape& window, int start) {
  const Shape& shape = n.input_type(0).shape;
  require_dtype(n, start, i64);
  n.require(n.input_type(start).shape == Shape{shape.rank()},
            text("start needs one number for each of {} axes", "start 须为 {} 个轴各给一个数",
                 shape.rank()));
  bool fits = window.rank() == shape.rank();
  for (int a = 0; fits && a < shape.rank(); ++a) fits = window[a] >= 0 && window[a] <= shape[a];
  n.require(fits, text("a window of shape {} does not fit", "形状为 {} 的窗口放不进去",
                       to_string(window)));
}

std::int64_t window_offset(const Shape& shape, const Shape& window, const Tensor& start) {
  const Strides strides = shape.strides();
  const std::span<const std::int64_t> given = start.data<std::int64_t>();
  std::int64_t offset = 0;
  for (int a = 0; a < shape.rank(); ++a) {
    const auto i = static_cast<std::size_t>(a);
    offset += std::clamp<std::int64_t>(given[i], 0, shape[a] - window[a]) * strides[i];
  }
  return offset;
}

}  // namespace ingot
