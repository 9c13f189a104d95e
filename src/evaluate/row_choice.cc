#include "evaluate/row_choice.h"

#include <algorithm>

#include "tensor/rows.h"

namespace ingot {

std::vector<std::int64_t> evenly_chosen(std::int64_t rows, std::int64_t most) {
  const std::int64_t count = std::min(rows, most);
  std::vector<std::int64_t> chosen;
  for (std::int64_t i = 0; i < count; ++i) chosen.push_back(i * rows / count);
  return chosen;
}

Predictions chosen_rows(const Predictions& all, const std::vector<std::int64_t>& rows) {
  Predictions chosen = all;
  chosen.scores = gather_rows(all.scores, rows);
  chosen.truth = gather_rows(all.truth, rows);
  return chosen;
}

}  // namespace ingot
