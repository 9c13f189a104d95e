#include "train/row_source.h"

#include "tensor/rows.h"

namespace ingot {

std::vector<std::int64_t> all_rows(std::int64_t count) {
  std::vector<std::int64_t> rows(static_cast<std::size_t>(count));
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = static_cast<std::int64_t>(i);
  return rows;
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
