#include "evaluate/cross_validation.h"

#include <cmath>

#include "base/assert.h"
#include "evaluate/distributions.h"

namespace ingot {

CrossValidation combine_folds(const std::vector<double>& values, double held_out_share,
                              double level) {
  INGOT_ASSERT(held_out_share > 0, "held-out rows / training rows is {}", held_out_share);
  INGOT_ASSERT(level > 0 && level < 1, "level {} is no share", level);
  if (values.size() < 2)
    throw Error("too_few_folds", text("{} fold says nothing about how much folds differ",
                                      "只有 {} 折，无法得知各折之间的差异", values.size()))
        .expected(text("at least 2 folds", "至少 2 折"));
  const auto n = static_cast<double>(values.size());
  CrossValidation result{.values = values, .level = level};
  for (const double value : values) {
    if (!std::isfinite(value))
      throw Error("not_finite_prediction",
                  text("a fold has the value {}", "有一折的数值为 {}", value))
          .expected(text("finite numbers", "有限的数值"));
    result.mean += value / n;
  }
  double squares = 0;
  for (const double value : values) squares += (value - result.mean) * (value - result.mean);
  const double variance = squares / (n - 1);
  result.deviation = std::sqrt(variance);
  result.standard_error = std::sqrt((1 / n + held_out_share) * variance);
  const double reach = student_quantile((1 + level) / 2, n - 1) * result.standard_error;
  result.low = result.mean - reach;
  result.high = result.mean + reach;
  return result;
}

}  // namespace ingot
