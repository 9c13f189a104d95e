#include "evaluate/label_errors.h"

#include <cmath>

#include "evaluate/scored_rows.h"

namespace ingot {
namespace {

ScoredRows read_probabilities(const Predictions& predictions) {
  if (!predictions.is_classes() || predictions.is_label_sets())
    throw Error("metric_does_not_apply",
                text("doubts about labels need probabilities of one class for each row",
                     "对标签的怀疑需要每行一个类别的概率"));
  return ScoredRows(predictions);
}

/// A class without a row has a threshold that nothing reaches.
std::vector<double> mean_self_confidence(const ScoredRows& rows) {
  std::vector<double> sums(rows.num_classes()), counts(rows.num_classes());
  for (std::size_t row = 0; row < rows.num_rows(); ++row) {
    sums[rows.label(row)] += rows.probability(row, rows.label(row));
    ++counts[rows.label(row)];
  }
  for (std::size_t c = 0; c < sums.size(); ++c) sums[c] = counts[c] > 0 ? sums[c] / counts[c] : 2;
  return sums;
}

std::optional<std::size_t> confident_class(const ScoredRows& rows, std::size_t row,
                                           const std::vector<double>& thresholds) {
  std::optional<std::size_t> best;
  for (std::size_t c = 0; c < thresholds.size(); ++c)
    if (rows.probability(row, c) >= thresholds[c] &&
        (!best || rows.probability(row, c) > rows.probability(row, *best)))
      best = c;
  return best;
}

/// Each line of the joint scaled to the rows that carry its label.
void estimate_noise(LabelErrors& result, const std::vector<double>& rows_of_label) {
  for (std::size_t given = 0; given < result.joint.size(); ++given) {
    double counted = 0;
    for (const std::int64_t n : result.joint[given]) counted += static_cast<double>(n);
    if (counted == 0) continue;
    for (std::size_t truth = 0; truth < result.joint.size(); ++truth) {
      const double share = static_cast<double>(result.joint[given][truth]) / counted;
      if (given == truth || share == 0) continue;
      const double estimated = share * rows_of_label[given];
      result.noise.push_back({given, truth, estimated, share});
      result.estimated_rows += estimated;
    }
  }
  std::ranges::stable_sort(result.noise, std::greater{}, &LabelNoise::rows);
}

double entropy_of(std::span<const float> probabilities) {
  double entropy = 0;
  for (const double p : probabilities)
    if (p > 0) entropy -= p * std::log(p);
  return entropy;
}

DoubtfulRow describe_doubt(const ScoredRows& rows, std::size_t row) {
  const std::span<const float> p = rows.probabilities(row);
  const std::size_t first = rows.predicted(row);
  std::size_t second = first == 0 ? 1 : 0;
  for (std::size_t c = 0; c < p.size(); ++c)
    if (c != first && p[c] > p[second]) second = c;
  return {static_cast<std::int64_t>(row), first, second, p[first], p[second], entropy_of(p)};
}

}  // namespace

LabelErrors find_label_errors(const Predictions& predictions) {
  const ScoredRows rows = read_probabilities(predictions);
  const std::size_t n = rows.num_classes();
  LabelErrors result{.rows = static_cast<std::int64_t>(rows.num_rows())};
  result.thresholds = mean_self_confidence(rows);
  result.joint.assign(n, std::vector<std::int64_t>(n));
  std::vector<double> rows_of_label(n);
  for (std::size_t row = 0; row < rows.num_rows(); ++row) {
    const std::size_t given = rows.label(row);
    ++rows_of_label[given];
    const std::optional<std::size_t> truth = confident_class(rows, row, result.thresholds);
    if (!truth) continue;
    ++result.joint[given][*truth];
    if (*truth != given)
      result.suspects.push_back({static_cast<std::int64_t>(row), given, *truth,
                                 rows.probability(row, given), rows.probability(row, *truth)});
  }
  std::ranges::stable_sort(result.suspects, {}, &LabelSuspect::margin);
  estimate_noise(result, rows_of_label);
  return result;
}

std::vector<DoubtfulRow> most_doubtful(const Predictions& predictions, DoubtBy by,
                                       std::size_t max_count) {
  const ScoredRows rows = read_probabilities(predictions);
  std::vector<DoubtfulRow> all;
  all.reserve(rows.num_rows());
  for (std::size_t row = 0; row < rows.num_rows(); ++row) all.push_back(describe_doubt(rows, row));
  std::ranges::stable_sort(all, {}, [&](const DoubtfulRow& r) {
    return by == DoubtBy::margin ? r.first_probability - r.second_probability : -r.entropy;
  });
  if (all.size() > max_count) all.resize(max_count);
  return all;
}

}  // namespace ingot
