#include "evaluate/compare_models.h"

#include "evaluate/bootstrap.h"
#include "evaluate/distributions.h"
#include "evaluate/scored_rows.h"

namespace ingot {
namespace {

Error not_the_same_rows(const Text& what) {
  return Error("shape_mismatch", what)
      .expected(text("the same rows in the same order", "相同的行，且顺序相同"));
}

}  // namespace

PairedComparison compare_models(const Predictions& first, const Predictions& second,
                                std::uint64_t seed) {
  if (!first.is_classes() || !second.is_classes())
    throw Error("metric_does_not_apply",
                text("who is right more often is asked of classes, not of numbers",
                     "只有类别预测才能比较谁判断得更准，数值预测不行"));
  const ScoredRows a(first), b(second);
  if (a.num_rows() != b.num_rows() || a.is_label_sets() != b.is_label_sets())
    throw not_the_same_rows(text("one model predicts {} rows, the other {}",
                                 "一个模型预测了 {} 行，另一个预测了 {} 行", a.num_rows(),
                                 b.num_rows()));
  std::vector<double> difference(a.num_rows());
  PairedComparison result{.rows = static_cast<std::int64_t>(a.num_rows())};
  for (std::size_t row = 0; row < difference.size(); ++row) {
    if (!a.same_truth(b, row))
      throw not_the_same_rows(text("the truth of row {} differs", "第 {} 行的真实值不同", row));
    const bool first_right = a.is_right(row), second_right = b.is_right(row);
    result.only_first_right += first_right && !second_right;
    result.only_second_right += second_right && !first_right;
    result.first_accuracy += first_right;
    result.second_accuracy += second_right;
    difference[row] = second_right - first_right;
  }
  const auto n = static_cast<double>(difference.size());
  result.first_accuracy /= n;
  result.second_accuracy /= n;
  result.difference = bootstrap_mean(difference, {.seed = seed});
  result.p_value = fair_coin_p_value(result.only_first_right,
                                     result.only_first_right + result.only_second_right);
  return result;
}

Text describe(const PairedComparison& comparison, const Text& first, const Text& second) {
  constexpr double kSurprising = 0.05, kLeastShown = 1e-4;
  const auto points = [](double share) { return fmt::format("{:+.1f}", 100 * share); };
  const std::string gain = points(comparison.second_accuracy - comparison.first_accuracy),
                    low = points(comparison.difference.low),
                    high = points(comparison.difference.high),
                    p = comparison.p_value < kLeastShown
                            ? "p < 0.0001"
                            : fmt::format("p = {:.2g}", comparison.p_value);
  const Text chance = comparison.p_value < kSurprising
                          ? text("more than chance", "超出偶然波动")
                          : text("within the chance of these rows", "仍在偶然波动之内");
  return {fmt::format("{} points of accuracy [{}, {}] for {} against {}: {} ({}).", gain, low, high,
                      second.en, first.en, chance.en, p),
          fmt::format("{} 与 {} 相比，准确率相差 {} 个百分点 [{}, {}]：{}（{}）。", second.zh,
                      first.zh, gain, low, high, chance.zh, p)};
}

}  // namespace ingot
