// What a model looks at: how much worse it gets when one column no longer tells anything.
#pragma once

#include <functional>

#include "ingot/evaluate.h"
#include "ingot/table.h"

namespace ingot {

/// What a model says of raw rows, as Predictions::scores.
using AskTable = std::function<Tensor(const Table& rows)>;

struct ColumnImportance {
  std::string column;
  double drop = 0;         ///< how much worse the metric gets; negative where it gets better
  Interval interval = {};  ///< of other rows and other permutations
};

struct PermutationImportance {
  std::string metric;     ///< of the registry
  double value = 0;       ///< of the rows as they are
  std::int64_t rows = 0;  ///< that the model was asked about
  int repeats = 0;
  std::vector<ColumnImportance> columns = {};  ///< the largest drop first
};

struct ImportanceOptions {
  /// Empty: the area under the ROC curve of two classes, which needs no threshold; else what to
  /// look at first.
  std::string metric = {};
  int repeats = 3;
  /// More rows are not asked about: those at equal distances are.
  std::int64_t max_rows = 2000;
  int replicates = 300;
  double level = 0.95;
  std::uint64_t seed = 0;
};

/// The cells of one column after the other change places among the rows. Columns that tell the same
/// stand in for each other, so each of them looks less important than it is. Without columns where
/// the metric is undefined on the rows.
///
/// rows      with at least `columns`
/// known     what the model says of them, and their truth
/// columns   those that the model reads
/// errors    as `evaluate`; shape_mismatch when `ask` answers for other rows; unknown_column
/// cost      columns * repeats * rows questions, columns * repeats * replicates metrics
/// source    Breiman 2001, section 10; Fisher, Rudin and Dominici 2019 (on rows held out); the
///           interval: Efron and Tibshirani 1993, ch. 13, over rows and repeats
[[nodiscard]] PermutationImportance permutation_importance(const Table& rows,
                                                           const Predictions& known,
                                                           const std::vector<std::string>& columns,
                                                           const AskTable& ask,
                                                           const ImportanceOptions& options = {});

/// errors    unknown_column
[[nodiscard]] std::size_t place_of_column(const Table& rows, const std::string& name);

}  // namespace ingot
