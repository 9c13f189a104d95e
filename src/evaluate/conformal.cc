#include "evaluate/conformal.h"

#include <cmath>
#include <numeric>

#include "base/assert.h"
#include "evaluate/bootstrap.h"
#include "evaluate/draws.h"
#include "evaluate/scored_rows.h"
#include "evaluate/wording.h"

namespace ingot {
namespace {

constexpr std::uint32_t kDivideRows = 0x636f6e66;  // "conf"
constexpr std::size_t kFewestToVary = 400;
constexpr std::size_t kRowsOfABin = 50, kMostBins = 10;

struct Rows {
  std::vector<double> predicted, errors;  // |truth - predicted|

  [[nodiscard]] std::size_t size() const { return errors.size(); }
  [[nodiscard]] Rows part(std::size_t first, std::size_t last) const {
    const auto cut = [&](const std::vector<double>& all) {
      return std::vector<double>(all.begin() + static_cast<std::ptrdiff_t>(first),
                                 all.begin() + static_cast<std::ptrdiff_t>(last));
    };
    return {cut(predicted), cut(errors)};
  }
};

ScoredRows one_number(const Predictions& predictions) {
  return rows_of_one_number(predictions, text("prediction intervals are of one number for each row",
                                              "预测区间只适用于每行一个数值"));
}

// In an order of chance.
Rows mixed_rows(const ScoredRows& rows, std::uint64_t seed) {
  std::vector<std::size_t> order(rows.num_rows());
  std::iota(order.begin(), order.end(), 0);
  Draws(seed, kDivideRows, 0).shuffle(std::span(order));
  Rows mixed;
  for (const std::size_t row : order) {
    mixed.predicted.push_back(rows.predicted_value(row, 0));
    mixed.errors.push_back(std::abs(rows.truth_value(row, 0) - mixed.predicted.back()));
  }
  return mixed;
}

// How far errors go, by the prediction: a step function.
struct Spread {
  std::vector<double> edges, values;

  [[nodiscard]] double at(double predicted) const {
    return values[static_cast<std::size_t>(std::ranges::lower_bound(edges, predicted) -
                                           edges.begin())];
  }
};

Spread constant_spread() { return {{}, {1}}; }

// Mean errors of neighbours by their prediction.
Spread spread_of(const Rows& rows) {
  const std::size_t bins = std::clamp<std::size_t>(rows.size() / kRowsOfABin, 1, kMostBins);
  std::vector<double> sorted = rows.predicted;
  std::ranges::sort(sorted);
  Spread spread;
  for (std::size_t b = 1; b < bins; ++b) {
    const double edge = sorted[b * sorted.size() / bins];
    if (spread.edges.empty() || edge > spread.edges.back()) spread.edges.push_back(edge);
  }
  std::vector<double> counts(spread.edges.size() + 1);
  spread.values.resize(counts.size());
  double mean = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto bin = static_cast<std::size_t>(
        std::ranges::lower_bound(spread.edges, rows.predicted[i]) - spread.edges.begin());
    counts[bin] += 1;
    spread.values[bin] += rows.errors[i];
    mean += rows.errors[i] / static_cast<double>(rows.size());
  }
  // A bin without errors must not promise exactness.
  constexpr double kLeastShare = 0.1;
  for (std::size_t b = 0; b < counts.size(); ++b)
    spread.values[b] =
        std::max(counts[b] > 0 ? spread.values[b] / counts[b] : mean, kLeastShare * mean);
  return spread;
}

// ceil((n + 1) level), but for what rounding adds to a whole number.
std::size_t rank_of(std::size_t rows, double level) {
  constexpr double kRounding = 1e-9;
  return static_cast<std::size_t>(std::ceil(static_cast<double>(rows + 1) * level - kRounding));
}
bool are_enough(std::size_t rows, double level) { return rank_of(rows, level) <= rows; }

// The error of that rank, each in units of its spread.
double conformal_quantile(const Rows& rows, const Spread& spread, double level) {
  std::vector<double> scores;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const double unit = spread.at(rows.predicted[i]);
    scores.push_back(unit > 0 ? rows.errors[i] / unit : 0);
  }
  INGOT_ASSERT(are_enough(rows.size(), level), "{} rows are too few", rows.size());
  const std::size_t place = rank_of(rows.size(), level) - 1;
  std::ranges::nth_element(scores, scores.begin() + static_cast<std::ptrdiff_t>(place));
  return scores[place];
}

