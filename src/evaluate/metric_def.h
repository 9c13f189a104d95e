// The metric record: every fact about one metric, in one place.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "evaluate/scored_rows.h"

namespace ingot {

enum class Direction : std::uint8_t { higher_is_better, lower_is_better };

/// Which predictions a metric can be computed of.
enum class AppliesTo : std::uint8_t { two_classes, classes, numbers, running_text };

/// How a value reads: 0.91 as 91 %, as it is, or in the unit of the target (its square).
enum class MetricUnit : std::uint8_t { share, plain, target, target_squared };

/// "share", "plain", "target", "target_squared": what reports call it.
[[nodiscard]] std::string metric_unit_name(MetricUnit unit);

/// How often each row counts. Bootstrap replicates are the same rows with other counts.
using RowCounts = std::span<const std::int32_t>;

struct MetricDef {
  std::string name;
  Text label;
  Text explanation;  ///< one line for somebody who meets the metric for the first time
  /// Of label sets, where it applies to them as well.
  Text explanation_of_sets = {};
  /// Of tags of tokens, or of the entities that they mark, where it differs.
  Text explanation_of_tags = {};
  std::string source = {};
  Direction direction = Direction::higher_is_better;
  AppliesTo applies_to = AppliesTo::classes;
  int min_classes = 2;
  double lowest = 0;   ///< may be -infinity
  double highest = 1;  ///< may be infinity
  MetricUnit unit = MetricUnit::share;
  bool is_share_of_rows = false;  ///< of all rows those for which something holds
  Ranking ranking = Ranking::without;
  int place = 99;  ///< in tables: what to look at first has 1
  /// The value over `rows`, row i counted counts[i] times; nothing where it is undefined. Null for
  /// a running text, whose figures come from the probabilities of its tokens
  /// (tasks/language_evaluation).
  std::optional<double> (*compute)(const ScoredRows& rows, RowCounts counts) = nullptr;

  [[nodiscard]] bool applies(std::size_t num_classes) const;
  [[nodiscard]] bool applies_to_label_sets(std::size_t num_classes) const;
};

/// All metrics in the order of their names; generated from src/evaluate/metrics.
[[nodiscard]] const std::vector<MetricDef>& metric_registry();
/// errors: unknown_metric, with a near name
[[nodiscard]] const MetricDef& find_metric(std::string_view name);

}  // namespace ingot
