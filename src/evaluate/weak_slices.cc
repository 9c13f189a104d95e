#include "evaluate/weak_slices.h"

#include <cmath>
#include <map>
#include <set>

#include "base/assert.h"
#include "base/threads.h"
#include "evaluate/bootstrap.h"
#include "evaluate/draws.h"
#include "evaluate/row_choice.h"
#include "evaluate/scored_rows.h"
#include "evaluate/slice_search.h"

namespace ingot {
namespace {

constexpr std::uint32_t kPermuteErrors = 0x736c6963;  // "slic"
constexpr std::size_t kMaxWrongRows = 6;

/// Ascending: what the most striking of all slices looks like where there is none.
std::vector<double> chance_of(const SliceSearch& search, std::size_t num_rows,
                              std::int64_t num_errors, const WeakSliceOptions& options) {
  std::vector<double> largest(static_cast<std::size_t>(options.permutations));
  parallel_for(library_threads(), options.permutations, [&](std::int64_t p) {
    Draws draws(options.seed, kPermuteErrors, static_cast<std::uint32_t>(p));
    std::vector<std::uint8_t> dealt(num_rows);
    std::fill_n(dealt.begin(), num_errors, std::uint8_t{1});
    draws.shuffle(std::span(dealt));
    RowSet errors(num_rows);
    for (std::size_t row = 0; row < num_rows; ++row)
      if (dealt[row] != 0) errors.insert(row);
    double most = 0;
    search.look(errors, [&](const SeenSlice& slice) { most = std::max(most, slice.statistic); });
    largest[static_cast<std::size_t>(p)] = most;
  });
  std::sort(largest.begin(), largest.end());
  return largest;
}

/// Share of permutations at least as striking, the data themselves counted as one of them.
double corrected_p_value(double statistic, const std::vector<double>& chance) {
  const auto above = chance.end() - std::lower_bound(chance.begin(), chance.end(), statistic);
  return static_cast<double>(above + 1) / static_cast<double>(chance.size() + 1);
}

WeakSlice describe_slice(const SliceSearch& search, const SeenSlice& seen, const RowSet& wrong,
                         const WeakSlices& all, const std::vector<std::int64_t>& row_numbers) {
  WeakSlice slice{.rows = seen.rows, .errors = seen.errors};
  for (const std::size_t i : seen.conditions.conditions()) {
    const SliceCondition& condition = search.condition(i);
    slice.conditions.push_back({condition.feature, condition.label, condition.value});
  }
  slice.error_rate = static_cast<double>(slice.errors) / static_cast<double>(slice.rows);
  slice.elsewhere =
      static_cast<double>(all.errors - slice.errors) / static_cast<double>(all.rows - slice.rows);
  for (std::size_t row = 0; row < row_numbers.size() && slice.wrong_rows.size() < kMaxWrongRows;
       ++row)
    if (wrong.contains(row)) slice.wrong_rows.push_back(row_numbers[row]);
  return slice;
}

/// The striking ones, each once, the most striking first.
std::vector<SeenSlice> striking_slices(const SliceSearch& search, const RowSet& errors,
                                       const std::vector<double>& chance, double level,
                                       std::int64_t& tested) {
  std::map<Conjunction, SeenSlice> striking;
  std::set<Conjunction> triples;
  tested = 0;
  search.look(errors, [&](const SeenSlice& slice) {
    const bool is_new =
        slice.conditions.size < Conjunction::kMost || triples.insert(slice.conditions).second;
    tested += is_new;
    if (corrected_p_value(slice.statistic, chance) <= level)
      striking.emplace(slice.conditions, slice);
  });
  std::vector<SeenSlice> all;
  for (const auto& [conditions, slice] : striking) all.push_back(slice);
  // Of equal ones that with fewer conditions.
  std::ranges::stable_sort(all, [](const SeenSlice& a, const SeenSlice& b) {
    return a.statistic != b.statistic ? a.statistic > b.statistic
                                      : a.conditions.size < b.conditions.size;
  });
  return all;
}

// How many errors the slices that are shown lead to expect in others.
class Explained {
 public:
  explicit Explained(const RowSet& errors, std::size_t num_rows)
      : errors_(errors), shown_(num_rows), rates_(num_rows) {
    set_rate_elsewhere();
  }

