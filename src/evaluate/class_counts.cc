#include "evaluate/class_counts.h"

namespace ingot {
namespace {

double ratio(std::int64_t part, std::int64_t whole) {
  return whole > 0 ? static_cast<double>(part) / static_cast<double>(whole) : 0;
}

}  // namespace

double ClassCounts::precision() const { return ratio(hits, predicted); }
double ClassCounts::recall() const { return ratio(hits, rows); }
double ClassCounts::f1() const { return ratio(2 * hits, rows + predicted); }

std::vector<ClassCounts> count_classes(const ScoredRows& rows, RowCounts counts) {
  std::vector<ClassCounts> result(rows.num_classes());
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
