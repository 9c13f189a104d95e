// Rows whose label the model contradicts with confidence, and rows that it cannot decide.
#pragma once

#include <cstdint>
#include <vector>

#include "ingot/evaluate.h"

namespace ingot {

/// A row that seems to belong to another class than its label says.
struct LabelSuspect {
  std::int64_t row = 0;
  std::size_t given = 0, suggested = 0;
  double given_probability = 0, suggested_probability = 0;

  /// From -1 to 1; the lower, the surer the model is that the label is wrong.
  [[nodiscard]] double margin() const { return given_probability - suggested_probability; }
};

/// How often rows labelled `given` truly are `truth`.
struct LabelNoise {
  std::size_t given = 0, truth = 0;
  double rows = 0;   ///< estimated number
  double share = 0;  ///< of the rows labelled `given`
};

struct LabelErrors {
  std::int64_t rows = 0;
  std::vector<double> thresholds = {};  ///< mean probability of a class over rows labelled so
  std::vector<std::vector<std::int64_t>> joint = {};  ///< [given][confidently true], counted
  double estimated_rows = 0;                          ///< labels that are wrong, over all rows
  std::vector<LabelNoise> noise = {};                 ///< off the diagonal, most rows first
  std::vector<LabelSuspect> suspects = {};            ///< the surest first
};

/// Confident learning. A row counts as truly of class j when its probability of j reaches the mean
/// probability of j over the rows labelled j (of several such classes, the most probable). What is
/// counted off the diagonal is suspected; the counts, scaled to the rows of each label, estimate
/// the noise. Suspects are ranked by the normalised margin p(given) - p(suggested).
///
/// predictions   probabilities of a model that did not see the row: of held-out folds, else the
///               labels it has learned by heart confirm themselves
/// errors        as `evaluate`; metric_does_not_apply for numbers
/// cost          O(rows * classes)
/// source        Northcutt, Jiang and Chuang 2021, section 3
[[nodiscard]] LabelErrors find_label_errors(const Predictions& predictions);

enum class DoubtBy : std::uint8_t { margin, entropy };

/// A row between two classes.
struct DoubtfulRow {
  std::int64_t row = 0;
  std::size_t first = 0, second = 0;  ///< its two most probable classes
  double first_probability = 0, second_probability = 0;
  double entropy = 0;  ///< in nats
};

/// The rows with the smallest margin between the two most probable classes, or with the highest
/// entropy; equal ones in row order. errors   as `evaluate`; metric_does_not_apply for numbers
[[nodiscard]] std::vector<DoubtfulRow> most_doubtful(const Predictions& predictions, DoubtBy by,
                                                     std::size_t max_count);

}  // namespace ingot
