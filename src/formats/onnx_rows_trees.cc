// Trees as TreeEnsembleRegressor: sums alone; what makes probabilities of them follows as nodes.
#include <cmath>
#include <limits>

#include "formats/onnx_rows.h"
#include "graph/tree_ensemble.h"

namespace ingot {
namespace {

// Nodes are numbered within their tree, in our order.
bool write_tree_ensemble(const NodeView& n, OnnxSink& sink) {
  const TreeEnsemble given = trees_of(n);
  // Breadth first, so that each tree is one run of nodes.
  const TreeEnsemble t = first_trees(given, given.num_trees());
  const auto features = t.features.data<std::int32_t>(), left = t.left.data<std::int32_t>();
  const auto roots = t.roots.data<std::int32_t>(), outputs = t.outputs.data<std::int32_t>();
  const auto values = t.values.data<float>(), base = t.base.data<float>();
  const auto missing_left = t.missing_left.data<bool>();
  Ints tree_ids, node_ids, feature_ids, true_ids, false_ids, missing_true;
  Ints target_trees, target_nodes, target_ids;
  std::vector<float> thresholds, weights;
  std::vector<std::string> modes;
  for (std::size_t tree = 0; tree < roots.size(); ++tree) {
    const auto first = static_cast<std::size_t>(roots[tree]);
    const std::size_t end =
        tree + 1 < roots.size() ? static_cast<std::size_t>(roots[tree + 1]) : features.size();
    for (std::size_t i = first; i < end; ++i) {
      const bool leaf = features[i] < 0;
      const auto id = static_cast<std::int64_t>(i - first);
      const std::int64_t child = leaf ? 0 : left[i] - static_cast<std::int64_t>(first);
      tree_ids.push_back(static_cast<std::int64_t>(tree));
      node_ids.push_back(id);
      feature_ids.push_back(leaf ? 0 : features[i]);
      modes.emplace_back(leaf ? "LEAF" : "BRANCH_LT");
      thresholds.push_back(leaf ? 0 : values[i]);
      true_ids.push_back(child);
      false_ids.push_back(leaf ? 0 : child + 1);
      missing_true.push_back(missing_left[i]);
      if (!leaf) continue;
      target_trees.push_back(static_cast<std::int64_t>(tree));
      target_nodes.push_back(id);
      target_ids.push_back(outputs[tree]);
      weights.push_back(values[i]);
    }
  }
  sink.finish({.op_type = "TreeEnsembleRegressor",
               .inputs = {sink.input(0)},
               .attrs = {{"nodes_treeids", tree_ids},
                         {"nodes_nodeids", node_ids},
                         {"nodes_featureids", feature_ids},
                         {"nodes_truenodeids", true_ids},
                         {"nodes_falsenodeids", false_ids},
                         {"nodes_missing_value_tracks_true", missing_true},
                         {"target_treeids", target_trees},
                         {"target_nodeids", target_nodes},
                         {"target_ids", target_ids},
                         {"n_targets", t.num_outputs()},
                         {"aggregate_function", "SUM"},
                         {"post_transform", "NONE"}},
               .domain = kOnnxMlDomain,
               .floats = {{"nodes_values", thresholds},
                          {"target_weights", weights},
                          {"base_values", {base.begin(), base.end()}}},
               .strings = {{"nodes_modes", modes}}});
  return true;
}

// A file's arrays, and where the nodes of each tree stand in them.
struct OnnxForest {
  explicit OnnxForest(const OnnxSource& s)
      : tree_ids(s.integers("nodes_treeids", {})),
        node_ids(s.integers("nodes_nodeids", {})),
        feature_ids(s.integers("nodes_featureids", {})),
        true_ids(s.integers("nodes_truenodeids", {})),
        false_ids(s.integers("nodes_falsenodeids", {})),
        missing_true(s.integers("nodes_missing_value_tracks_true", {})),
        thresholds(s.floats("nodes_values")),
        modes(s.strings("nodes_modes")) {
    const std::size_t nodes = tree_ids.size();
    missing_true.resize(missing_true.empty() ? nodes : missing_true.size());
    for (const std::size_t size :
         {node_ids.size(), feature_ids.size(), true_ids.size(), false_ids.size(),
          missing_true.size(), thresholds.size(), modes.size()})
      s.require(size == nodes, text("has node lists of several lengths", "的节点列表长度不一"));
    for (std::size_t i = 0; i < nodes; ++i) {
      if (places[tree_ids[i]].empty()) trees.push_back({tree_ids[i], node_ids[i]});
      if (!places[tree_ids[i]].emplace(node_ids[i], i).second)
        s.require(false, text("has node {} of tree {} twice", "的树 {1} 有两个节点 {0}",
                              node_ids[i], tree_ids[i]));
    }
  }

