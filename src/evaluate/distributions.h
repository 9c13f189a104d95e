// Probabilities of the distributions that tests and intervals use.
#pragma once

#include <cstdint>

namespace ingot {

/// Quantile `q` of Student's t with `degrees` degrees of freedom.
[[nodiscard]] double student_quantile(double q, double degrees);

/// Two-sided exact probability of a split at least as uneven as `heads` of `tosses` of a fair coin;
/// 1 without a toss.
[[nodiscard]] double fair_coin_p_value(std::int64_t heads, std::int64_t tosses);

}  // namespace ingot
