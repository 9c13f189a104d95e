#include "train/row_source.h"

#include <algorithm>

#include "base/assert.h"
#include "tensor/rows.h"

namespace ingot {

std::vector<std::int64_t> all_rows(std::int64_t count) {
  std::vector<std::int64_t> rows(static_cast<std::size_t>(count));
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = static_cast<std::int64_t>(i);
  return rows;
}

TensorRows::TensorRows(std::vector<Tensor> tensors, std::vector<float> weights)
    : tensors_(std::move(tensors)), weights_(std::move(weights)) {
  INGOT_ASSERT(weights_.empty() || std::ssize(weights_) == size(), "a weight for each row");
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

SomeRows::SomeRows(const RowSource& all, std::int64_t count) : all_(all) {
  count = std::min(count, all.size());
  for (std::int64_t i = 0; i < count; ++i) rows_.push_back(i * all.size() / count);
}

std::vector<std::int64_t> SomeRows::chosen(std::span<const std::int64_t> rows) const {
  std::vector<std::int64_t> own;
  own.reserve(rows.size());
  for (const std::int64_t row : rows) own.push_back(rows_[static_cast<std::size_t>(row)]);
  return own;
}

void TensorRows::weigh(std::span<const std::int64_t> rows, std::span<float> weights) const {
  if (weights_.empty()) return;
  std::ranges::transform(rows, weights.begin(),
                         [&](std::int64_t row) { return weights_[static_cast<std::size_t>(row)]; });
}

}  // namespace ingot
