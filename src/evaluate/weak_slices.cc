#include "evaluate/weak_slices.h"

#include <cmath>

#include "base/assert.h"
#include "base/threads.h"
#include "evaluate/draws.h"
#include "evaluate/scored_rows.h"

namespace ingot {
namespace {

constexpr std::uint32_t kPermuteErrors = 0x736c6963;  // "slic"
constexpr std::size_t kMaxWrongRows = 6;

/// One condition, or two that both hold.
struct Candidate {
  std::size_t first = 0;
  std::optional<std::size_t> second;
  std::int64_t rows = 0;
};

/// n log(n / expected), the part of one cell in G / 2.
double cell(double count, double expected) {
  return count > 0 ? count * std::log(count / expected) : 0;
}

/// Signed root of G: positive where the slice has more errors than its share.
double signed_root_of_g(double rows, double errors, double all_rows, double all_errors) {
  const double rate = all_errors / all_rows, rest = all_rows - rows;
  const double g = 2 * (cell(errors, rows * rate) + cell(rows - errors, rows * (1 - rate)) +
                        cell(all_errors - errors, rest * rate) +
                        cell(rest - (all_errors - errors), rest * (1 - rate)));
  const double root = std::sqrt(std::max(g, 0.0));
  return errors > rows * rate ? root : -root;
}

class Search {
 public:
  Search(const std::vector<RowFeature>& features, std::size_t num_rows,
         const WeakSliceOptions& options)
      : conditions_(slice_conditions(features, options.bins, options.min_rows)),
        num_rows_(num_rows) {
    const auto all = static_cast<std::int64_t>(num_rows);
    for (std::size_t a = 0; a < conditions_.size(); ++a) {
      candidates_.push_back({a, std::nullopt, conditions_[a].rows.size()});
      for (std::size_t b = a + 1; b < conditions_.size(); ++b) {
        if (!combine(features[conditions_[a].feature], features[conditions_[b].feature], a, b))
          continue;
        const std::int64_t rows = conditions_[a].rows.common(conditions_[b].rows);
        if (rows >= options.min_rows && rows < all) candidates_.push_back({a, b, rows});
      }
    }
  }

  [[nodiscard]] const std::vector<Candidate>& candidates() const { return candidates_; }
  [[nodiscard]] const SliceCondition& condition(std::size_t i) const { return conditions_[i]; }

  [[nodiscard]] bool holds(const Candidate& c, std::size_t row) const {
    return conditions_[c.first].rows.contains(row) &&
           (!c.second || conditions_[*c.second].rows.contains(row));
  }
  [[nodiscard]] std::int64_t errors_in(const Candidate& c, const RowSet& errors) const {
    const RowSet& first = conditions_[c.first].rows;
    return c.second ? first.common(conditions_[*c.second].rows, errors) : first.common(errors);
  }
  [[nodiscard]] double statistic(const Candidate& c, const RowSet& errors,
                                 std::int64_t num_errors) const {
    return signed_root_of_g(static_cast<double>(c.rows), static_cast<double>(errors_in(c, errors)),
                            static_cast<double>(num_rows_), static_cast<double>(num_errors));
  }
  /// The largest statistic of all candidates.
  [[nodiscard]] double most_striking(const RowSet& errors, std::int64_t num_errors) const {
    double most = 0;
    for (const Candidate& c : candidates_) most = std::max(most, statistic(c, errors, num_errors));
    return most;
  }

 private:
  [[nodiscard]] bool combine(const RowFeature& f, const RowFeature& g, std::size_t a,
                             std::size_t b) const {
    const bool related = !f.family.empty() && f.family == g.family;
    return conditions_[a].feature != conditions_[b].feature && !related;
  }

