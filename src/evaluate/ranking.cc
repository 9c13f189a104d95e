#include "evaluate/ranking.h"

namespace ingot {
namespace {

/// Calls f(positives, negatives) for each group of equal probabilities, highest first.
template <class F>
void for_each_threshold(const ScoredRows& rows, RowCounts counts, std::size_t c, F f) {
  const std::span<const std::int32_t> order = rows.descending(c);
  std::int64_t positives = 0, negatives = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    const auto row = static_cast<std::size_t>(order[i]);
    (rows.has(row, c) ? positives : negatives) += counts[row];
    const bool last_of_group =
        i + 1 == order.size() ||
        rows.probability(static_cast<std::size_t>(order[i + 1]), c) != rows.probability(row, c);
    if (!last_of_group) continue;
    if (positives + negatives > 0) f(positives, negatives);
    positives = negatives = 0;
  }
}

}  // namespace

std::optional<double> area_under_roc(const ScoredRows& rows, RowCounts counts, std::size_t c) {
  std::int64_t all_positives = 0, all_negatives = 0;
  double twice_area = 0;  // whole numbers, exact up to 2^53
  for_each_threshold(rows, counts, c, [&](std::int64_t positives, std::int64_t negatives) {
    twice_area +=
        static_cast<double>(negatives) * static_cast<double>(2 * all_positives + positives);
    all_positives += positives;
    all_negatives += negatives;
  });
  if (all_positives == 0 || all_negatives == 0) return std::nullopt;
  return twice_area /
         (2.0 * static_cast<double>(all_positives) * static_cast<double>(all_negatives));
}

std::optional<double> average_precision_of(const ScoredRows& rows, RowCounts counts,
                                           std::size_t c) {
  std::int64_t all_positives = 0, seen = 0;
  double sum = 0;
  for_each_threshold(rows, counts, c, [&](std::int64_t positives, std::int64_t negatives) {
    all_positives += positives;
    seen += positives + negatives;
    if (positives > 0)
      sum += static_cast<double>(positives) * static_cast<double>(all_positives) /
             static_cast<double>(seen);
  });
  if (all_positives == 0) return std::nullopt;
  return sum / static_cast<double>(all_positives);
}

std::optional<double> one_against_rest(const ScoredRows& rows, RowCounts counts,
                                       RankingFigure figure) {
  if (rows.num_classes() == 2 && !rows.is_label_sets()) return figure(rows, counts, 1);
  double sum = 0;
  int defined = 0;
  for (std::size_t c = 0; c < rows.num_classes(); ++c) {
    const std::optional<double> value = figure(rows, counts, c);
    if (!value) continue;
    sum += *value;
    ++defined;
  }
  if (defined == 0) return std::nullopt;
  return sum / defined;
}

}  // namespace ingot
