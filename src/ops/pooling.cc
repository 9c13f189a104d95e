#include "ops/pooling.h"

namespace ingot {

Window pooling_window(const NodeView& n, const Shape& x) {
  return make_window(n, spatial_sizes(x), n.integers("kernel_size"), DefaultStride::kernel);
}

Shape with_spatial_sizes(const Shape& x, const Ints& sizes) {
  Shape y{x[0], x[1]};
  for (std::int64_t size : sizes) y.push_back(size);
  return y;
}

TensorTypes infer_pooling(const NodeView& n) {
  n.require_float(0);
  const Shape& x = n.input_type(0).shape;
  n.require(x.rank() >= 3 && x.rank() <= 5, text("1 to 3 spatial axes", "须有 1 到 3 个空间轴"));
  const Window w = pooling_window(n, x);
  return TensorType{n.input_type(0).dtype, with_spatial_sizes(x, output_sizes(w, x.rank() - 2))};
}

}  // namespace ingot
