// The rows to look at first.
#pragma once

#include <array>
#include <vector>

#include "evaluate/scored_rows.h"

namespace ingot {

/// Classes: wrong rows, the most confident first. Numbers: the largest errors first. Equal ones in
/// row order, at most `max_count`.
[[nodiscard]] std::vector<Mistake> surest_mistakes(const ScoredRows& rows, std::size_t max_count);

/// Up to `max_count` evenly chosen rows of the first number, as (truth, predicted).
[[nodiscard]] std::vector<std::array<double, 2>> scatter_of(const ScoredRows& rows,
                                                            std::size_t max_count);

}  // namespace ingot
