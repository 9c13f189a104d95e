// Every slice that is looked at, and how striking its errors are.
#pragma once

#include <array>
#include <functional>

#include "evaluate/slice_conditions.h"

namespace ingot {

/// One condition, or two or three that all hold: their places, ascending.
struct Conjunction {
  static constexpr std::size_t kMost = 3;
  std::array<std::size_t, kMost> parts{};
  std::size_t size = 0;

  [[nodiscard]] std::span<const std::size_t> conditions() const { return {parts.data(), size}; }
  /// With one more condition.
  [[nodiscard]] Conjunction with(std::size_t condition) const;
  friend auto operator<=>(const Conjunction&, const Conjunction&) = default;
};

struct SeenSlice {
  Conjunction conditions;
  std::int64_t rows = 0, errors = 0;
  double statistic = 0;  ///< signed root of G: positive with more errors than its share
};

/// Signed root of G of one cell: positive where `errors` of `rows` are more than `expected`.
[[nodiscard]] double signed_root_of_g(double rows, double errors, double expected);

struct SliceSearchOptions {
  int bins = 5;
  std::int64_t min_rows = 20;
  /// Of more pairs than these only those with one of the `beam` most striking conditions are seen.
  std::size_t max_pairs = 20'000;
  /// So many of the most striking pairs get every third condition.
  std::size_t beam = 20;
};

class SliceSearch {
 public:
  SliceSearch(const std::vector<RowFeature>& features, std::size_t num_rows,
              const SliceSearchOptions& options);

  /// Calls `see` with every slice of the search where the errors are so; one of three conditions
  /// may come more than once. What is seen depends on the errors, so that chance has to be judged
  /// by the same search where they are dealt anew.
  void look(const RowSet& errors, const std::function<void(const SeenSlice&)>& see) const;

  [[nodiscard]] const SliceCondition& condition(std::size_t i) const { return conditions_[i]; }
  /// The rows of a slice.
  [[nodiscard]] RowSet rows_of(const Conjunction& conjunction) const;

 private:
  struct Pair {
    std::size_t first, second;
    std::int64_t rows;
  };
  class Best;

  [[nodiscard]] bool combine(std::size_t a, std::size_t b) const;
  [[nodiscard]] bool is_looked_at(std::int64_t rows) const;
  void look_at_pairs(const RowSet& errors, double num_errors, const Best& singles, Best& pairs,
                     const std::function<void(const SeenSlice&)>& see) const;

  const std::vector<RowFeature>& features_;
  std::size_t num_rows_;
  SliceSearchOptions options_;
  std::vector<SliceCondition> conditions_;
  std::vector<Pair> pairs_;  // all of them, or none where they are too many
  bool sees_all_pairs_ = true;
};

}  // namespace ingot
