#include "evaluate/slice_search.h"

#include <algorithm>
#include <cmath>

namespace ingot {
namespace {

/// n log(n / expected), the part of one cell in G / 2.
double cell(double count, double expected) {
  return count > 0 ? count * std::log(count / expected) : 0;
}

// Of (in the slice or not) x (wrong or right): positive where it has more errors than its share.
double signed_root_of_g(double rows, double errors, double all_rows, double all_errors) {
  const double rate = all_errors / all_rows, rest = all_rows - rows;
  const double g = 2 * (cell(errors, rows * rate) + cell(rows - errors, rows * (1 - rate)) +
                        cell(all_errors - errors, rest * rate) +
                        cell(rest - (all_errors - errors), rest * (1 - rate)));
  const double root = std::sqrt(std::max(g, 0.0));
  return errors > rows * rate ? root : -root;
}

Conjunction one(std::size_t condition) { return Conjunction{}.with(condition); }

}  // namespace

double signed_root_of_g(double rows, double errors, double expected) {
  const double g = 2 * (cell(errors, expected) + cell(rows - errors, rows - expected));
  const double root = std::sqrt(std::max(g, 0.0));
  return errors > expected ? root : -root;
}

Conjunction Conjunction::with(std::size_t condition) const {
  Conjunction more = *this;
  std::size_t place = more.size++;
  for (; place > 0 && more.parts[place - 1] > condition; --place)
    more.parts[place] = more.parts[place - 1];
  more.parts[place] = condition;
  return more;
}

// The most striking slices so far.
class SliceSearch::Best {
 public:
  explicit Best(std::size_t most) : most_(most) {}

  void add(const Conjunction& conditions, double statistic) {
    if (slices_.size() == most_ && statistic <= slices_.front().first) return;
    slices_.emplace_back(statistic, conditions);
    std::ranges::push_heap(slices_, std::greater{});
    if (slices_.size() <= most_) return;
    std::ranges::pop_heap(slices_, std::greater{});
    slices_.pop_back();
  }
  [[nodiscard]] const std::vector<std::pair<double, Conjunction>>& slices() const {
    return slices_;
  }

 private:
  std::size_t most_;
  std::vector<std::pair<double, Conjunction>> slices_;  // a heap, the least striking in front
};

SliceSearch::SliceSearch(const std::vector<RowFeature>& features, std::size_t num_rows,
                         const SliceSearchOptions& options)
    : features_(features),
      num_rows_(num_rows),
      options_(options),
      conditions_(slice_conditions(features, options.bins, options.min_rows)) {
  const std::size_t n = conditions_.size();
  sees_all_pairs_ = n * (n - std::min<std::size_t>(n, 1)) / 2 <= options.max_pairs;
  if (!sees_all_pairs_) return;
  for (std::size_t a = 0; a < n; ++a)
    for (std::size_t b = a + 1; b < n; ++b) {
      if (!combine(a, b)) continue;
      const std::int64_t rows = conditions_[a].rows.common(conditions_[b].rows);
      if (is_looked_at(rows)) pairs_.push_back({a, b, rows});
    }
}

bool SliceSearch::combine(std::size_t a, std::size_t b) const {
  const std::size_t f = conditions_[a].feature, g = conditions_[b].feature;
  const bool related = !features_[f].family.empty() && features_[f].family == features_[g].family;
  return f != g && !related;
}

bool SliceSearch::is_looked_at(std::int64_t rows) const {
  return rows >= options_.min_rows && rows < static_cast<std::int64_t>(num_rows_);
}

void SliceSearch::look_at_pairs(const RowSet& errors, double num_errors, const Best& singles,
                                Best& pairs,
                                const std::function<void(const SeenSlice&)>& see) const {
  const auto look_at = [&](const Pair& p) {
    const std::int64_t wrong = conditions_[p.first].rows.common(conditions_[p.second].rows, errors);
    const double statistic =
        signed_root_of_g(static_cast<double>(p.rows), static_cast<double>(wrong),
                         static_cast<double>(num_rows_), num_errors);
    const Conjunction conditions = one(p.first).with(p.second);
    see({conditions, p.rows, wrong, statistic});
    pairs.add(conditions, statistic);
  };
  if (sees_all_pairs_) {
    for (const Pair& p : pairs_) look_at(p);
    return;
  }
  std::vector<std::size_t> firsts;
  for (const auto& [statistic, single] : singles.slices()) firsts.push_back(single.parts[0]);
  std::ranges::sort(firsts);
  for (const std::size_t a : firsts)
    for (std::size_t b = 0; b < conditions_.size(); ++b) {
      if (!combine(a, b) || (b < a && std::ranges::binary_search(firsts, b))) continue;
      const std::int64_t rows = conditions_[a].rows.common(conditions_[b].rows);
      if (is_looked_at(rows)) look_at({a, b, rows});
    }
}

void SliceSearch::look(const RowSet& errors,
                       const std::function<void(const SeenSlice&)>& see) const {
  const auto all_rows = static_cast<double>(num_rows_);
  const auto num_errors = static_cast<double>(errors.size());
  Best singles(options_.beam), pairs(options_.beam);
  for (std::size_t a = 0; a < conditions_.size(); ++a) {
    const std::int64_t rows = conditions_[a].rows.size();
    const std::int64_t wrong = conditions_[a].rows.common(errors);
    const double statistic = signed_root_of_g(static_cast<double>(rows), static_cast<double>(wrong),
                                              all_rows, num_errors);
    see({one(a), rows, wrong, statistic});
    singles.add(one(a), statistic);
  }
  look_at_pairs(errors, num_errors, singles, pairs, see);
  for (const auto& [of_pair, pair] : pairs.slices()) {
    const std::size_t a = pair.parts[0], b = pair.parts[1];
    const RowSet both = conditions_[a].rows.intersection(conditions_[b].rows);
    const RowSet both_wrong = both.intersection(errors);
    for (std::size_t c = 0; c < conditions_.size(); ++c) {
      if (!combine(a, c) || !combine(b, c)) continue;
      const std::int64_t rows = both.common(conditions_[c].rows);
      if (!is_looked_at(rows)) continue;
      const std::int64_t wrong = both_wrong.common(conditions_[c].rows);
      see({pair.with(c), rows, wrong,
           signed_root_of_g(static_cast<double>(rows), static_cast<double>(wrong), all_rows,
                            num_errors)});
    }
  }
}

RowSet SliceSearch::rows_of(const Conjunction& conjunction) const {
  RowSet rows = conditions_[conjunction.parts[0]].rows;
  for (const std::size_t c : conjunction.conditions().subspan(1))
    rows = rows.intersection(conditions_[c].rows);
  return rows;
}

}  // namespace ingot
