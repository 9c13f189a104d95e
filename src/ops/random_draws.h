// Random numbers as a function of (seed, step, stream, row, element).
#pragma once

#include "base/rng.h"
#include "ops/common.h"

namespace ingot {

/// The generator of one node in one step. Row r, element block b is Philox at counter (b, r) under
/// a key that Philox itself derives from (seed, step, stream), so that no two streams share a
/// counter.
class RandomDraws {
 public:
  /// `key` is i64[3] = {seed, step, first row}.
  RandomDraws(const Tensor& key, std::int64_t stream);
  /// Four words of 32 random bits; `row` counts from the first row.
  [[nodiscard]] std::array<std::uint32_t, 4> block(std::int64_t row, std::int64_t index) const;

 private:
  PhiloxKey key_{};
  std::uint64_t first_row_ = 0;
};

/// Checks the input `key`; the type is of attributes `dtype` (if any) and `shape`.
[[nodiscard]] TensorTypes infer_random(const NodeView& n, DType dtype);

/// Calls f(block, words) for the blocks of `per_block` elements that cover each row of `shape`,
/// with the offset of the block's first element and how many elements of it there are.
template <class F>
void for_each_block(const RandomDraws& draws, const Shape& shape, std::int64_t per_block, F&& f) {
  const std::int64_t rows = shape.rank() == 0 ? 1 : shape[0];
  const std::int64_t width = rows == 0 ? 0 : shape.num_elements() / rows;
  for (std::int64_t row = 0; row < rows; ++row)
    for (std::int64_t first = 0; first < width; first += per_block)
      f(row * width + first, std::min(per_block, width - first),
        draws.block(row, first / per_block));
}

/// [0, 1) with 32 or 53 random bits.
[[nodiscard]] inline double unit_uniform(std::uint32_t word) { return word * 0x1p-32; }
[[nodiscard]] inline double unit_uniform(std::uint32_t high, std::uint32_t low) {
  return static_cast<double>((static_cast<std::uint64_t>(high) << 32 | low) >> 11) * 0x1p-53;
}

}  // namespace ingot
