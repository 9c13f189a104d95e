#include "train/row_source.h"

#include <cstring>

namespace ingot {

std::vector<std::int64_t> all_rows(std::int64_t count) {
  std::vector<std::int64_t> rows(static_cast<std::size_t>(count));
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = static_cast<std::int64_t>(i);
  return rows;
}

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

TensorRows::TensorRows(std::vector<Tensor> tensors) : tensors_(std::move(tensors)) {
  for (const Tensor& t : tensors_)
    if (t.shape().rank() == 0 || t.shape()[0] != tensors_.front().shape()[0])
      throw Error("shape_mismatch",
                  text("inputs of {} and {} have different numbers of rows", "{} 与 {} 的行数不同",
                       to_string(tensors_.front().type()), to_string(t.type())));
}

std::vector<Tensor> TensorRows::get(std::span<const std::int64_t> rows) const {
  std::vector<Tensor> result;
  for (const Tensor& t : tensors_) result.push_back(gather_rows(t, rows));
  return result;
}

}  // namespace ingot
