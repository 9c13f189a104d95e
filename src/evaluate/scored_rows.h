// Predictions, checked once, in the form that metrics read.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "ingot/evaluate.h"

namespace ingot {

/// Whether rows are also sorted by the probability of each class.
enum class Ranking : std::uint8_t { without, with };

class ScoredRows {
 public:
  /// errors: no_rows, shape_mismatch, bad_label, not_finite_prediction, bad_probability
  explicit ScoredRows(const Predictions& predictions, Ranking ranking = Ranking::without);

  [[nodiscard]] std::size_t num_rows() const { return num_rows_; }
  /// 0 for numbers.
  [[nodiscard]] std::size_t num_classes() const { return num_classes_; }

  /// Whether rows may have several classes; then `label` and `predicted` have no meaning.
  [[nodiscard]] bool is_label_sets() const { return !sets_.empty(); }
  /// Classes and label sets: whether the row is of class `c`, and whether it was called so.
  [[nodiscard]] bool has(std::size_t row, std::size_t c) const {
    return is_label_sets() ? (sets_[row * num_classes_ + c] & kTrue) != 0 : label(row) == c;
  }
  [[nodiscard]] bool calls(std::size_t row, std::size_t c) const {
    return is_label_sets() ? (sets_[row * num_classes_ + c] & kCalled) != 0 : predicted(row) == c;
  }
  /// Classes and label sets: nothing is called that the row is not, and all that it is.
  [[nodiscard]] bool is_right(std::size_t row) const;
  /// Whether this row has the same truth in `other`.
  [[nodiscard]] bool same_truth(const ScoredRows& other, std::size_t row) const;
  /// The classes of a row, and those that were called.
  [[nodiscard]] std::vector<std::size_t> truth_set(std::size_t row) const;
  [[nodiscard]] std::vector<std::size_t> called_set(std::size_t row) const;

  // Classes.
  [[nodiscard]] std::span<const float> probabilities(std::size_t row) const {
    return {scores_.data() + row * num_classes_, num_classes_};
  }
  [[nodiscard]] double probability(std::size_t row, std::size_t c) const {
    return scores_[row * num_classes_ + c];
  }
  [[nodiscard]] std::size_t label(std::size_t row) const {
    return static_cast<std::size_t>(labels_[row]);
  }
  /// The class that is called: as Predictions::call_from says, else the most probable one.
  [[nodiscard]] std::size_t predicted(std::size_t row) const {
    return static_cast<std::size_t>(predicted_[row]);
  }
  // What would take a walk over all classes, once for each row: metrics are computed a thousand
  // times for an interval.
  /// The class of the highest probability; the first one of several.
  [[nodiscard]] std::size_t most_probable(std::size_t row) const {
    return static_cast<std::size_t>(most_probable_[row]);
  }
  /// How many classes are more probable than the row's own, or as probable and before it.
  [[nodiscard]] std::size_t num_before_label(std::size_t row) const {
    return static_cast<std::size_t>(num_before_label_[row]);
  }
  /// Of the probabilities from 1 for the row's class and 0 for all others.
  [[nodiscard]] double squared_distance(std::size_t row) const { return squared_distances_[row]; }
  /// Rows by descending probability of class `c`, equal ones in row order. Needs Ranking::with.
  [[nodiscard]] std::span<const std::int32_t> descending(std::size_t c) const {
    return {order_.data() + c * num_rows_, num_rows_};
  }

  // Numbers: `width` of them in each row.
  [[nodiscard]] std::size_t width() const { return width_; }
  [[nodiscard]] double truth_value(std::size_t row, std::size_t k) const {
    return truth_values_[row * width_ + k];
  }
  [[nodiscard]] double predicted_value(std::size_t row, std::size_t k) const {
    return predicted_values_[row * width_ + k];
  }

 private:
  static constexpr std::uint8_t kTrue = 1, kCalled = 2;

  void read_classes(const Predictions& predictions);
  void read_label_sets(const Predictions& predictions);
  void read_numbers(const Predictions& predictions);
  void rank();

  std::size_t num_rows_ = 0, num_classes_ = 0, width_ = 1;
  std::vector<float> scores_;
  std::vector<std::int32_t> labels_, predicted_, order_, most_probable_, num_before_label_;
  std::vector<double> squared_distances_;
  std::vector<std::uint8_t> sets_;  // kTrue and kCalled of each class
  std::vector<double> truth_values_, predicted_values_;
};

/// Rows of two classes, of which one is called. errors: as `evaluate`; metric_does_not_apply, which
/// says `otherwise`, for anything else
[[nodiscard]] ScoredRows rows_of_two_classes(const Predictions& predictions, Ranking ranking,
                                             const Text& otherwise);
/// Rows of one number each. errors: as above
[[nodiscard]] ScoredRows rows_of_one_number(const Predictions& predictions, const Text& otherwise);

}  // namespace ingot
