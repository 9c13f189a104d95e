// Trees and rows that were drawn, with everything that evaluation could get wrong.
#pragma once

#include <limits>
#include <random>

#include "graph/tree_ensemble.h"

namespace ingot::testing {

struct ForestShape {
  int trees = 10, outputs = 1, columns = 5, max_depth = 6;
  double stops = 0.2;  ///< share of the nodes above max_depth that are leaves
};

/// Thresholds are among -2, -1.75 ... 2, so that rows of random_rows meet them exactly.
[[nodiscard]] inline TreeEnsemble random_trees(const ForestShape& shape, std::uint64_t seed) {
  std::mt19937_64 rng(seed);
  const auto draw = [&](int below) {
    return std::uniform_int_distribution<std::int32_t>(0, below - 1)(rng);
  };
  TreeLayout layout;
  for (int tree = 0; tree < shape.trees; ++tree) {
    std::map<std::int64_t, int> depth{{0, 0}};
    std::int64_t next = 1;
    static_cast<void>(
        layout.add(0, draw(shape.outputs), 1 << 20, [&](std::int64_t id) -> TreeLayout::Node {
          const bool leaf =
              depth[id] == shape.max_depth || (id > 0 && draw(1000) < shape.stops * 1000);
          if (leaf) return {.value = std::normal_distribution<float>(0, 1)(rng)};
          depth[next] = depth[next + 1] = depth[id] + 1;
          next += 2;
          return {draw(shape.columns), static_cast<float>(draw(17) - 8) / 4, draw(2) == 1, next - 2,
                  next - 1};
        }));
  }
  std::vector<float> base;
  for (int output = 0; output < shape.outputs; ++output)
    base.push_back(std::normal_distribution<float>(0, 1)(rng));
  return layout.take(base);
}

/// A third of the values are thresholds of random_trees, some are NaN, infinite or zeros of either
/// sign.
[[nodiscard]] inline Tensor random_rows(std::int64_t rows, std::int64_t columns,
                                        std::uint64_t seed) {
  std::mt19937_64 rng(seed);
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  Tensor x(f32, {rows, columns});
  for (float& v : x.mutable_data<float>()) {
    const int kind = std::uniform_int_distribution<int>(0, 29)(rng);
    if (kind < 10)
      v = static_cast<float>(std::uniform_int_distribution<int>(-8, 8)(rng)) / 4;
    else if (kind < 25)
      v = std::normal_distribution<float>(0, 1)(rng);
    else if (kind < 27)
      v = std::numeric_limits<float>::quiet_NaN();
    else
      v = kind == 27 ? kInfinity : kind == 28 ? -kInfinity : -0.0F;
  }
  return x;
}

/// A graph of these trees alone: "x" (rows, columns) to "y".
[[nodiscard]] inline Graph graph_of_trees(const TreeEnsemble& trees, std::int64_t rows,
                                          std::int64_t columns) {
  Builder g;
  const Value x = g.input("x", {f32, {rows, columns}});
  g.output("y", g.emit("tree_ensemble", Values{x}, tree_attrs(trees))[0]);
  return g.take();
}

}  // namespace ingot::testing
