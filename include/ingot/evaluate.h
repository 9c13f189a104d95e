// Figures about a model: metrics with intervals, confusion, calibration, the surest mistakes.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ingot/tensor.h"

namespace ingot {

/// What a model said about rows whose truth is known.
///
/// Classes: `scores` are probabilities f32 (rows, classes), each row sums to 1; with two classes
/// also (rows) or (rows, 1), the probability of class 1. `truth` is an integer tensor (rows) of
/// class indices. With two classes, class 1 is the positive one; where `call_from` is given it is
/// called from that probability on, else the more probable class is. Label sets: rows that may have
/// several classes, or none; `scores` are probabilities f32 (rows, classes), each for itself;
/// `truth` is an integer tensor (rows, classes), 1 where the row has the class; a class is called
/// where its probability reaches its one of `thresholds`. Numbers: `classes` is empty; `scores` and
/// `truth` are float tensors of one shape (rows, ...).
struct Predictions {
  Tensor scores;
  Tensor truth;
  std::vector<std::string> classes = {};
  std::vector<float> thresholds = {};  ///< of label sets, one for each class; else empty
  std::optional<float> call_from = {};

  [[nodiscard]] bool is_classes() const { return !classes.empty(); }
  [[nodiscard]] bool is_label_sets() const { return !thresholds.empty(); }
};

/// A percentile bootstrap interval: rows drawn with replacement, `replicates` times.
struct Interval {
  double low = 0, high = 0;
  double level = 0.95;
  int replicates = 0;
};

struct MetricValue {
  std::string name;
  std::optional<double> value;  ///< nothing where the metric is undefined on these rows
  std::optional<Interval> interval = {};
};

/// A model that anybody can have, on the same rows.
struct BaselineFigures {
  std::string name;  ///< "majority", "mean", ... : the key of its metrics
  Text label;
  std::vector<MetricValue> metrics;
};

/// One class against all others.
struct ClassFigures {
  std::int64_t rows = 0;       ///< rows that are of this class
  std::int64_t predicted = 0;  ///< rows that were called so
  double precision = 0, recall = 0, f1 = 0;
};

/// What the rows of an evaluation are: tokens of sentences have tags as classes, and intervals come
/// from sentences drawn with replacement.
enum class JudgedBy : std::uint8_t {
  rows,
  tags,      ///< of each token
  entities,  ///< f1, precision and recall are of whole entities
};

/// A wrong row (classes) or one far off (numbers), the most confident or farthest first.
struct Mistake {
  std::int64_t row = 0;
  double truth = 0, predicted = 0;  ///< class indices or numbers
  double confidence = 0;            ///< probability of `predicted`; 0 for numbers
  double truth_probability = 0;     ///< probability of `truth`; 0 for numbers
  /// Of label sets, instead of the above: the classes of the row, and those that were called.
  std::vector<std::size_t> truth_set = {}, predicted_set = {};
};

/// Rows whose confidence lies in (low, high], or [0, high] for the first bin; of label sets each
/// class of each row by its probability.
struct CalibrationBin {
  double low = 0, high = 0;
  std::int64_t rows = 0;
  double confidence = 0, accuracy = 0;  ///< means over the bin's rows; 0 when empty
};

struct Evaluation {
  std::int64_t rows = 0;
  bool is_held_out = true;  ///< the model is known to have seen none of the rows
  std::vector<std::string> classes;
  bool is_label_sets = false;           ///< rows may have several classes
  JudgedBy judged_by = JudgedBy::rows;  ///< else rows are tokens, and classes their tags
  std::optional<float> call_from = {};  ///< as in the predictions
  std::vector<MetricValue> metrics;
  std::vector<BaselineFigures> baselines;
  std::vector<Mistake> mistakes;

  // Classes only.
  std::vector<std::vector<std::int64_t>> confusion;  ///< [truth][predicted]; not of label sets
  std::vector<ClassFigures> per_class;
  std::vector<CalibrationBin> calibration;

  // Numbers only: up to 500 evenly chosen rows as (truth, predicted).
  std::vector<std::array<double, 2>> scatter;

  /// errors: unknown_metric, with a near name
  [[nodiscard]] const MetricValue& metric(std::string_view name) const;
};

struct EvaluateOptions {
  std::vector<std::string> metrics = {};  ///< empty: all that apply
  int replicates = 1000;                  ///< 0: no intervals; fewer are drawn of very many rows
  double level = 0.95;
  std::uint64_t seed = 0;
  int max_mistakes = 24;
  int calibration_bins = 15;
  /// Truth of the training rows, for the majority or mean baseline; without it there is none.
  Tensor training_truth = {};
};

/// Everything that can be said about `predictions`.
///
/// errors   no_rows, shape_mismatch, bad_label, not_finite_prediction, bad_probability,
///          unknown_metric, metric_does_not_apply
/// cost     O(replicates * rows * classes); the same bits for every number of threads
/// source   Efron and Tibshirani 1993, ch. 13 (percentile intervals)
[[nodiscard]] Evaluation evaluate(const Predictions& predictions,
                                  const EvaluateOptions& options = {});

/// One metric without anything else; nothing where it is undefined on these rows.
/// errors   as `evaluate`
[[nodiscard]] std::optional<double> compute_metric(std::string_view name,
                                                   const Predictions& predictions);

/// Names of all metrics that apply, what to look at first at the front: 0 classes means numbers.
[[nodiscard]] std::vector<std::string> metrics_for(std::size_t num_classes);
/// The same for rows that may have several of the classes.
[[nodiscard]] std::vector<std::string> metrics_for_label_sets(std::size_t num_classes);

/// Rows of class `truth` that were called `predicted`, and their share of that class.
struct ConfusedPair {
  std::size_t truth = 0, predicted = 0;
  std::int64_t rows = 0;
  double share = 0;
};
/// The largest cells of the confusion matrix off its diagonal, largest first.
[[nodiscard]] std::vector<ConfusedPair> confused_pairs(const Evaluation& evaluation,
                                                       std::size_t max_count);

/// Appends the figures of another model on the same rows, say of boosted trees.
/// errors   as `evaluate`; shape_mismatch when the number of rows differs
void add_baseline(Evaluation& evaluation, std::string name, const Text& label,
                  const Predictions& predictions);

}  // namespace ingot
