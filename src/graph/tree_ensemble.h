// Decision trees whose leaves are added up, as flat arrays of nodes.
#pragma once

#include <functional>

#include "graph/op_def.h"

namespace ingot {

/// The children of a split are neighbours and come after it.
struct TreeEnsemble {
  Tensor features;  ///< i32 (nodes): the column that a split asks; -1: a leaf
  Tensor values;    ///< f32 (nodes): the threshold of a split, or what a leaf adds
  Tensor left;      ///< i32 (nodes): where x < threshold goes; all others go to the node after it
  Tensor missing_left;  ///< bool (nodes): NaN goes left
  Tensor roots;         ///< i32 (trees)
  Tensor outputs;       ///< i32 (trees): the column of the result that a tree adds to
  Tensor base;          ///< f32 (columns of the result): what the sums begin with

  [[nodiscard]] std::int64_t num_trees() const { return roots.num_elements(); }
  [[nodiscard]] std::int64_t num_nodes() const { return features.num_elements(); }
  [[nodiscard]] std::int64_t num_outputs() const { return base.num_elements(); }
};

/// The attributes of the op `tree_ensemble`, and back.
[[nodiscard]] Attrs tree_attrs(const TreeEnsemble& trees);
[[nodiscard]] TreeEnsemble trees_of(const NodeView& n);

/// What is wrong with trees over rows of `width` columns; empty when they are sound. Walking sound
/// trees ends and reads inside of the arrays.
[[nodiscard]] Text fault_of(const TreeEnsemble& trees, std::int64_t width);

/// The first trees alone.
[[nodiscard]] TreeEnsemble first_trees(const TreeEnsemble& trees, std::int64_t count);

/// The leaf that a row reaches from `node`.
[[nodiscard]] inline std::int32_t leaf_of(const TreeEnsemble& trees, std::int32_t node,
                                          const float* row) {
  const auto* features = static_cast<const std::int32_t*>(trees.features.raw());
  const auto* values = static_cast<const float*>(trees.values.raw());
  const auto* left = static_cast<const std::int32_t*>(trees.left.raw());
  const auto* missing_left = static_cast<const bool*>(trees.missing_left.raw());
  while (features[node] >= 0) {
    const float x = row[features[node]];
    const bool goes_left = x != x ? missing_left[node] : x < values[node];
    node = left[node] + (goes_left ? 0 : 1);
  }
  return node;
}

/// Lays trees of any form out as a TreeEnsemble, breadth first.
class TreeLayout {
 public:
  struct Node {
    std::int32_t feature = -1;
    float value = 0;
    bool missing_left = false;
    std::int64_t left = 0, right = 0;  ///< of a split, in the numbers of the form that is read
  };

  /// node        gives a node by its number; called once for each that `root` reaches
  /// max_nodes   of this tree
  /// returns     false when there are more, as where a node is its own ancestor
  [[nodiscard]] bool add(std::int64_t root, std::int32_t output, std::int64_t max_nodes,
                         const std::function<Node(std::int64_t)>& node);
  /// The first `count` of sound trees.
  void add(const TreeEnsemble& trees, std::int64_t count);
  [[nodiscard]] TreeEnsemble take(const std::vector<float>& base) const;

 private:
  std::vector<std::int32_t> features_, left_, roots_, outputs_;
  std::vector<float> values_;
  std::vector<std::uint8_t> missing_left_;
};

}  // namespace ingot
