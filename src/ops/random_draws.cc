#include "ops/random_draws.h"

namespace ingot {

TensorTypes infer_random(const NodeView& n, DType dtype) {
  require_dtype(n, 0, i64);
  n.require(n.input_type(0).shape == Shape{3}, text("key must be i64[3]", "key 须为 i64[3]"));
  if (!is_float(dtype) && dtype != boolean)
    throw n.fail("dtype_unsupported", text("dtype {} is no float type", "dtype {} 不是浮点类型",
                                           to_string(dtype)));
  for (std::int64_t size : n.integers("shape"))
    n.require(size >= 0, text("a negative size {}", "负的大小 {}", size));
  return TensorType{dtype, Shape(n.integers("shape"))};
}

}  // namespace ingot
