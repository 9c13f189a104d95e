// Sums of decision trees.
//
// Algorithm    8 walks at a time, each a chain of loads that waits for nobody: 8 rows down one
// tree,
//              or one row down 8 trees; a leaf leads to itself, so that no walk branches
// Assumes      f32, dense rows
// Invariance   each row by itself, its leaves added in the order of the trees
// Source       Asadi, Lin and de Vries 2014, Runtime optimizations for tree-based machine learning
//              models (predication, vectorization)
#include "graph/tree_ensemble.h"

#include <limits>

#include "backend/cpu/kernels.h"

namespace ingot {
namespace {

constexpr int kWalks = 8;
constexpr std::int64_t kGroups = 8;  // whose rows stay in the first-level cache beside a tree
constexpr std::uint32_t kMissingGoesRight = 1U << 31;

struct WalkNode {
  float threshold;        // NaN at a leaf: nothing is greater or equal
  std::uint32_t feature;  // and kMissingGoesRight
  std::uint32_t left;     // of a leaf itself
  float value;            // of a leaf
};

struct WalkTree {
  std::uint32_t root, output;
  int depth;
};

struct WalkForest {
  std::vector<WalkNode> nodes;
  std::vector<WalkTree> trees;
  std::vector<float> base;
  std::int64_t width;

  [[nodiscard]] std::int64_t num_outputs() const { return static_cast<std::int64_t>(base.size()); }

  // The walks of one group; at[] becomes their leaves.
  template <bool kMissing>
  void walk(const float* const (&rows)[kWalks], std::uint32_t (&at)[kWalks], int depth) const {
    constexpr int kUnchecked = 6;  // levels before it is asked whether all have arrived
    const auto step = [&](int i) {
      const WalkNode& n = nodes[at[i]];
      const float x = rows[i][n.feature & ~kMissingGoesRight];
      std::uint32_t right = x >= n.threshold;
      if constexpr (kMissing) right |= static_cast<std::uint32_t>(x != x) & (n.feature >> 31);
      return n.left + right;
    };
    for (int level = 0; level < std::min(depth, kUnchecked); ++level)
#pragma GCC unroll 8
      for (int i = 0; i < kWalks; ++i) at[i] = step(i);
    for (int level = kUnchecked; level < depth; ++level) {
      std::uint32_t moved = 0;
#pragma GCC unroll 8
      for (int i = 0; i < kWalks; ++i) {
        const std::uint32_t next = step(i);
        moved |= next ^ at[i];
        at[i] = next;
      }
      if (moved == 0) return;
    }
  }

  // Tree by tree, so that a tree is read from the first-level cache by all groups but the first.
  template <bool kMissing>
  void run_groups(const float* x, float* y, std::int64_t groups) const {
    for (const WalkTree& tree : trees)
      for (std::int64_t group = 0; group < groups; ++group) {
        const float* rows[kWalks];
        std::uint32_t at[kWalks];
        for (int i = 0; i < kWalks; ++i) rows[i] = x + (group * kWalks + i) * width;
        std::fill_n(at, kWalks, tree.root);
        walk<kMissing>(rows, at, tree.depth);
        float* sums = y + group * kWalks * num_outputs() + tree.output;
        for (int i = 0; i < kWalks; ++i) sums[i * num_outputs()] += nodes[at[i]].value;
      }
  }

  void run_row(const float* x, float* y) const {
    const float* rows[kWalks];
    std::fill_n(rows, kWalks, x);
    for (std::size_t first = 0; first < trees.size(); first += kWalks) {
      const std::size_t count = std::min<std::size_t>(kWalks, trees.size() - first);
      std::uint32_t at[kWalks];
      int depth = 0;
      for (std::size_t i = 0; i < kWalks; ++i) {
        const WalkTree& tree = trees[first + std::min(i, count - 1)];
        at[i] = tree.root;
        depth = std::max(depth, tree.depth);
      }
      walk<true>(rows, at, depth);
      for (std::size_t i = 0; i < count; ++i) y[trees[first + i].output] += nodes[at[i]].value;
    }
  }

