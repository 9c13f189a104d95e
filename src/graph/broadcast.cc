#include "base/assert.h"
#include "graph/op_def.h"

namespace ingot {

std::optional<Shape> broadcast(const Shape& a, const Shape& b) {
  const int rank = std::max(a.rank(), b.rank());
  Shape result;
  for (int i = 0; i < rank; ++i) {
    const int ia = i - (rank - a.rank()), ib = i - (rank - b.rank());
    const std::int64_t da = ia < 0 ? 1 : a[ia], db = ib < 0 ? 1 : b[ib];
    if (da != db && da != 1 && db != 1) return std::nullopt;
    result.push_back(da == 1 ? db : da);
  }
  return result;
}

Value sum_to(Builder& g, const Value& v, const Shape& shape) {
  if (v.shape() == shape) return v;
  const int extra = v.rank() - shape.rank();
  INGOT_ASSERT(extra >= 0, "{} cannot be summed to {}", to_string(v.shape()), to_string(shape));
  Ints axes;
  for (int i = 0; i < v.rank(); ++i)
    if (i < extra || (shape[i - extra] == 1 && v.shape()[i] != 1)) axes.push_back(i);
  const Value sum = g.sum(v, axes, keep_dims);
  return sum.shape() == shape ? sum : g.reshape(sum, shape.to_vector());
}

}  // namespace ingot
