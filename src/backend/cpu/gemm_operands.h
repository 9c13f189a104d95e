// What the register tile of a matrix product reads and writes.
#pragma once

#include <cstddef>
#include <cstdint>

namespace ingot {

/// Rows of A: element (r, p) at data[r * row_step + p * depth_step].
struct Rows {
  const float* data;
  std::ptrdiff_t row_step, depth_step;
  [[nodiscard]] Rows from(std::ptrdiff_t row) const {
    return {data + row * row_step, row_step, depth_step};
  }
};

/// What happens to a result before it is stored: + bias[column], + addend[like the result], relu.
struct Epilogue {
  const float* bias = nullptr;
  const float* addend = nullptr;
  bool relu = false;
  [[nodiscard]] bool any() const { return bias || addend || relu; }
  [[nodiscard]] Epilogue from(std::ptrdiff_t element, std::ptrdiff_t column) const {
    return {bias ? bias + column : nullptr, addend ? addend + element : nullptr, relu};
  }
};

/// Where a tile of the result goes; `add` continues sums that lie there.
struct Target {
  float* data;
  std::ptrdiff_t row_step;
  bool add = false;
  Epilogue epilogue = {};
  [[nodiscard]] Target from(std::ptrdiff_t row) const {
    return {data + row * row_step, row_step, add, epilogue.from(row * row_step, 0)};
  }
};

}  // namespace ingot
