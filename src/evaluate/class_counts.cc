#include "evaluate/class_counts.h"

namespace ingot {
namespace {

double ratio(std::int64_t part, std::int64_t whole) {
  return whole > 0 ? static_cast<double>(part) / static_cast<double>(whole) : 0;
}

// Rows of one class each: how often each class is called each, which is one addition a row.
void count_pairs(const ScoredRows& rows, RowCounts counts, std::vector<ClassCounts>& result) {
  const std::size_t classes = result.size();
  // In turns, so that an addition does not wait for the one before.
  constexpr std::size_t kTurns = 4;
  std::vector<std::int64_t> pairs(kTurns * classes * classes);
  for (std::size_t row = 0; row < rows.num_rows(); ++row)
    pairs[((row % kTurns) * classes + rows.label(row)) * classes + rows.predicted(row)] +=
        counts[row];
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    const std::size_t truth = i / classes % classes, called = i % classes;
    result[truth].rows += pairs[i];
    result[called].predicted += pairs[i];
    if (truth == called) result[truth].hits += pairs[i];
  }
}

}  // namespace

double ClassCounts::precision() const { return ratio(hits, predicted); }
double ClassCounts::recall() const { return ratio(hits, rows); }
double ClassCounts::f1() const { return ratio(2 * hits, rows + predicted); }

std::vector<ClassCounts> count_classes(const ScoredRows& rows, RowCounts counts) {
  constexpr std::size_t kFewClasses = 32;
  std::vector<ClassCounts> result(rows.num_classes());
  if (!rows.is_label_sets() && result.size() <= kFewClasses) {
    count_pairs(rows, counts, result);
    return result;
  }
  for (std::size_t row = 0; row < rows.num_rows(); ++row) {
    const std::int32_t count = counts[row];
    if (rows.is_label_sets()) {
      for (std::size_t c = 0; c < result.size(); ++c) {
        const bool has = rows.has(row, c), called = rows.calls(row, c);
        result[c].rows += has * count;
        result[c].predicted += called * count;
        result[c].hits += (has && called) * count;
      }
      continue;
    }
    result[rows.label(row)].rows += count;
    result[rows.predicted(row)].predicted += count;
    if (rows.label(row) == rows.predicted(row)) result[rows.label(row)].hits += count;
  }
  return result;
}

std::optional<double> macro_mean(const ScoredRows& rows, RowCounts counts,
                                 double (ClassCounts::*figure)() const) {
  double sum = 0;
  int classes = 0;
  for (const ClassCounts& c : count_classes(rows, counts)) {
    if (!c.occurs()) continue;
    sum += (c.*figure)();
    ++classes;
  }
  if (classes == 0) return std::nullopt;
  return sum / classes;
}

}  // namespace ingot
