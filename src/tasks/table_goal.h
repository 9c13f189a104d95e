// What every model of a product of tables is fitted to.
#pragma once

#include <map>
#include <span>
#include <string>

#include "evaluate/findings.h"
#include "features/table_target.h"
#include "ingot/tensor.h"
#include "nn/loss_def.h"
#include "tasks/build_request.h"
#include "train/boosted_trees.h"

namespace ingot {

/// classes    the probability of each class
/// label_sets the probability of each label by itself
/// ordered    the same, where classes are steps of one scale
/// squared    the mean
/// absolute   the median
/// quantile   the quantile of TableGoal
/// count      the mean of a count, never negative
enum class GoalKind : std::uint8_t {
  classes,
  label_sets,
  ordered,
  squared,
  absolute,
  quantile,
  count
};

struct TableGoal {
  GoalKind kind = GoalKind::squared;
  double quantile = 0.5;
  /// Of ordered classes: the lowest first, as it was given; empty: as they themselves say.
  std::vector<std::string> order = {};
  /// Columns with which the prediction (of two classes, the second) never falls: 1, never rises:
  /// -1.
  std::map<std::string, int> monotone = {};

  [[nodiscard]] Loss loss() const;  ///< of networks
  /// Of trees; of label sets those of one label.
  [[nodiscard]] TreeObjective objective(std::int64_t num_classes) const;
};

/// What `--set loss=` and `--monotone` say: mse, mae, quantile:0.9 or poisson for numbers, ordered
/// or ordered:low,medium,high for classes.
///
/// errors    bad_option; wrong_usage where networks were to be monotone
[[nodiscard]] TableGoal read_goal(const BuildRequest& request, const TableTarget& target);
/// The same before anything of the data is known, as far as that goes; and that `auto` is left its
/// settings; `models` are some that could be named. errors: as above
void require_goal(const BuildRequest& request, const char* models);

/// Puts ordered classes into their order: that which was given, that of numbers, or of a scale that
/// people know. Nothing where they are not ordered.
///
/// errors    bad_option: the order is not known, or not one of these classes
[[nodiscard]] std::optional<Decision> order_classes(TableTarget& target, const TableGoal& goal);

/// The mean loss of answers (rows, width) to targets, as the goal has it.
///
/// weights    one for each row; empty: all alike
[[nodiscard]] double loss_of(const TableGoal& goal, const TableTarget& target,
                             std::span<const double> answers, std::span<const double> targets,
                             std::span<const float> weights = {});

/// The settings of the request without those of the goal: the model's own.
[[nodiscard]] std::map<std::string, std::string> model_settings(const BuildRequest& request);

}  // namespace ingot
