// Conditions on rows: what weak slices are made of.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "ingot/evaluate.h"

namespace ingot {

/// Something known of every row: numbers or categories, one of the two.
struct RowFeature {
  Text label;
  std::vector<double> numbers = {};  ///< NaN where missing
  std::vector<std::string> categories = {};
  /// Features of one family are not combined: two that say the same make no slice.
  std::string family = {};
};

/// What the classes of `predictions` say of each row, as a family: the true class, the predicted
/// one, and the two most probable ones in either order. errors   as `evaluate`
[[nodiscard]] std::vector<RowFeature> class_features(const Predictions& predictions);

/// One bit per row.
class RowSet {
 public:
  explicit RowSet(std::size_t num_rows) : words_((num_rows + 63) / 64) {}
  void insert(std::size_t row) { words_[row / 64] |= std::uint64_t{1} << (row % 64); }
  [[nodiscard]] bool contains(std::size_t row) const {
    return (words_[row / 64] >> (row % 64) & 1) != 0;
  }
  [[nodiscard]] std::int64_t size() const;
  /// Rows that are in both, and in all three.
  [[nodiscard]] std::int64_t common(const RowSet& b) const;
  [[nodiscard]] std::int64_t common(const RowSet& b, const RowSet& c) const;
  [[nodiscard]] RowSet intersection(const RowSet& b) const;

 private:
  std::vector<std::uint64_t> words_;
};

/// One value of a category, or one bin of a number.
struct SliceCondition {
  std::size_t feature = 0;
  Text label;  ///< of the feature
  Text value;  ///< "Shirt", "up to 0.21", "0.21 to 0.4", "above 0.4", "missing"
  RowSet rows;
};

/// Numbers are cut at their quantiles into `bins` bins, each with its upper end; few different
/// numbers are values of their own. Conditions that fewer than `min_rows` rows meet are left out,
/// as are those that all meet.
[[nodiscard]] std::vector<SliceCondition> slice_conditions(const std::vector<RowFeature>& features,
                                                           int bins, std::int64_t min_rows);

}  // namespace ingot
