#include "evaluate/residuals.h"

#include <cmath>
#include <numeric>

#include "evaluate/bootstrap.h"
#include "evaluate/row_choice.h"
#include "evaluate/scored_rows.h"
#include "evaluate/wording.h"

namespace ingot {
namespace {

constexpr std::int64_t kMaxPoints = 500;
constexpr std::size_t kHistogramBins = 24, kPredictionBins = 10;

std::vector<HistogramBin> histogram_of(std::vector<double> values) {
  constexpr double kTail = 0.01;
  std::ranges::sort(values);
  const double low = quantile(values, kTail), high = quantile(values, 1 - kTail);
  if (!(high > low)) return {{values.front(), values.back(), std::ssize(values)}};
  const double width = (high - low) / static_cast<double>(kHistogramBins);
  std::vector<HistogramBin> bins;
  for (std::size_t b = 0; b < kHistogramBins; ++b)
    bins.push_back(
        {low + width * static_cast<double>(b), low + width * static_cast<double>(b + 1)});
  for (const double value : values) {
    const double place = std::clamp((value - low) / width, 0.0, kHistogramBins - 1.0);
    ++bins[static_cast<std::size_t>(place)].rows;
  }
  return bins;
}

}  // namespace

Residuals residuals_of(const Predictions& predictions) {
  const ScoredRows rows = rows_of_one_number(
      predictions, text("residuals are of one number for each row", "残差只适用于每行一个数值"));
  const std::size_t n = rows.num_rows();
  std::vector<double> residuals(n);
  for (std::size_t row = 0; row < n; ++row)
    residuals[row] = rows.truth_value(row, 0) - rows.predicted_value(row, 0);
  Residuals result{.rows = static_cast<std::int64_t>(n)};
  for (const double r : residuals) result.mean += r / static_cast<double>(n);
  for (const double r : residuals)
    result.deviation += (r - result.mean) * (r - result.mean) / static_cast<double>(n);
  result.deviation = std::sqrt(result.deviation);
  for (const std::int64_t row : evenly_chosen(result.rows, kMaxPoints)) {
    const auto i = static_cast<std::size_t>(row);
    result.points.push_back({rows.predicted_value(i, 0), residuals[i]});
  }
  result.histogram = histogram_of(residuals);

  std::vector<std::size_t> order(n);
  std::iota(order.begin(), order.end(), 0);
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return rows.predicted_value(i, 0); });
  const std::size_t bins = std::min(kPredictionBins, n);
  for (std::size_t b = 0; b < bins; ++b) {
    const std::size_t first = b * n / bins, last = (b + 1) * n / bins;
    ResidualBin bin{.low = rows.predicted_value(order[first], 0),
                    .high = rows.predicted_value(order[last - 1], 0),
                    .rows = static_cast<std::int64_t>(last - first)};
    for (std::size_t i = first; i < last; ++i) {
      bin.mean += residuals[order[i]] / static_cast<double>(bin.rows);
      bin.absolute += std::abs(residuals[order[i]]) / static_cast<double>(bin.rows);
    }
    result.bins.push_back(bin);
    if (bin.absolute > result.bins[result.worst].absolute) result.worst = b;
  }
  return result;
}

Text describe(const Residuals& residuals) {
  const ResidualBin& worst = residuals.bins[residuals.worst];
  double rest = 0;
  for (const ResidualBin& bin : residuals.bins)
    if (&bin != &worst)
      rest += bin.absolute * static_cast<double>(bin.rows) /
              static_cast<double>(residuals.rows - worst.rows);
  const std::string low = in_digits(worst.low), high = in_digits(worst.high),
                    off = in_digits(worst.absolute), elsewhere = in_digits(rest);
  Paragraph p;
  p.add(text("Predictions from {} to {} are off most: by {} on average, against {} elsewhere.",
             "预测值在 {} 到 {} 之间时偏差最大：平均 {}，其余为 {}。", low, high, off, elsewhere));
  // A mean of n residuals is off by chance by deviation / sqrt(n).
  constexpr double kSurprising = 3;
  const double chance = residuals.deviation / std::sqrt(static_cast<double>(residuals.rows));
  if (std::abs(residuals.mean) > kSurprising * chance)
    p.add(residuals.mean > 0 ? text("On the whole they are too low, by {}.", "总体上预测偏低 {}。",
                                    in_digits(residuals.mean))
                             : text("On the whole they are too high, by {}.", "总体上预测偏高 {}。",
                                    in_digits(-residuals.mean)));
  return p.take();
}

}  // namespace ingot
