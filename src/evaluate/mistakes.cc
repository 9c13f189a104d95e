#include "evaluate/mistakes.h"

#include <cmath>
#include <utility>

namespace ingot {
namespace {

/// How wrong a row is; negative when it is right.
double wrongness(const ScoredRows& rows, std::size_t row) {
  if (rows.is_label_sets()) {
    double worst = -1;
    for (std::size_t c = 0; c < rows.num_classes(); ++c)
      if (rows.has(row, c) != rows.calls(row, c))
        worst = std::max(worst, std::abs(rows.has(row, c) - rows.probability(row, c)));
    return worst;
  }
  if (rows.num_classes() > 0) {
    const std::size_t predicted = rows.predicted(row);
    return predicted == rows.label(row) ? -1 : rows.probability(row, predicted);
  }
  double worst = 0;
  for (std::size_t k = 0; k < rows.width(); ++k)
    worst = std::max(worst, std::abs(rows.predicted_value(row, k) - rows.truth_value(row, k)));
  return worst > 0 ? worst : -1;
}

Mistake describe(const ScoredRows& rows, std::size_t row) {
  Mistake m{.row = static_cast<std::int64_t>(row)};
  if (rows.is_label_sets()) {
    m.truth_set = rows.truth_set(row);
    m.predicted_set = rows.called_set(row);
    return m;
  }
  if (rows.num_classes() > 0) {
    m.truth = static_cast<double>(rows.label(row));
    m.predicted = static_cast<double>(rows.predicted(row));
    m.confidence = rows.probability(row, rows.predicted(row));
    m.truth_probability = rows.probability(row, rows.label(row));
  } else {
    m.truth = rows.truth_value(row, 0);
    m.predicted = rows.predicted_value(row, 0);
  }
  return m;
}

}  // namespace

std::vector<Mistake> surest_mistakes(const ScoredRows& rows, std::size_t max_count) {
  std::vector<std::pair<double, std::size_t>> wrong;
  for (std::size_t row = 0; row < rows.num_rows(); ++row)
    if (const double w = wrongness(rows, row); w >= 0) wrong.emplace_back(-w, row);
  const std::size_t count = std::min(max_count, wrong.size());
  std::partial_sort(wrong.begin(), wrong.begin() + static_cast<std::ptrdiff_t>(count), wrong.end());
  std::vector<Mistake> result;
  for (std::size_t i = 0; i < count; ++i) result.push_back(describe(rows, wrong[i].second));
  return result;
}

std::vector<std::array<double, 2>> scatter_of(const ScoredRows& rows, std::size_t max_count) {
  const std::size_t count = std::min(max_count, rows.num_rows());
  std::vector<std::array<double, 2>> points;
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t row = i * rows.num_rows() / count;
    points.push_back({rows.truth_value(row, 0), rows.predicted_value(row, 0)});
  }
  return points;
}

}  // namespace ingot
