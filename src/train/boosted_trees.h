// Gradient-boosted trees: trained by XGBoost, kept as a TreeEnsemble.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <optional>

#include "graph/tree_ensemble.h"
#include "train/tree_rows.h"

namespace ingot {

/// What the trees are fitted to, and what the sums of their leaves mean.
enum class TreeObjective {
  binary,   ///< labels 0 and 1; the sum is the log-odds of 1
  classes,  ///< labels 0 ... num_classes - 1; one sum for each, of which softmax is taken
  /// Classes in an order; the sum is a score of which P(class <= j) = sigmoid(threshold j - sum).
  ordered,
  squared,   ///< any numbers; mean
  absolute,  ///< any numbers; median
  quantile,  ///< any numbers; the quantile TreeOptions::quantile
  count,     ///< numbers >= 0 (Poisson); the sum is the logarithm of the mean
};

struct TreeRound {
  std::int64_t round = 0;  ///< from 1
  std::int64_t num_rounds = 0;
  std::optional<double> valid_loss;  ///< of TreeOptions::valid
};

struct TreeOptions {
  TreeObjective objective = TreeObjective::squared;
  std::int64_t num_classes = 0;  ///< of `classes` and `ordered`
  double quantile = 0.5;
  std::int64_t num_rounds = 100;
  /// XGBoost's own names and values ("max_depth": "4"); what is not there has its default. Trees
  /// are always grown by histograms (`tree_method` hist).
  std::map<std::string, std::string> parameters = {};
  /// For each column 1: the prediction never falls with it, -1: never rises, 0: any; empty: all 0.
  std::vector<int> monotone = {};
  TreeRows* valid = nullptr;
  /// With `valid`: ends after so many rounds without a lower loss, and keeps the trees of the best
  /// round; 0: trains all rounds and keeps all trees.
  std::int64_t patience = 0;
  std::optional<std::chrono::steady_clock::time_point> deadline = std::nullopt;
  /// After each round; false ends the training.
  std::function<bool(const TreeRound&)> on_round = nullptr;
  std::uint64_t seed = 0;
  int num_threads = 1;
};

struct BoostedTrees {
  TreeEnsemble trees;
  TreeObjective objective = TreeObjective::squared;
  std::int64_t num_columns = 0;
  std::vector<double> thresholds = {};  ///< of `ordered`: one fewer than classes, rising
  std::int64_t num_rounds = 0;          ///< whose trees are kept
  std::vector<double> valid_losses;  ///< after each round that was trained; empty without `valid`
  /// Of all rounds that were trained, as XGBoost reads it (UBJSON); empty for quantiles and
  /// monotone medians, whose leaves are not XGBoost's.
  std::string xgboost_model;
};

/// The loss is that of the objective: log loss, squared or absolute error, pinball loss, Poisson
/// deviance without the terms of the label alone; the weighted mean over `valid`.
///
/// errors    library_missing, no_rows, shape_mismatch, bad_label, bad_feature (infinite),
///           bad_tree_option (with a near name), trees_failed (what XGBoost says), those of `train`
/// cost      O(rows * columns * depth) per round and output; 1 or 2 bytes a value in memory, and
///           for quantiles one pass over `train` each round
/// source    Chen and Guestrin 2016, XGBoost: a scalable tree boosting system
[[nodiscard]] BoostedTrees train_boosted_trees(TreeRows& train, const TreeOptions& options);

/// What training on so many rows in memory adds to that of the process: the rows and their bins
/// (6 bytes a value), gradients, margins and places in trees (24 a row and output), the library.
[[nodiscard]] std::size_t boosted_trees_bytes(std::int64_t rows, std::int64_t columns,
                                              std::int64_t outputs);

/// The model as a graph: `input` f32 (rows, columns), then `probabilities` (rows, classes; two for
/// binary) or `prediction` (rows, 1).
[[nodiscard]] Graph tree_graph(const BoostedTrees& model, std::int64_t rows);

}  // namespace ingot
