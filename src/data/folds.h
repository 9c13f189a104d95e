// Cross-validation: each row is held out once in every repeat.
#pragma once

#include <cstdint>
#include <vector>

namespace ingot {

/// Row indices of one fold, ascending.
struct Fold {
  std::vector<std::int64_t> train, held_out;
};

struct FoldOptions {
  int folds = 5;
  int repeats = 1;  ///< each repeat deals the rows anew
  std::int64_t seed = 0;
};

/// Folds in each of which every class has its share, to within one row; the sizes of the folds of a
/// repeat also differ by at most one. A function of its arguments alone.
///
/// labels   one per row
/// returns  repeats * folds folds, those of a repeat together
/// errors   too_few_rows when there are fewer rows than folds; bad_folds for fewer than 2 folds
/// cost     O(repeats * (n log n + folds * n))
[[nodiscard]] std::vector<Fold> stratified_folds(const std::vector<std::int64_t>& labels,
                                                 const FoldOptions& options = {});

/// The same, and no group is ever on both sides of a fold: groups are dealt whole, the largest
/// first, each to the fold whose classes it brings closest to their shares.
///
/// groups   one name of any kind per row, such as the number of a patient or a recording
/// errors   as `stratified_folds`; too_few_groups when there are fewer groups than folds
[[nodiscard]] std::vector<Fold> grouped_folds(const std::vector<std::int64_t>& labels,
                                              const std::vector<std::int64_t>& groups,
                                              const FoldOptions& options = {});

}  // namespace ingot
