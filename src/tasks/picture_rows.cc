#include "tasks/picture_rows.h"

namespace ingot {

std::vector<Tensor> PictureRows::get(std::span<const std::int64_t> rows) const {
  std::vector<std::int64_t> chosen;
  Tensor labels(i64, {static_cast<std::int64_t>(rows.size())});
  const auto out = labels.mutable_data<std::int64_t>();
  for (std::size_t i = 0; i < rows.size(); ++i) {
    chosen.push_back(rows_[static_cast<std::size_t>(rows[i])]);
    out[i] = pictures_.labels[static_cast<std::size_t>(chosen.back())];
  }
  return {pipeline_.apply(gather_rows(pictures_.pixels, chosen)), labels};
}

std::vector<std::int64_t> PictureRows::labels() const {
  std::vector<std::int64_t> labels;
  for (const std::int64_t row : rows_)
    labels.push_back(pictures_.labels[static_cast<std::size_t>(row)]);
  return labels;
}

Pictures PictureRows::raw() const {
  const bool all = rows_ == all_rows(pictures_.size());
  return {all ? pictures_.pixels : gather_rows(pictures_.pixels, rows_), labels()};
}

}  // namespace ingot
