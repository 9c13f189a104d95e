#include "evaluate/scored_rows.h"

#include <cmath>
#include <numeric>

#include "base/threads.h"

namespace ingot {
namespace {

/// Softmax in f32 over thousands of classes misses 1 by less than this.
constexpr double kSumTolerance = 1e-3;

Error not_finite(std::size_t row, double value) {
  return Error("not_finite_prediction",
               text("the prediction of row {} is {}", "第 {} 行的预测值是 {}", row, value))
      .expected(text("finite numbers", "有限的数值"))
      .fix(text("look for missing values in the row, or train with a lower learning rate",
                "请检查该行是否有缺失值，或用更小的学习率训练"));
}

Error bad_probability(const Predictions& predictions, std::size_t row, std::size_t c, float value) {
  return Error("bad_probability",
               text("row {} gives class \"{}\" the probability {}", "第 {} 行中类别“{}”的概率是 {}",
                    row, predictions.classes[c], value))
      .expected(text("probabilities from 0 to 1", "0 到 1 之间的概率"));
}

Error wrong_shape(const Tensor& scores, const Tensor& truth, std::size_t classes) {
  return Error("shape_mismatch", text("predictions {} do not fit truth {} and {} classes",
                                      "预测值 {} 与真实值 {} 以及 {} 个类别不相符",
                                      to_string(scores.type()), to_string(truth.type()), classes))
      .expected(text("(rows, classes) beside (rows), or one shape for numbers and label sets",
                     "(行数, 类别数) 对 (行数)；预测数值或多标签时两者形状相同"));
}

}  // namespace

ScoredRows::ScoredRows(const Predictions& predictions, Ranking ranking)
    : num_classes_(predictions.classes.size()) {
  const Tensor &scores = predictions.scores, &truth = predictions.truth;
  if (!scores.defined() || !truth.defined() || truth.shape().rank() == 0 ||
      scores.shape().rank() == 0 || num_classes_ == 1 || scores.shape()[0] != truth.shape()[0])
    throw wrong_shape(scores, truth, num_classes_);
  num_rows_ = static_cast<std::size_t>(truth.shape()[0]);
  if (num_rows_ == 0)
    throw Error("no_rows", text("there are no rows to evaluate", "没有可供评估的行"))
        .expected(text("at least one row with its truth", "至少一行带有真实值的数据"));
  if (num_classes_ > 0) {
    predictions.is_label_sets() ? read_label_sets(predictions) : read_classes(predictions);
    if (ranking == Ranking::with) rank();
  } else {
    read_numbers(predictions);
  }
}

void ScoredRows::read_classes(const Predictions& predictions) {
  const Tensor &scores = predictions.scores, &truth = predictions.truth;
  const auto wide = static_cast<std::size_t>(scores.num_elements()) / num_rows_;
  const bool one_column = wide == 1 && num_classes_ == 2;
  if (truth.num_elements() != static_cast<std::int64_t>(num_rows_) ||
      (wide != num_classes_ && !one_column) || (predictions.call_from && num_classes_ != 2))
    throw wrong_shape(scores, truth, num_classes_);

  const Tensor as_f32 = scores.to(f32);
  const std::span<const float> given = as_f32.data<float>();
  scores_.resize(num_rows_ * num_classes_);
  labels_.resize(num_rows_);
  predicted_.resize(num_rows_);
  most_probable_.resize(num_rows_);
  num_before_label_.resize(num_rows_);
  squared_distances_.resize(num_rows_);
  for (std::size_t row = 0; row < num_rows_; ++row) {
    float* const p = scores_.data() + row * num_classes_;
    if (one_column) {
      p[1] = given[row];
      p[0] = 1 - p[1];
    } else {
      std::copy_n(given.data() + row * wide, wide, p);
    }
    double sum = 0;
    std::size_t best = 0;
    for (std::size_t c = 0; c < num_classes_; ++c) {
      if (!std::isfinite(p[c])) throw not_finite(row, p[c]);
      if (p[c] < 0) throw bad_probability(predictions, row, c, p[c]);
      sum += p[c];
      if (p[c] > p[best]) best = c;
    }
    if (std::abs(sum - 1) > kSumTolerance)
      throw Error("bad_probability", text("the probabilities of row {} sum to {}",
                                          "第 {} 行的概率之和为 {}", row, sum))
          .expected(text("a sum of 1", "和为 1"));
    const double label = truth.at(static_cast<std::int64_t>(row));
    if (!(label >= 0 && label < static_cast<double>(num_classes_) && label == std::floor(label)))
      throw Error("bad_label",
                  text("row {} has the class index {}", "第 {} 行的类别编号是 {}", row, label))
          .expected(text("a whole number from 0 to {}", "0 到 {} 之间的整数", num_classes_ - 1));
    labels_[row] = static_cast<std::int32_t>(label);
    most_probable_[row] = static_cast<std::int32_t>(best);
    const auto own = static_cast<std::size_t>(label);
    for (std::size_t c = 0; c < num_classes_; ++c) {
      const double miss = p[c] - (c == own ? 1.0 : 0.0);
      squared_distances_[row] += miss * miss;
      num_before_label_[row] += p[c] > p[own] || (p[c] == p[own] && c < own) ? 1 : 0;
    }
    if (predictions.call_from) best = p[1] >= *predictions.call_from ? 1 : 0;
    predicted_[row] = static_cast<std::int32_t>(best);
  }
}

void ScoredRows::read_label_sets(const Predictions& predictions) {
  const Tensor &scores = predictions.scores, &truth = predictions.truth;
  const auto count = static_cast<std::int64_t>(num_rows_ * num_classes_);
  if (truth.num_elements() != count || scores.num_elements() != count ||
      predictions.thresholds.size() != num_classes_)
    throw wrong_shape(scores, truth, num_classes_);
  const Tensor as_f32 = scores.to(f32);
  scores_.assign(as_f32.data<float>().begin(), as_f32.data<float>().end());
  sets_.resize(scores_.size());
  for (std::size_t i = 0; i < scores_.size(); ++i) {
    const std::size_t row = i / num_classes_, c = i % num_classes_;
    if (!std::isfinite(scores_[i])) throw not_finite(row, scores_[i]);
    if (!(scores_[i] >= 0 && scores_[i] <= 1))
      throw bad_probability(predictions, row, c, scores_[i]);
    const double has = truth.at(static_cast<std::int64_t>(i));
    if (has != 0 && has != 1)
      throw Error("bad_label", text("row {} has the class \"{}\" {} times",
                                    "第 {} 行的类别“{}”为 {}", row, predictions.classes[c], has))
          .expected(text("1 where a row has the class, else 0", "有该类别为 1, 否则为 0"));
    if (has == 1) sets_[i] |= kTrue;
    if (scores_[i] >= predictions.thresholds[c]) sets_[i] |= kCalled;
  }
}

bool ScoredRows::is_right(std::size_t row) const {
  if (!is_label_sets()) return predicted(row) == label(row);
  for (std::size_t c = 0; c < num_classes_; ++c)
    if (has(row, c) != calls(row, c)) return false;
  return true;
}

bool ScoredRows::same_truth(const ScoredRows& other, std::size_t row) const {
  if (!is_label_sets()) return label(row) == other.label(row);
  return truth_set(row) == other.truth_set(row);
}

std::vector<std::size_t> ScoredRows::truth_set(std::size_t row) const {
  std::vector<std::size_t> set;
  for (std::size_t c = 0; c < num_classes_; ++c)
    if (has(row, c)) set.push_back(c);
  return set;
}

std::vector<std::size_t> ScoredRows::called_set(std::size_t row) const {
  std::vector<std::size_t> set;
  for (std::size_t c = 0; c < num_classes_; ++c)
    if (calls(row, c)) set.push_back(c);
  return set;
}

void ScoredRows::read_numbers(const Predictions& predictions) {
  const Tensor &scores = predictions.scores, &truth = predictions.truth;
  if (scores.num_elements() != truth.num_elements()) throw wrong_shape(scores, truth, 0);
  const auto count = static_cast<std::size_t>(truth.num_elements());
  width_ = count / num_rows_;
  if (width_ == 0) throw wrong_shape(scores, truth, 0);
  truth_values_.resize(count);
  predicted_values_.resize(count);
  for (std::size_t i = 0; i < count; ++i) {
    truth_values_[i] = truth.at(static_cast<std::int64_t>(i));
    predicted_values_[i] = scores.at(static_cast<std::int64_t>(i));
    if (!std::isfinite(predicted_values_[i])) throw not_finite(i / width_, predicted_values_[i]);
    if (!std::isfinite(truth_values_[i]))
      throw Error("bad_label", text("the truth of row {} is {}", "第 {} 行的真实值是 {}",
                                    i / width_, truth_values_[i]))
          .expected(text("a finite number", "有限的数值"));
  }
}

void ScoredRows::rank() {
  order_.resize(num_rows_ * num_classes_);
  const auto classes = static_cast<std::int64_t>(num_classes_);
  parallel_for(library_threads(), classes, [&](std::int64_t c) {
    std::int32_t* const first = order_.data() + static_cast<std::size_t>(c) * num_rows_;
    std::int32_t* const last = first + num_rows_;
    std::iota(first, last, 0);
    const auto score = [&](std::int32_t row) {
      return scores_[static_cast<std::size_t>(row) * num_classes_ + static_cast<std::size_t>(c)];
    };
    std::sort(first, last, [&](std::int32_t a, std::int32_t b) {
      return score(a) != score(b) ? score(a) > score(b) : a < b;
    });
  });
}

ScoredRows rows_of_two_classes(const Predictions& predictions, Ranking ranking,
                               const Text& otherwise) {
  if (predictions.classes.size() != 2 || predictions.is_label_sets())
    throw Error("metric_does_not_apply", otherwise);
  return ScoredRows(predictions, ranking);
}

ScoredRows rows_of_one_number(const Predictions& predictions, const Text& otherwise) {
  ScoredRows rows(predictions);
  if (rows.num_classes() > 0 || rows.width() != 1) throw Error("metric_does_not_apply", otherwise);
  return rows;
}

}  // namespace ingot
