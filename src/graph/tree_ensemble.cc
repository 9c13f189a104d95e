#include "graph/tree_ensemble.h"

namespace ingot {
namespace {

template <class T>
Tensor list_of(const std::vector<T>& values) {
  return Tensor::from(values, {static_cast<std::int64_t>(values.size())});
}

bool is_list(const Tensor& t, DType dtype, std::int64_t size) {
  return t.defined() && t.dtype() == dtype && t.shape() == Shape{size};
}

std::int64_t length(const Tensor& t) { return t.shape().rank() == 1 ? t.shape()[0] : -1; }

}  // namespace

Attrs tree_attrs(const TreeEnsemble& t) {
  return {{"features", t.features}, {"values", t.values},
          {"left", t.left},         {"missing_left", t.missing_left},
          {"roots", t.roots},       {"outputs", t.outputs},
          {"base", t.base}};
}

TreeEnsemble trees_of(const NodeView& n) {
  return {n.tensor("features"), n.tensor("values"),  n.tensor("left"), n.tensor("missing_left"),
          n.tensor("roots"),    n.tensor("outputs"), n.tensor("base")};
}

Text fault_of(const TreeEnsemble& t, std::int64_t width) {
  const std::int64_t nodes = length(t.features), trees = length(t.roots);
  if (!is_list(t.features, i32, nodes) || !is_list(t.values, f32, nodes) ||
      !is_list(t.left, i32, nodes) || !is_list(t.missing_left, boolean, nodes))
    return text("the nodes need i32 features, f32 values, i32 left and bool missing_left",
                "节点须有 i32 features、f32 values、i32 left 与 bool missing_left");
  if (!is_list(t.roots, i32, trees) || !is_list(t.outputs, i32, trees) || trees < 1)
    return text("the trees need i32 roots and i32 outputs", "树须有 i32 roots 与 i32 outputs");
  const std::int64_t outputs = length(t.base);
  if (!is_list(t.base, f32, outputs) || outputs < 1)
    return text("base must be a list of f32", "base 须为 f32 列表");
  const auto features = t.features.data<std::int32_t>(), left = t.left.data<std::int32_t>();
  const auto values = t.values.data<float>();
  std::vector<bool> has_parent(features.size());
  for (std::size_t i = 0; i < features.size(); ++i) {
    if (features[i] < 0) continue;
    if (features[i] >= width)
      return text("node {} asks column {} of {}", "节点 {} 查询第 {} 列, 而只有 {} 列", i,
                  features[i], width);
    if (left[i] <= static_cast<std::int64_t>(i) || left[i] + std::int64_t{1} >= nodes)
      return text("the children of node {} are at {}", "节点 {} 的子节点位于 {}", i, left[i]);
    const auto child = static_cast<std::size_t>(left[i]);
    if (has_parent[child] || has_parent[child + 1])
      return text("two nodes share the children at {}", "两个节点共用位于 {} 的子节点", child);
    has_parent[child] = has_parent[child + 1] = true;
    if (values[i] != values[i]) return text("node {} has no threshold", "节点 {} 没有阈值", i);
  }
  for (const std::int32_t root : t.roots.data<std::int32_t>())
    if (root < 0 || root >= nodes) return text("there is no root {}", "没有根节点 {}", root);
  for (const std::int32_t output : t.outputs.data<std::int32_t>())
    if (output < 0 || output >= outputs)
      return text("a tree adds to output {} of {}", "有树加到第 {} 个输出, 而只有 {} 个", output,
                  outputs);
  return {};
}

TreeEnsemble first_trees(const TreeEnsemble& trees, std::int64_t count) {
  TreeLayout layout;
  layout.add(trees, count);
  const auto base = trees.base.data<float>();
  return layout.take({base.begin(), base.end()});
}

bool TreeLayout::add(std::int64_t root, std::int32_t output, std::int64_t max_nodes,
                     const std::function<Node(std::int64_t)>& node) {
  const std::size_t first = features_.size();
  roots_.push_back(static_cast<std::int32_t>(first));
  outputs_.push_back(output);
  std::vector<std::int64_t> numbers{root};  // of the nodes from `first` on
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const Node n = node(numbers[i]);
    const bool leaf = n.feature < 0;
    features_.push_back(leaf ? -1 : n.feature);
    values_.push_back(n.value);
    left_.push_back(leaf ? 0 : static_cast<std::int32_t>(first + numbers.size()));
    missing_left_.push_back(!leaf && n.missing_left);
    if (leaf) continue;
    if (static_cast<std::int64_t>(numbers.size()) + 2 > max_nodes) return false;
    numbers.push_back(n.left);
    numbers.push_back(n.right);
  }
  return true;
}

void TreeLayout::add(const TreeEnsemble& trees, std::int64_t count) {
  const auto features = trees.features.data<std::int32_t>(), left = trees.left.data<std::int32_t>();
  const auto values = trees.values.data<float>();
  const auto missing_left = trees.missing_left.data<bool>();
  const auto node = [&](std::int64_t at) -> Node {
    const auto i = static_cast<std::size_t>(at);
    return {features[i], values[i], missing_left[i], left[i], left[i] + std::int64_t{1}};
  };
  for (std::size_t t = 0; t < static_cast<std::size_t>(count); ++t)
    static_cast<void>(add(trees.roots.data<std::int32_t>()[t],
                          trees.outputs.data<std::int32_t>()[t], trees.num_nodes(), node));
}

TreeEnsemble TreeLayout::take(const std::vector<float>& base) const {
  Tensor missing_left(boolean, {static_cast<std::int64_t>(missing_left_.size())});
  std::copy(missing_left_.begin(), missing_left_.end(),
            static_cast<std::uint8_t*>(missing_left.mutable_raw()));
  return {list_of(features_), list_of(values_),  list_of(left_), std::move(missing_left),
          list_of(roots_),    list_of(outputs_), list_of(base)};
}

}  // namespace ingot
