#include "evaluate/slice_conditions.h"

#include <cmath>
#include <map>

#include "base/assert.h"
#include "evaluate/bootstrap.h"
#include "evaluate/scored_rows.h"
#include "evaluate/wording.h"

namespace ingot {
namespace {

/// Category names are data: they read alike in both languages.
Text in_both(const std::string& name) { return {name, name}; }

std::string short_number(double value) { return fmt::format("{:.3g}", value); }

RowSet rows_where(std::size_t num_rows, const auto& holds) {
  RowSet rows(num_rows);
  for (std::size_t row = 0; row < num_rows; ++row)
    if (holds(row)) rows.insert(row);
  return rows;
}

class Conditions {
 public:
  Conditions(int bins, std::int64_t min_rows) : bins_(bins), min_rows_(min_rows) {}

  void add_feature(std::size_t index, const RowFeature& feature) {
    index_ = index;
    label_ = feature.label;
    if (!feature.categories.empty())
      add_categories(feature.categories);
    else
      add_numbers(feature.numbers);
  }
  [[nodiscard]] std::vector<SliceCondition> take() { return std::move(all_); }

 private:
  void add(const Text& value, RowSet rows, std::size_t num_rows) {
    const std::int64_t size = rows.size();
    if (size >= min_rows_ && size < static_cast<std::int64_t>(num_rows))
      all_.push_back({index_, label_, value, std::move(rows)});
  }

  void add_categories(const std::vector<std::string>& values) {
    std::map<std::string, RowSet> by_value;
    for (std::size_t row = 0; row < values.size(); ++row)
      by_value.try_emplace(values[row], values.size()).first->second.insert(row);
    for (auto& [value, rows] : by_value) add(in_both(value), std::move(rows), values.size());
  }

  void add_numbers(const std::vector<double>& values) {
    std::vector<double> sorted;
    for (const double value : values)
      if (!std::isnan(value)) sorted.push_back(value);
    add(text("missing", "缺失"),
        rows_where(values.size(), [&](std::size_t row) { return std::isnan(values[row]); }),
        values.size());
    if (sorted.empty()) return;
    std::sort(sorted.begin(), sorted.end());
    std::vector<double> distinct;
    std::ranges::unique_copy(sorted, std::back_inserter(distinct));
    if (distinct.size() <= static_cast<std::size_t>(bins_))
      for (const double number : distinct)
        add(in_both(short_number(number)),
            rows_where(values.size(), [&](std::size_t row) { return values[row] == number; }),
            values.size());
    else
      add_bins(values, sorted);
  }

  /// (-inf, edge], (edge, next edge], ..., (last edge, inf).
  void add_bins(const std::vector<double>& values, const std::vector<double>& sorted) {
    std::vector<double> edges;
    for (int b = 1; b < bins_; ++b) {
      const double edge = quantile(sorted, static_cast<double>(b) / bins_);
      if (edges.empty() || edge > edges.back()) edges.push_back(edge);
    }
    for (std::size_t b = 0; b <= edges.size(); ++b) {
      const bool first = b == 0, last = b == edges.size();
      const auto holds = [&](std::size_t row) {
        return (first || values[row] > edges[b - 1]) && (last || values[row] <= edges[b]) &&
               !std::isnan(values[row]);
      };
      const std::string from = first ? "" : short_number(edges[b - 1]);
      const std::string to = last ? "" : short_number(edges[b]);
      add(first  ? text("up to {}", "不超过 {}", to)
          : last ? text("above {}", "高于 {}", from)
                 : text("{} to {}", "{} 至 {}", from, to),
          rows_where(values.size(), holds), values.size());
    }
  }

  int bins_;
  std::int64_t min_rows_;
  std::size_t index_ = 0;
  Text label_;
  std::vector<SliceCondition> all_;
};

/// The two most probable classes, the one that comes first among the classes first.
std::string wavering_pair(const ScoredRows& rows, std::size_t row,
                          const std::vector<std::string>& classes) {
  const std::span<const float> p = rows.probabilities(row);
  const std::size_t best = rows.predicted(row);
  std::size_t second = best == 0 ? 1 : 0;
  for (std::size_t c = 0; c < p.size(); ++c)
    if (c != best && p[c] > p[second]) second = c;
  return classes[std::min(best, second)] + " / " + classes[std::max(best, second)];
}

// Without the instruction, which not every x86-64 has, std::popcount is a call for each word.
std::int64_t count_ones(std::uint64_t word) {
  constexpr std::uint64_t kPairs = 0x5555'5555'5555'5555, kFours = 0x3333'3333'3333'3333,
                          kBytes = 0x0f0f'0f0f'0f0f'0f0f, kOnes = 0x0101'0101'0101'0101;
  word -= (word >> 1) & kPairs;
  word = (word & kFours) + ((word >> 2) & kFours);
  word = (word + (word >> 4)) & kBytes;
  return static_cast<std::int64_t>((word * kOnes) >> 56);
}

}  // namespace

std::int64_t RowSet::size() const {
  std::int64_t count = 0;
  for (const std::uint64_t word : words_) count += count_ones(word);
  return count;
}

std::int64_t RowSet::common(const RowSet& b) const {
  std::int64_t count = 0;
  for (std::size_t i = 0; i < words_.size(); ++i) count += count_ones(words_[i] & b.words_[i]);
  return count;
}

std::int64_t RowSet::common(const RowSet& b, const RowSet& c) const {
  std::int64_t count = 0;
  for (std::size_t i = 0; i < words_.size(); ++i)
    count += count_ones(words_[i] & b.words_[i] & c.words_[i]);
  return count;
}

RowSet RowSet::intersection(const RowSet& b) const {
  RowSet both = *this;
  for (std::size_t i = 0; i < words_.size(); ++i) both.words_[i] &= b.words_[i];
  return both;
}

std::vector<RowFeature> class_features(const Predictions& predictions) {
  const ScoredRows rows(predictions);
  INGOT_ASSERT(rows.num_classes() > 0, "numbers have no classes");
  const std::string family = "class";
  if (rows.is_label_sets()) {
    RowFeature truth{.label = text("true labels", "真实标签"), .family = family};
    RowFeature called{.label = text("called", "判断为"), .family = family};
    for (std::size_t row = 0; row < rows.num_rows(); ++row) {
      truth.categories.push_back(shown_labels(rows.truth_set(row), predictions.classes));
      called.categories.push_back(shown_labels(rows.called_set(row), predictions.classes));
    }
    return {std::move(truth), std::move(called)};
  }
  RowFeature truth{.label = text("true class", "真实类别"), .family = family};
  RowFeature called{.label = text("called", "判断为"), .family = family};
  RowFeature pair{.label = text("wavers between", "难以区分"), .family = family};
  for (std::size_t row = 0; row < rows.num_rows(); ++row) {
    truth.categories.push_back(predictions.classes[rows.label(row)]);
    called.categories.push_back(predictions.classes[rows.predicted(row)]);
    pair.categories.push_back(wavering_pair(rows, row, predictions.classes));
  }
  std::vector<RowFeature> features = {std::move(truth), std::move(called)};
  if (rows.num_classes() > 2) features.push_back(std::move(pair));
  return features;
}

std::vector<SliceCondition> slice_conditions(const std::vector<RowFeature>& features, int bins,
                                             std::int64_t min_rows) {
  INGOT_ASSERT(bins > 1, "{} bins cut nothing", bins);
  Conditions conditions(bins, min_rows);
  for (std::size_t i = 0; i < features.size(); ++i) conditions.add_feature(i, features[i]);
  return conditions.take();
}

}  // namespace ingot