  Ints tree_ids, node_ids, feature_ids, true_ids, false_ids, missing_true;
  std::vector<float> thresholds;
  std::vector<std::string> modes;
  std::map<std::int64_t, std::map<std::int64_t, std::size_t>> places;  ///< by tree and node
  struct Tree {
    std::int64_t id, root;  // the root is the node that a file names first
  };
  std::vector<Tree> trees;
};

// x <= t is x < the next float, and the others are the two with exchanged children.
TreeLayout::Node read_split(const OnnxSource& s, const OnnxForest& f, std::size_t i) {
  const std::string& mode = f.modes[i];
  const bool exchanged = mode == "BRANCH_GT" || mode == "BRANCH_GTE";
  if (!exchanged && mode != "BRANCH_LT" && mode != "BRANCH_LEQ")
    s.require(false, text("has a node of mode {}", "有模式为 {} 的节点", mode));
  const bool next = mode == "BRANCH_LEQ" || mode == "BRANCH_GT";
  if (f.feature_ids[i] < 0)
    s.require(false, text("asks column {}", "查询第 {} 列", f.feature_ids[i]));
  const float threshold =
      next ? std::nextafter(f.thresholds[i], std::numeric_limits<float>::infinity())
           : f.thresholds[i];
  return {static_cast<std::int32_t>(f.feature_ids[i]), threshold,
          (f.missing_true[i] != 0) != exchanged, exchanged ? f.false_ids[i] : f.true_ids[i],
          exchanged ? f.true_ids[i] : f.false_ids[i]};
}

Values read_tree_ensemble(const OnnxSource& s, Builder& g) {
  s.require(s.string("aggregate_function", "SUM") == "SUM",
            text("does not sum its leaves", "不是对叶求和"));
  s.require(s.string("post_transform", "NONE") == "NONE",
            text("transforms its sums", "对和做了变换"));
  const OnnxForest f(s);
  const Ints target_trees = s.integers("target_treeids", {}),
             target_nodes = s.integers("target_nodeids", {}),
             target_ids = s.integers("target_ids", {});
  const std::vector<float> weights = s.floats("target_weights");
  s.require(target_nodes.size() == target_trees.size() &&
                target_ids.size() == target_trees.size() && weights.size() == target_trees.size(),
            text("has target lists of several lengths", "的目标列表长度不一"));
  std::vector<float> leaves(f.tree_ids.size(), 0.0F);
  std::map<std::int64_t, std::int64_t> output_of;
  for (std::size_t i = 0; i < target_trees.size(); ++i) {
    const auto tree = f.places.find(target_trees[i]);
    if (tree == f.places.end() || !tree->second.contains(target_nodes[i]))
      s.require(false, text("has a weight for no node", "有权重不属于任何节点"));
    const std::int64_t output = output_of.emplace(target_trees[i], target_ids[i]).first->second;
    if (output != target_ids[i])
      s.require(false, text("has a tree with several targets", "有一棵树对应多个目标"));
    leaves[tree->second.at(target_nodes[i])] = weights[i];
  }
  TreeLayout layout;
  for (const auto& [tree, root] : f.trees) {
    const auto& places = f.places.at(tree);
    const auto read_node = [&](std::int64_t id) -> TreeLayout::Node {
      const auto place = places.find(id);
      if (place == places.end())
        s.require(false, text("has no node {} in tree {}", "的树 {1} 没有节点 {0}", id, tree));
      if (f.modes[place->second] == "LEAF") return {.value = leaves[place->second]};
      return read_split(s, f, place->second);
    };
    if (!layout.add(root, static_cast<std::int32_t>(output_of[tree]),
                    static_cast<std::int64_t>(places.size()), read_node))
      s.require(false, text("has a node in tree {} that is its own ancestor",
                            "的树 {} 中有节点是自身的祖先", tree));
  }
  std::vector<float> base = s.floats("base_values");
  const std::int64_t outputs = s.integer("n_targets", 1);
  s.require(outputs >= 1 && outputs <= static_cast<std::int64_t>(f.tree_ids.size()) &&
                (base.empty() || static_cast<std::int64_t>(base.size()) == outputs),
            text("has {} targets", "有 {} 个目标", outputs));
  base.resize(static_cast<std::size_t>(outputs));
  return g.emit("tree_ensemble", Values{s.input(0)}, tree_attrs(layout.take(base)));
}

}  // namespace

void add_tree_rows(std::vector<OnnxRow>& rows) {
  rows.push_back({.op = "tree_ensemble",
                  .op_type = "TreeEnsembleRegressor",
                  .write = write_tree_ensemble,
                  .read = read_tree_ensemble,
                  .domain = kOnnxMlDomain});
}

}  // namespace ingot