  void run(const float* x, float* y, std::int64_t rows) const {
    for (std::int64_t row = 0; row < rows; ++row)
      std::copy(base.begin(), base.end(), y + row * num_outputs());
    while (rows >= kWalks) {
      const std::int64_t groups = std::min(kGroups, rows / kWalks), count = groups * kWalks;
      if (std::any_of(x, x + count * width, [](float v) { return v != v; }))
        run_groups<true>(x, y, groups);
      else
        run_groups<false>(x, y, groups);
      x += count * width;
      y += count * num_outputs();
      rows -= count;
    }
    for (; rows > 0; --rows, x += width, y += num_outputs()) run_row(x, y);
  }
};

// Levels of splits below each node.
std::vector<int> depths_of(const TreeEnsemble& trees) {
  const auto features = trees.features.data<std::int32_t>(), left = trees.left.data<std::int32_t>();
  std::vector<int> depths(features.size());
  for (std::size_t i = features.size(); i-- > 0;) {
    const auto child = static_cast<std::size_t>(left[i]);
    if (features[i] >= 0) depths[i] = 1 + std::max(depths[child], depths[child + 1]);
  }
  return depths;
}

WalkForest forest_of(const TreeEnsemble& t, std::int64_t width) {
  WalkForest forest;
  const auto features = t.features.data<std::int32_t>(), left = t.left.data<std::int32_t>();
  const auto values = t.values.data<float>(), base = t.base.data<float>();
  const auto missing_left = t.missing_left.data<bool>();
  for (std::size_t i = 0; i < features.size(); ++i) {
    if (features[i] < 0)
      forest.nodes.push_back(
          {std::numeric_limits<float>::quiet_NaN(), 0, static_cast<std::uint32_t>(i), values[i]});
    else
      forest.nodes.push_back(
          {values[i],
           static_cast<std::uint32_t>(features[i]) | (missing_left[i] ? 0 : kMissingGoesRight),
           static_cast<std::uint32_t>(left[i]), 0});
  }
  const std::vector<int> depths = depths_of(t);
  for (std::size_t i = 0; i < static_cast<std::size_t>(t.num_trees()); ++i) {
    const std::int32_t root = t.roots.data<std::int32_t>()[i];
    forest.trees.push_back({static_cast<std::uint32_t>(root),
                            static_cast<std::uint32_t>(t.outputs.data<std::int32_t>()[i]),
                            depths[static_cast<std::size_t>(root)]});
  }
  forest.base.assign(base.begin(), base.end());
  forest.width = width;
  return forest;
}

}  // namespace

Match tree_ensemble_kernel(const NodeView& n, const MatchContext&) {
  const Shape& x = n.input_type(0).shape;
  INGOT_REFUSE_UNLESS(x.num_elements() > 0, "nothing to do");
  const auto forest = std::make_shared<const WalkForest>(forest_of(trees_of(n), x[1]));
  double steps = 0;
  for (const WalkTree& tree : forest->trees) steps += tree.depth * static_cast<double>(x[0]);
  Kernel kernel;
  kernel.flops = steps;  // comparisons
  kernel.run = [forest, rows = x[0], steps](const Launch& l) {
    constexpr double kFlopsOfOneStep = 100;  // a step takes as long as these
    const int threads = threads_worth(kFlopsOfOneStep * steps, 0,
                                      std::min<int>(l.num_threads(), static_cast<int>(rows)));
    on_threads(threads, [&](int thread, int num_threads) {
      const Share share = share_of(rows, thread, num_threads);
      forest->run(l.in<float>(0) + share.begin * forest->width,
                  l.out<float>(0) + share.begin * forest->num_outputs(), share.end - share.begin);
    });
  };
  return kernel;
}

}  // namespace ingot
