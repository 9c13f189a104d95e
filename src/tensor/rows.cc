#include "tensor/rows.h"

#include <cstring>

namespace ingot {

Tensor gather_rows(const Tensor& tensor, std::span<const std::int64_t> rows) {
  const auto count = static_cast<std::int64_t>(rows.size());
  Tensor result(tensor.dtype(), tensor.shape().with(0, count));
  if (count == 0 || result.bytes() == 0) return result;
  const std::size_t row_bytes = result.bytes() / rows.size();
  auto* out = static_cast<std::byte*>(result.mutable_raw());
  const auto* in = static_cast<const std::byte*>(tensor.raw());
  for (std::size_t i = 0; i < rows.size(); ++i)
    std::memcpy(out + i * row_bytes, in + static_cast<std::size_t>(rows[i]) * row_bytes, row_bytes);
  return result;
}

void scatter_rows(const Tensor& from, std::span<const std::int64_t> rows, Tensor& to) {
  if (rows.empty() || from.bytes() == 0) return;
  const std::size_t row_bytes = from.bytes() / rows.size();
  const auto* in = static_cast<const std::byte*>(from.raw());
  auto* out = static_cast<std::byte*>(to.mutable_raw());
  for (std::size_t i = 0; i < rows.size(); ++i)
    std::memcpy(out + static_cast<std::size_t>(rows[i]) * row_bytes, in + i * row_bytes, row_bytes);
}

}  // namespace ingot
