// Predictions, checked once, in the form that metrics read.
#pragma once

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
  /// The class of the highest probability; the first one of several.
  [[nodiscard]] std::size_t predicted(std::size_t row) const {
    return static_cast<std::size_t>(predicted_[row]);
  }
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
  void read_classes(const Predictions& predictions);
  void read_numbers(const Predictions& predictions);
  void rank();

  std::size_t num_rows_ = 0, num_classes_ = 0, width_ = 1;
  std::vector<float> scores_;
  std::vector<std::int32_t> labels_, predicted_, order_;
  std::vector<double> truth_values_, predicted_values_;
};

}  // namespace ingot
