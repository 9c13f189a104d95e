#include "evaluate/compare_numbers.h"

#include <cmath>

#include "evaluate/bootstrap.h"
#include "evaluate/scored_rows.h"
#include "evaluate/wording.h"

namespace ingot {

NumberComparison compare_numbers(const Predictions& first, const Predictions& second,
                                 std::uint64_t seed) {
  if (first.is_classes() || second.is_classes())
    throw Error("metric_does_not_apply", text("how far off they are is asked of numbers, not of "
                                              "classes",
                                              "只有数值预测才能比较偏差，类别预测不行"));
  const ScoredRows a(first), b(second);
  if (a.num_rows() != b.num_rows() || a.width() != b.width())
    throw Error("shape_mismatch", text("one model predicts {} x {} numbers, the other {} x {}",
                                       "一个模型预测了 {} x {} 个数，另一个 {} x {} 个",
                                       a.num_rows(), a.width(), b.num_rows(), b.width()))
        .expected(text("the same rows in the same order", "相同的行，且顺序相同"));
  const auto n = static_cast<double>(a.num_rows());
  std::vector<double> absolute(a.num_rows()), squared(a.num_rows());
  NumberComparison result{.rows = static_cast<std::int64_t>(a.num_rows())};
  double first_mse = 0, second_mse = 0;
  for (std::size_t row = 0; row < a.num_rows(); ++row)
    for (std::size_t k = 0; k < a.width(); ++k) {
      const double truth = a.truth_value(row, k);
      if (truth != b.truth_value(row, k))
        throw Error("shape_mismatch",
                    text("the truth of row {} differs", "第 {} 行的真实值不同", row))
            .expected(text("the same rows in the same order", "相同的行，且顺序相同"));
      const double share = 1 / static_cast<double>(a.width());
      const double off_a = std::abs(a.predicted_value(row, k) - truth),
                   off_b = std::abs(b.predicted_value(row, k) - truth);
      absolute[row] += share * (off_b - off_a);
      squared[row] += share * (off_b * off_b - off_a * off_a);
      result.first_mae += share * off_a / n;
      result.second_mae += share * off_b / n;
      first_mse += share * off_a * off_a / n;
      second_mse += share * off_b * off_b / n;
    }
  result.first_rmse = std::sqrt(first_mse);
  result.second_rmse = std::sqrt(second_mse);
  result.absolute = bootstrap_mean(absolute, {.seed = seed});
  result.squared = bootstrap_mean(squared, {.seed = seed});
  return result;
}

Text describe(const NumberComparison& c, const Text& first, const Text& second) {
  const bool beyond_chance = c.absolute.low > 0 || c.absolute.high < 0;
  const Text chance = beyond_chance ? text("more than chance", "超出偶然波动")
                                    : text("within the chance of these rows", "仍在偶然波动之内");
  const bool less = c.second_mae < c.first_mae;
  const auto size = [&](double change) { return in_digits(less ? -change : change); };
  const std::string gain = size(c.second_mae - c.first_mae),
                    low = size(less ? c.absolute.high : c.absolute.low),
                    high = size(less ? c.absolute.low : c.absolute.high),
                    a = in_digits(c.first_rmse), b = in_digits(c.second_rmse);
  return {
      fmt::format("Beside {}, {} is off by {} {} on average [{}, {}]: {}; root mean squared "
                  "error {} against {}.",
                  first.en, second.en, gain, less ? "less" : "more", low, high, chance.en, b, a),
      fmt::format("{} 与 {} 相比，平均绝对误差{} {} [{}, {}]：{}；均方根误差 {} 对 {}。", second.zh,
                  first.zh, less ? "小" : "大", gain, low, high, chance.zh, b, a)};
}

}  // namespace ingot
