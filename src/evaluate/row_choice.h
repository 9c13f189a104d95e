// Some rows of many, where all would take too long.
#pragma once

#include <cstdint>
#include <vector>

#include "ingot/evaluate.h"

namespace ingot {

/// `most` of `rows` rows at equal distances, ascending; all of them where there are no more.
[[nodiscard]] std::vector<std::int64_t> evenly_chosen(std::int64_t rows, std::int64_t most);

[[nodiscard]] Predictions chosen_rows(const Predictions& all,
                                      const std::vector<std::int64_t>& rows);

}  // namespace ingot
