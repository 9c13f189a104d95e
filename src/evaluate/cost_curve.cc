#include "evaluate/cost_curve.h"

#include "evaluate/scored_rows.h"
#include "evaluate/wording.h"

namespace ingot {
namespace {

constexpr int kSteps = 100;

CostPoint point_of(double threshold, std::int64_t fn, std::int64_t fp, const CostCurve& curve) {
  const double sum =
      curve.costs.fn * static_cast<double>(fn) + curve.costs.fp * static_cast<double>(fp);
  return {threshold, sum / static_cast<double>(curve.rows), fn, fp};
}

}  // namespace

CostCurve cost_curve(const Predictions& predictions, const ErrorCosts& costs) {
  const ScoredRows rows = rows_of_two_classes(
      predictions, Ranking::with, text("costs are of two classes", "代价曲线只适用于两个类别"));
  CostCurve curve{.costs = costs, .rows = static_cast<std::int64_t>(rows.num_rows())};
  std::int64_t positives = 0, chosen_fn = 0, chosen_fp = 0, half_fn = 0, half_fp = 0;
  for (std::size_t row = 0; row < rows.num_rows(); ++row) {
    const bool has = rows.label(row) == 1;
    positives += has;
    chosen_fn += has && rows.predicted(row) != 1;
    chosen_fp += !has && rows.predicted(row) == 1;
    half_fn += has && rows.most_probable(row) != 1;
    half_fp += !has && rows.most_probable(row) == 1;
  }
  constexpr double kHalf = 0.5;
  curve.chosen =
      point_of(predictions.call_from ? *predictions.call_from : kHalf, chosen_fn, chosen_fp, curve);
  curve.half = point_of(kHalf, half_fn, half_fp, curve);
  curve.never = point_of(1, positives, 0, curve).cost;
  curve.always = point_of(0, 0, curve.rows - positives, curve).cost;

  const std::span<const std::int32_t> order = rows.descending(1);
  std::size_t called = 0;
  std::int64_t fn = positives, fp = 0;
  for (int step = kSteps; step >= 0; --step) {
    const double threshold = static_cast<double>(step) / kSteps;
    for (; called < order.size(); ++called) {
      const auto row = static_cast<std::size_t>(order[called]);
      if (rows.probability(row, 1) < threshold) break;
      rows.label(row) == 1 ? --fn : ++fp;
    }
    curve.points.push_back(point_of(threshold, fn, fp, curve));
  }
  std::ranges::reverse(curve.points);
  return curve;
}

Text describe(const CostCurve& curve, const std::string& positive) {
  constexpr double kPerRows = 1000;
  const auto shown = [](double cost) { return in_digits(kPerRows * cost); };
  return text(
      "Calling \"{}\" from a probability of {:.3f} on, mistakes cost {} per 1,000 rows: {} rows "
      "missed at {} each and {} false alarms at {} each. The more probable class would cost {}, "
      "never calling it {}, always calling it {}.",
      "概率达到 {1:.3f} 即判为“{0}”时，每 1,000 行的错误代价为 {2}：漏判 {3} 行（每行 {4}），误报 "
      "{5} 行（每行 {6}）。按概率较大的类别判断为 {7}，一律不判为 {8}，一律判为 {9}。",
      positive, curve.chosen.threshold, shown(curve.chosen.cost), in_groups(curve.chosen.fn),
      in_digits(curve.costs.fn), in_groups(curve.chosen.fp), in_digits(curve.costs.fp),
      shown(curve.half.cost), shown(curve.never), shown(curve.always));
}

}  // namespace ingot
