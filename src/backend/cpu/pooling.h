// Geometry of the pooling kernels: two spatial axes, plane by plane.
#pragma once

#include "backend/backend.h"

namespace ingot {

/// Output o and tap k read input o * stride + k * dilation - low.
struct PoolAxis {
  std::int64_t input = 1, output = 1, kernel = 1, stride = 1, dilation = 1, low = 0;

  [[nodiscard]] std::int64_t source(std::int64_t o, std::int64_t k) const {
    return o * stride + k * dilation - low;
  }
  /// The first tap of output `o` inside the input, and one past the last.
  [[nodiscard]] std::int64_t first_tap(std::int64_t o) const {
    const std::int64_t before = low - o * stride;
    return before > 0 ? (before + dilation - 1) / dilation : 0;
  }
  [[nodiscard]] std::int64_t end_tap(std::int64_t o) const {
    const std::int64_t past = input + low - o * stride;
    return past > 0 ? std::min(kernel, (past + dilation - 1) / dilation) : 0;
  }
};

struct Pool {
  std::int64_t planes = 0;
  PoolAxis rows, columns;

  [[nodiscard]] std::int64_t input_size() const { return rows.input * columns.input; }
  [[nodiscard]] std::int64_t output_size() const { return rows.output * columns.output; }
  [[nodiscard]] double bytes() const {
    return static_cast<double>(planes * (input_size() + output_size())) * sizeof(float);
  }
  /// Windows of 2 x 2 side by side, without padding.
  [[nodiscard]] bool is_halving() const;
  /// For one row of outputs of a block, in 8 channels.
  [[nodiscard]] std::size_t row_floats() const {
    return static_cast<std::size_t>((columns.output * 8 + 15) / 16 * 16);
  }
};

/// The pool of `n` (max_pool and its gradient) over an input `x`, or why there is none.
[[nodiscard]] std::variant<Pool, Refusal> read_pool(const NodeView& n, const TensorType& x,
                                                    const TensorType& y);

/// How the pooled picture lies.
enum class Border : std::uint8_t { blocked, plain };
struct SpreadOptions {
  Border border = Border::blocked;
  /// Nothing passes where the largest value is not positive: the gradient of relu.
  bool positive_only = false;
};

/// Of one block of 8 channels of nChw8c; `row_scratch` has `row_floats`.
void pool_blocked(const Pool& pool, Border border, const float* x, float* y, float* row_scratch);
/// The gradient; only for halving pools.
void spread_blocked(const Pool& pool, const SpreadOptions& options, const float* x, const float* dy,
                    float* dx, float* row_scratch);

}  // namespace ingot
