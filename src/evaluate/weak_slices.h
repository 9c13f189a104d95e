// Kinds of rows on which the model is wrong more often than elsewhere.
#pragma once

#include <string>
#include <vector>

#include "evaluate/slice_conditions.h"

namespace ingot {

struct WeakSlice {
  struct Condition {
    std::size_t feature = 0;
    Text label, value;
  };
  std::vector<Condition> conditions = {};  ///< one, or two or three that all hold
  std::int64_t rows = 0, errors = 0;
  double error_rate = 0, elsewhere = 0;       ///< in the slice, and over all other rows
  double p_value = 1;                         ///< corrected for all slices that were looked at
  std::vector<std::int64_t> wrong_rows = {};  ///< a few of its wrong rows, for looking at
};

/// What counts as an error: a wrong class, or a number that is farther off than most.
enum class SliceErrors : std::uint8_t { wrong, large };

struct WeakSlices {
  SliceErrors kind = SliceErrors::wrong;
  std::int64_t rows = 0, errors = 0;  ///< that were looked at
  std::int64_t tested = 0;            ///< slices looked at
  double level = 0;
  int permutations = 0;
  std::vector<WeakSlice> slices = {};  ///< what was found, the least likely by chance first
};

struct WeakSliceOptions {
  int bins = 5;
  /// Smaller slices are not looked at.
  std::int64_t min_rows = 20;
  /// How often data without any weak slice may show one.
  double level = 0.01;
  int permutations = 500;
  std::size_t max_slices = 8;
  /// Of more rows those at equal distances are looked at.
  std::int64_t max_rows = 10'000;
  SliceErrors kind = SliceErrors::wrong;
  std::uint64_t seed = 0;
};

/// Looks at every condition, at every pair of conditions on different features, and at every third
/// condition beside the most striking pairs. A slice's statistic is the signed root of the G
/// statistic of (in it or not) x (wrong or right). Multiplicity is corrected by the largest
/// statistic that the same search sees when the errors are dealt to the rows anew, so it holds
/// however slices overlap. The most striking is shown, then those that are as striking against the
/// error rates that the slices before explain.
///
/// features   each with one value per row
/// wrong      boolean (rows)
/// errors     no_rows; shape_mismatch
/// cost       O(permutations * slices * rows / 64), for any number of features at most some
///            thousand slices for each hundred conditions; the same for every number of threads
/// source     Westfall and Young 1993, ch. 2.5 (single-step maxT); Sokal and Rohlf 1981, G test;
///            Chung et al. 2019 (slice finding)
[[nodiscard]] WeakSlices find_weak_slices(const std::vector<RowFeature>& features,
                                          const Tensor& wrong,
                                          const WeakSliceOptions& options = {});

/// boolean (rows): where the predicted class is not the true one. errors   as `evaluate`
[[nodiscard]] Tensor wrong_rows(const Predictions& predictions);
/// boolean (rows): where a number is farther off than in `share` of the rows.
/// errors   as `evaluate`
[[nodiscard]] Tensor large_errors(const Predictions& predictions, double share = 0.9);

}  // namespace ingot
