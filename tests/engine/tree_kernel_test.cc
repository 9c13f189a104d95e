// The kernel of trees against the reference, to the last bit.
#include <gtest/gtest.h>

#include "runtime/inference.h"
#include "tests/engine/random_trees.h"
#include "tests/engine/samples.h"

namespace ingot::testing {
namespace {

void expect_same_bits(const ForestShape& shape, std::int64_t rows, std::uint64_t seed) {
  SCOPED_TRACE(fmt::format("{} trees, {} outputs, {} columns, depth {}, {} rows", shape.trees,
                           shape.outputs, shape.columns, shape.max_depth, rows));
  const TreeEnsemble trees = random_trees(shape, seed);
  const Tensor x = random_rows(rows, shape.columns, seed + 1);
  const Graph graph = graph_of_trees(trees, rows, shape.columns);
  const Tensor expected = run_reference(graph, {x})[0];
  for (const int threads : {1, 2, 3}) {
    const auto plan = compile(graph, {.num_threads = threads});
    ASSERT_EQ(plan->steps.size(), 1u);
    EXPECT_EQ(plan->steps[0].kernel, "cpu.tree_ensemble");
    State none;
    EXPECT_TRUE(bit_equal(Executor(threads).run(*plan, std::array{x}, none).outputs[0], expected));
  }
}

TEST(TreeKernel, HasTheBitsOfTheReference) {
  std::uint64_t seed = 0;
  for (const std::int64_t rows : {1, 7, 8, 9, 64, 1000})
    for (const ForestShape& shape :
         {ForestShape{}, ForestShape{1, 1, 1, 1, 0}, ForestShape{3, 1, 4, 0, 0},
          ForestShape{100, 3, 20, 6, 0.05}, ForestShape{9, 2, 3, 14, 0.45}})
      expect_same_bits(shape, rows, ++seed);
}

// A tree that is one long chain, as leaf-wise growth makes them.
TEST(TreeKernel, FollowsAChainOfAnyDepth) {
  constexpr std::int64_t kDepth = 200;
  TreeLayout layout;
  ASSERT_TRUE(layout.add(0, 0, 2 * kDepth + 1, [&](std::int64_t id) -> TreeLayout::Node {
    if (id % 2 == 1 || id == 2 * kDepth) return {.value = static_cast<float>(id)};
    return {0, static_cast<float>(id), false, id + 1, id + 2};
  }));
  const Graph graph = graph_of_trees(layout.take({0}), 12, 1);
  Tensor x(f32, {12, 1});
  for (std::int64_t row = 0; row < 12; ++row) x.set(row, static_cast<double>(row * 40) - 1);
  x.set(11, std::nan(""));
  State none;
  const Tensor y = Executor().run(*compile(graph), std::array{x}, none).outputs[0];
  EXPECT_TRUE(bit_equal(y, run_reference(graph, {x})[0]));
  EXPECT_EQ(y.at(0), 1);
  EXPECT_EQ(y.at(1), 41);
  EXPECT_EQ(y.at(11), 2 * kDepth);
}

// As a product answers: in padded batches of fixed sizes.
TEST(TreeKernel, GivesARowTheSameBitsInEveryBatch) {
  const ForestShape shape{50, 2, 8, 7, 0.1};
  const TreeEnsemble trees = random_trees(shape, 5);
  const Tensor x = random_rows(150, 8, 6);
  Inference inference([&](std::int64_t rows) { return graph_of_trees(trees, rows, 8); },
                      {.num_threads = 2});
  const Tensor all = inference.run(std::array{x});
  for (const std::int64_t count : {1, 3, 64})
    for (std::int64_t first = 0; first + count <= 150; first += 29)
      EXPECT_TRUE(bit_equal(inference.run(std::array{x.rows(first, count)}),
                            all.rows(first, count).clone()))
          << count << " rows from " << first;
}

std::string fault(const std::function<void(TreeEnsemble&)>& change) {
  TreeEnsemble trees = random_trees({}, 3);
  change(trees);
  try {
    static_cast<void>(graph_of_trees(trees, 1, 5));
  } catch (const Error& e) {
    EXPECT_FALSE(e.message().zh.empty());
    return e.code();
  }
  return "";
}

TEST(TreeEnsemble, ThatWouldReadOutsideOrNeverEndIsRefused) {
  const auto put = [](Tensor& t, std::int64_t at, double value) { t.set(at, value); };
  EXPECT_EQ(fault([](TreeEnsemble&) {}), "");
  EXPECT_EQ(fault([&](TreeEnsemble& t) { put(t.features, 0, 5); }), "shape_mismatch");
  EXPECT_EQ(fault([&](TreeEnsemble& t) { put(t.left, 0, 0); }), "shape_mismatch");
  EXPECT_EQ(fault([&](TreeEnsemble& t) { put(t.left, 0, static_cast<double>(t.num_nodes()) - 1); }),
            "shape_mismatch");
  EXPECT_EQ(fault([&](TreeEnsemble& t) { put(t.left, 0, 2); }), "shape_mismatch");
  EXPECT_EQ(fault([&](TreeEnsemble& t) { put(t.values, 0, std::nan("")); }), "shape_mismatch");
  EXPECT_EQ(fault([&](TreeEnsemble& t) { put(t.roots, 0, -1); }), "shape_mismatch");
  EXPECT_EQ(fault([&](TreeEnsemble& t) { put(t.outputs, 0, 1); }), "shape_mismatch");
  EXPECT_EQ(fault([&](TreeEnsemble& t) { t.values = t.values.rows(1, 3); }), "shape_mismatch");
  EXPECT_EQ(fault([&](TreeEnsemble& t) { t.missing_left = Tensor(); }), "shape_mismatch");
}

TEST(TreeEnsemble, KeepsItsFirstTrees) {
  const TreeEnsemble trees = random_trees({.trees = 6, .outputs = 2}, 8);
  const Tensor x = random_rows(40, 5, 9);
  TreeEnsemble cut = trees;
  cut.roots = trees.roots.rows(0, 4);
  cut.outputs = trees.outputs.rows(0, 4);
  const TreeEnsemble first = first_trees(trees, 4);
  EXPECT_EQ(first.num_trees(), 4);
  EXPECT_LT(first.num_nodes(), trees.num_nodes());
  EXPECT_TRUE(bit_equal(run_reference(graph_of_trees(first, 40, 5), {x})[0],
                        run_reference(graph_of_trees(cut, 40, 5), {x})[0]));
}

TEST(TreeLayout, NoticesANodeThatIsItsOwnAncestor) {
  TreeLayout layout;
  EXPECT_FALSE(layout.add(0, 0, 3, [](std::int64_t) -> TreeLayout::Node {
    return {0, 0, false, 0, 0};
  }));
}

}  // namespace
}  // namespace ingot::testing