double mean_reach(const Rows& rows, const Spread& spread, double quantile_of_scores) {
  double sum = 0;
  for (const double predicted : rows.predicted) sum += quantile_of_scores * spread.at(predicted);
  return sum / static_cast<double>(rows.size());
}

// Whether intervals become narrower: the spread of one half, judged on the other.
bool varying_helps(const Rows& rows, double level) {
  constexpr double kWorthwhile = 0.95;
  const Rows first = rows.part(0, rows.size() / 2),
             second = rows.part(rows.size() / 2, rows.size());
  const Spread spread = spread_of(first), same = constant_spread();
  const double varying = mean_reach(second, spread, conformal_quantile(second, spread, level));
  return varying < kWorthwhile * conformal_quantile(second, same, level);
}

}  // namespace

std::optional<PredictionIntervals> fit_intervals(const Predictions& held_out,
                                                 const ConformalOptions& options) {
  INGOT_ASSERT(options.level > 0 && options.level < 1, "level {} is no share", options.level);
  const Rows rows = mixed_rows(one_number(held_out), options.seed);
  if (!are_enough(rows.size(), options.level)) return std::nullopt;
  Spread spread = constant_spread();
  Rows calibration = rows;
  if (rows.size() >= kFewestToVary && are_enough(rows.size() / 4, options.level)) {
    const Rows first = rows.part(0, rows.size() / 2);
    if (varying_helps(first, options.level)) {
      spread = spread_of(first);
      calibration = rows.part(rows.size() / 2, rows.size());
    }
  }
  const double far = conformal_quantile(calibration, spread, options.level);
  PredictionIntervals intervals{.level = options.level,
                                .edges = spread.edges,
                                .reach = {},
                                .rows = static_cast<std::int64_t>(calibration.size())};
  for (const double unit : spread.values) intervals.reach.push_back(far * unit);
  return intervals;
}

IntervalFigures judge_intervals(const PredictionIntervals& intervals,
                                const Predictions& predictions) {
  const ScoredRows rows = one_number(predictions);
  const auto n = static_cast<double>(rows.num_rows());
  std::vector<double> covered;
  IntervalFigures figures{.level = intervals.level,
                          .rows = static_cast<std::int64_t>(rows.num_rows()),
                          .least = 2 * *std::ranges::min_element(intervals.reach),
                          .most = 2 * *std::ranges::max_element(intervals.reach)};
  for (std::size_t row = 0; row < rows.num_rows(); ++row) {
    const auto [low, high] = intervals.around(static_cast<float>(rows.predicted_value(row, 0)));
    const double truth = rows.truth_value(row, 0);
    covered.push_back(truth >= low && truth <= high ? 1 : 0);
    figures.width += (static_cast<double>(high) - low) / n;
  }
  figures.covered = std::accumulate(covered.begin(), covered.end(), 0.0) / n;
  figures.interval = bootstrap_mean(covered, {});
  return figures;
}

Text describe(const IntervalFigures& figures) {
  return text(
      "An interval of {} on average is stated to hold the truth in {} of the cases; on the {} rows "
      "that the model never saw it did in {} [{}, {}].",
      "预测区间平均宽 {}，声明有 {} 的把握包含真实值；在模型从未见过的 {} 行上实际为 {} [{}, {}]。",
      in_digits(figures.width), in_percent(figures.level), in_groups(figures.rows),
      in_percent(figures.covered), in_percent(figures.interval.low),
      in_percent(figures.interval.high));
}

}  // namespace ingot
