#include "evaluate/row_choice.h"

#include <cstring>

namespace ingot {

std::vector<std::int64_t> evenly_chosen(std::int64_t rows, std::int64_t most) {
  const std::int64_t count = std::min(rows, most);
  std::vector<std::int64_t> chosen;
  for (std::int64_t i = 0; i < count; ++i) chosen.push_back(i * rows / count);
  return chosen;
}

Tensor chosen_rows(const Tensor& all, const std::vector<std::int64_t>& rows) {
  Tensor chosen(all.dtype(), all.shape().with(0, static_cast<std::int64_t>(rows.size())));
  const std::size_t row_bytes = all.bytes() / static_cast<std::size_t>(all.shape()[0]);
  const auto* from = static_cast<const std::byte*>(all.raw());
  auto* to = static_cast<std::byte*>(chosen.mutable_raw());
  for (const std::int64_t row : rows) {
    std::memcpy(to, from + static_cast<std::size_t>(row) * row_bytes, row_bytes);
    to += row_bytes;
  }
  return chosen;
}

Predictions chosen_rows(const Predictions& all, const std::vector<std::int64_t>& rows) {
  Predictions chosen = all;
  chosen.scores = chosen_rows(all.scores, rows);
  chosen.truth = chosen_rows(all.truth, rows);
  return chosen;
}

}  // namespace ingot
