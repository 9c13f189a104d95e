// One step of a reduction, as the vectorised loops and their remainders take it.
#pragma once

#include <cstdint>

namespace ingot {

enum class ReductionKind : std::uint8_t { sum, max, min };

/// A NaN wins and stays.
[[nodiscard]] inline double combine(ReductionKind kind, double acc, double x) {
  if (kind == ReductionKind::sum) return acc + x;
  if (acc != acc) return acc;
  if (kind == ReductionKind::max) return x <= acc ? acc : x;
  return x >= acc ? acc : x;
}

}  // namespace ingot