  std::vector<SliceCondition> conditions_;
  std::size_t num_rows_;
  std::vector<Candidate> candidates_;
};

/// Ascending: what the most striking of all slices looks like where there is none.
std::vector<double> chance_of(const Search& search, std::size_t num_rows, std::int64_t num_errors,
                              const WeakSliceOptions& options) {
  std::vector<double> largest(static_cast<std::size_t>(options.permutations));
  parallel_for(library_threads(), options.permutations, [&](std::int64_t p) {
    Draws draws(options.seed, kPermuteErrors, static_cast<std::uint32_t>(p));
    std::vector<std::uint8_t> dealt(num_rows);
    std::fill_n(dealt.begin(), num_errors, std::uint8_t{1});
    draws.shuffle(std::span(dealt));
    RowSet errors(num_rows);
    for (std::size_t row = 0; row < num_rows; ++row)
      if (dealt[row] != 0) errors.insert(row);
    largest[static_cast<std::size_t>(p)] = search.most_striking(errors, num_errors);
  });
  std::sort(largest.begin(), largest.end());
  return largest;
}

/// Share of permutations at least as striking, the data themselves counted as one of them.
double corrected_p_value(double statistic, const std::vector<double>& chance) {
  const auto above = chance.end() - std::lower_bound(chance.begin(), chance.end(), statistic);
  return static_cast<double>(above + 1) / static_cast<double>(chance.size() + 1);
}

WeakSlice describe_slice(const Search& search, const Candidate& c, const RowSet& errors,
                         const WeakSlices& all, std::size_t num_rows) {
  WeakSlice slice{.rows = c.rows, .errors = search.errors_in(c, errors)};
  const auto add = [&](std::size_t i) {
    const SliceCondition& condition = search.condition(i);
    slice.conditions.push_back({condition.feature, condition.label, condition.value});
  };
  add(c.first);
  if (c.second) add(*c.second);
  slice.error_rate = static_cast<double>(slice.errors) / static_cast<double>(slice.rows);
  slice.elsewhere =
      static_cast<double>(all.errors - slice.errors) / static_cast<double>(all.rows - slice.rows);
  for (std::size_t row = 0; row < num_rows && slice.wrong_rows.size() < kMaxWrongRows; ++row)
    if (errors.contains(row) && search.holds(c, row))
      slice.wrong_rows.push_back(static_cast<std::int64_t>(row));
  return slice;
}

/// Errors that slices found before have shown already; true when more than half of `c`'s are new.
class Shown {
 public:
  explicit Shown(std::size_t num_rows) : rows_(num_rows) {}

  [[nodiscard]] bool mostly_new(const Search& search, const Candidate& c, const RowSet& errors) {
    return 2 * search.errors_in(c, rows_) < search.errors_in(c, errors);
  }
  void add(const Search& search, const Candidate& c, const RowSet& errors, std::size_t num_rows) {
    for (std::size_t row = 0; row < num_rows; ++row)
      if (errors.contains(row) && search.holds(c, row)) rows_.insert(row);
  }

 private:
  RowSet rows_;
};

void check_features(const std::vector<RowFeature>& features, std::size_t num_rows) {
  if (num_rows == 0)
    throw Error("no_rows", text("there are no rows to look for slices in", "没有可供查找的行"));
  for (const RowFeature& feature : features) {
    const std::size_t size = std::max(feature.numbers.size(), feature.categories.size());
    if (size != num_rows || (!feature.numbers.empty() && !feature.categories.empty()))
      throw Error("shape_mismatch", {fmt::format("feature \"{}\" has {} values for {} rows",
                                                 feature.label.en, size, num_rows),
                                     fmt::format("特征“{}”有 {} 个值，而数据有 {} 行",
                                                 feature.label.zh, size, num_rows)});
  }
}

}  // namespace

WeakSlices find_weak_slices(const std::vector<RowFeature>& features, const Tensor& wrong,
                            const WeakSliceOptions& options) {
  const std::span<const bool> is_wrong = wrong.data<bool>();
  const std::size_t num_rows = is_wrong.size();
  check_features(features, num_rows);
  INGOT_ASSERT(options.permutations > 0 && options.level > 0, "nothing to compare with");
  RowSet errors(num_rows);
  for (std::size_t row = 0; row < num_rows; ++row)
    if (is_wrong[row]) errors.insert(row);
  const Search search(features, num_rows, options);
  WeakSlices result{.rows = static_cast<std::int64_t>(num_rows),
                    .errors = errors.size(),
                    .tested = static_cast<std::int64_t>(search.candidates().size()),
                    .level = options.level,
                    .permutations = options.permutations};
  if (result.tested == 0 || result.errors == 0 || result.errors == result.rows) return result;

  const std::vector<double> chance = chance_of(search, num_rows, result.errors, options);
  std::vector<std::pair<double, const Candidate*>> striking;
  for (const Candidate& c : search.candidates()) {
    const double statistic = search.statistic(c, errors, result.errors);
    if (corrected_p_value(statistic, chance) <= options.level) striking.emplace_back(statistic, &c);
  }
  std::ranges::stable_sort(striking, std::greater{}, [](const auto& s) { return s.first; });
  Shown shown(num_rows);
  for (const auto& [statistic, c] : striking) {
    if (result.slices.size() == options.max_slices) break;
    if (!shown.mostly_new(search, *c, errors)) continue;
    shown.add(search, *c, errors, num_rows);
    result.slices.push_back(describe_slice(search, *c, errors, result, num_rows));
    result.slices.back().p_value = corrected_p_value(statistic, chance);
  }
  return result;
}

Tensor wrong_rows(const Predictions& predictions) {
  const ScoredRows rows(predictions);
  INGOT_ASSERT(rows.num_classes() > 0, "numbers are off, not wrong");
  Tensor wrong(boolean, {static_cast<std::int64_t>(rows.num_rows())});
  const std::span<bool> out = wrong.mutable_data<bool>();
  for (std::size_t row = 0; row < out.size(); ++row) out[row] = !rows.is_right(row);
  return wrong;
}

}  // namespace ingot
