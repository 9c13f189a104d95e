// What the register tile of a matrix product reads and writes.
#pragma once

#include <cstddef>
#include <cstdint>

namespace ingot {

/// The size of the register tile on this machine: rows, and the columns of a panel of B.
struct RegisterTile {
  std::int64_t rows, panel;
};
[[nodiscard]] RegisterTile register_tile();

/// Sums along k run over blocks of so many, which are added to the result in order.
inline constexpr std::int64_t kTileDepth = 384;

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
