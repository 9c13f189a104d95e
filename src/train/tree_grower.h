// One round of trees after another.
#pragma once

#include <memory>

#include "train/boosted_trees.h"
#include "train/booster.h"

namespace ingot {

class TreeGrower {
 public:
  virtual ~TreeGrower() = default;
  virtual void grow(int round) = 0;
  /// The sums of the validation rows after the last round.
  [[nodiscard]] virtual std::span<const float> valid_margins() = 0;
  /// All trees, and XGBoost's file where it says the same.
  virtual void finish(BoostedTrees& result) = 0;
};

/// What growing reads: the matrices of the rows, and XGBoost's parameters with all that follows
/// from the options.
struct TreeGround {
  TreeRows& train;
  const TreeMatrix& matrix;
  const TreeMatrix* valid;
  const TreeOptions& options;
  std::map<std::string, std::string> parameters;

  /// The parameters of trees whose sums start at 0, for a grower that adds its own start.
  [[nodiscard]] std::map<std::string, std::string> from_zero() const {
    std::map<std::string, std::string> all = parameters;
    all.emplace("base_score", "0");
    return all;
  }
};

/// By an objective of XGBoost.
[[nodiscard]] std::unique_ptr<TreeGrower> library_grower(const TreeGround& ground);

/// For quantiles, and medians of a monotone model: XGBoost grows each tree by the gradients of the
/// pinball loss, then each leaf becomes the quantile of its rows' residuals, times the learning
/// rate, within what the order of monotone columns allows.
///
/// source    Friedman 2001, Greedy function approximation: a gradient boosting machine, sec. 4.3
[[nodiscard]] std::unique_ptr<TreeGrower> quantile_grower(const TreeGround& ground);

/// For classes in an order: XGBoost grows the trees of one score by the gradients of the cumulative
/// logit's log loss; after each round the thresholds take a step of Newton's method.
///
/// source    McCullagh 1980, Regression models for ordinal data, sec. 2; docs/math.md
[[nodiscard]] std::unique_ptr<TreeGrower> ordered_grower(const TreeGround& ground);

}  // namespace ingot
