#include "ops/random_draws.h"

namespace ingot {
namespace {

std::uint32_t low_word(std::uint64_t v) { return static_cast<std::uint32_t>(v); }
std::uint32_t high_word(std::uint64_t v) { return static_cast<std::uint32_t>(v >> 32); }

}  // namespace

RandomDraws::RandomDraws(const Tensor& key, std::int64_t stream) {
  const std::span<const std::int64_t> given = key.data<std::int64_t>();
  key_ =
      philox_stream_key(static_cast<std::uint64_t>(given[0]), static_cast<std::uint64_t>(given[1]),
                        static_cast<std::uint64_t>(stream));
  first_row_ = static_cast<std::uint64_t>(given[2]);
}

std::array<std::uint32_t, 4> RandomDraws::block(std::int64_t row, std::int64_t index) const {
  const std::uint64_t r = first_row_ + static_cast<std::uint64_t>(row);
  const auto i = static_cast<std::uint64_t>(index);
  return philox4x32({low_word(i), high_word(i), low_word(r), high_word(r)}, key_);
}

TensorTypes infer_random(const NodeView& n, DType dtype) {
  require_dtype(n, 0, i64);
  n.require(n.input_type(0).shape == Shape{3}, text("key must be i64[3]", "key 须为 i64[3]"));
  if (!is_float(dtype) && dtype != boolean)
    throw n.fail("dtype_unsupported",
                 text("dtype {} is no float type", "dtype {} 不是浮点类型", to_string(dtype)));
  for (std::int64_t size : n.integers("shape"))
    n.require(size >= 0, text("a negative size {}", "负的大小 {}", size));
  return TensorType{dtype, Shape(n.integers("shape"))};
}

}  // namespace ingot