  /// As SeenSlice::statistic, against what the slices before explain.
  [[nodiscard]] double statistic(const RowSet& slice) const {
    double expected = 0;
    for (std::size_t row = 0; row < rates_.size(); ++row)
      if (slice.contains(row)) expected += rates_[row];
    return signed_root_of_g(static_cast<double>(slice.size()),
                            static_cast<double>(slice.common(errors_)), expected);
  }
  void add(const RowSet& slice) {
    const double rate =
        static_cast<double>(slice.common(errors_)) / static_cast<double>(slice.size());
    for (std::size_t row = 0; row < rates_.size(); ++row) {
      if (!slice.contains(row)) continue;
      rates_[row] = shown_.contains(row) ? std::max(rates_[row], rate) : rate;
      shown_.insert(row);
    }
    set_rate_elsewhere();
  }

 private:
  void set_rate_elsewhere() {
    const auto all = static_cast<std::int64_t>(rates_.size());
    const double rate = static_cast<double>(errors_.size() - errors_.common(shown_)) /
                        static_cast<double>(std::max<std::int64_t>(all - shown_.size(), 1));
    for (std::size_t row = 0; row < rates_.size(); ++row)
      if (!shown_.contains(row)) rates_[row] = rate;
  }

  const RowSet& errors_;
  RowSet shown_;
  std::vector<double> rates_;  // that the slices explain, of each row
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

std::vector<RowFeature> chosen_features(const std::vector<RowFeature>& features,
                                        const std::vector<std::int64_t>& rows) {
  std::vector<RowFeature> chosen;
  for (const RowFeature& feature : features) {
    RowFeature part{.label = feature.label, .family = feature.family};
    for (const std::int64_t row : rows) {
      const auto i = static_cast<std::size_t>(row);
      if (feature.categories.empty())
        part.numbers.push_back(feature.numbers[i]);
      else
        part.categories.push_back(feature.categories[i]);
    }
    chosen.push_back(std::move(part));
  }
  return chosen;
}

}  // namespace

WeakSlices find_weak_slices(const std::vector<RowFeature>& features, const Tensor& wrong,
                            const WeakSliceOptions& options) {
  const std::span<const bool> is_wrong = wrong.data<bool>();
  check_features(features, is_wrong.size());
  INGOT_ASSERT(options.permutations > 0 && options.level > 0, "nothing to compare with");
  const std::vector<std::int64_t> looked_at = evenly_chosen(std::ssize(is_wrong), options.max_rows);
  const std::vector<RowFeature> known = chosen_features(features, looked_at);
  RowSet errors(looked_at.size());
  for (std::size_t row = 0; row < looked_at.size(); ++row)
    if (is_wrong[static_cast<std::size_t>(looked_at[row])]) errors.insert(row);
  const SliceSearch search(known, looked_at.size(),
                           {.bins = options.bins, .min_rows = options.min_rows});
  WeakSlices result{.kind = options.kind,
                    .rows = std::ssize(looked_at),
                    .errors = errors.size(),
                    .level = options.level,
                    .permutations = options.permutations};
  search.look(errors, [&](const SeenSlice&) { ++result.tested; });
  if (result.tested == 0 || result.errors == 0 || result.errors == result.rows) return result;

  const std::vector<double> chance = chance_of(search, looked_at.size(), result.errors, options);
  Explained explained(errors, looked_at.size());
  for (const SeenSlice& seen :
       striking_slices(search, errors, chance, options.level, result.tested)) {
    if (result.slices.size() == options.max_slices) break;
    const RowSet rows = search.rows_of(seen.conditions), wrong_here = rows.intersection(errors);
    if (!result.slices.empty() &&
        corrected_p_value(explained.statistic(rows), chance) > options.level)
      continue;
    explained.add(rows);
    result.slices.push_back(describe_slice(search, seen, wrong_here, result, looked_at));
    result.slices.back().p_value = corrected_p_value(seen.statistic, chance);
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

Tensor large_errors(const Predictions& predictions, double share) {
  const ScoredRows rows(predictions);
  INGOT_ASSERT(rows.num_classes() == 0, "classes are wrong, not far off");
  std::vector<double> errors(rows.num_rows());
  for (std::size_t row = 0; row < errors.size(); ++row)
    for (std::size_t k = 0; k < rows.width(); ++k)
      errors[row] =
          std::max(errors[row], std::abs(rows.predicted_value(row, k) - rows.truth_value(row, k)));
  std::vector<double> sorted = errors;
  std::ranges::sort(sorted);
  const double most = quantile(sorted, share);
  Tensor large(boolean, {std::ssize(errors)});
  const std::span<bool> out = large.mutable_data<bool>();
  for (std::size_t row = 0; row < out.size(); ++row) out[row] = errors[row] > most;
  return large;
}

}  // namespace ingot
