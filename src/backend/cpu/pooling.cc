#include "backend/cpu/pooling.h"

namespace ingot {
namespace {

PoolAxis read_axis(const NodeView& n, std::size_t axis, const Shape& x, const Shape& y) {
  const auto value = [&](const char* name, std::int64_t fallback) {
    const Ints& given = n.integers(name);
    return given.empty() ? fallback : given[axis];
  };
  PoolAxis a;
  a.input = x[static_cast<int>(axis) + 2];
  a.output = y[static_cast<int>(axis) + 2];
  a.kernel = n.integers("kernel_size")[axis];
  a.stride = value("strides", a.kernel);
  a.dilation = value("dilation", 1);
  a.low = value("padding_low", 0);
  return a;
}

bool halves(const PoolAxis& a) {
  return a.kernel == 2 && a.stride == 2 && a.dilation == 1 && a.low == 0 && 2 * a.output <= a.input;
}

}  // namespace

bool Pool::is_halving() const { return halves(rows) && halves(columns); }

std::variant<Pool, Refusal> read_pool(const NodeView& n, const TensorType& x, const TensorType& y) {
  INGOT_REFUSE_UNLESS(x.dtype == f32, "only f32, not {}", to_string(x.dtype));
  INGOT_REFUSE_UNLESS(x.rank() == 4, "only 2 spatial axes, not {}", x.rank() - 2);
  INGOT_REFUSE_UNLESS(y.num_elements() > 0, "nothing to do");
  return Pool{x.shape[0] * x.shape[1], read_axis(n, 0, x.shape, y.shape),
              read_axis(n, 1, x.shape, y.shape)};
}

}  // namespace ingot
