// Some rows of a tensor.
#pragma once

#include <span>

#include "ingot/tensor.h"

namespace ingot {

/// Rows `rows` of axis 0, in their order.
[[nodiscard]] Tensor gather_rows(const Tensor& tensor, std::span<const std::int64_t> rows);
/// The other way: row i of `from` becomes row rows[i] of `to`.
void scatter_rows(const Tensor& from, std::span<const std::int64_t> rows, Tensor& to);

}  // namespace ingot
