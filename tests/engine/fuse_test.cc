// Fusion of scalar ops, as graphs.
#include <gtest/gtest.h>

#include "passes/pass.h"
#include "runtime/executor.h"

namespace ingot {
namespace {

// exp and the addition after it are one cluster. sin and the last addition may not be another: each
// cluster would wait for the other, on a way that leads through nodes before sin.
TEST(Fuse, MakesNoTwoClustersThatWaitForEachOther) {
  Builder g;
  const Value x = g.input("x", {f32, {4}}), y = g.input("y", {f32, {4}});
  const Value e = g.exp(x), before = g.cumsum(e);
  const Value s = g.sin(y), after = g.cumsum(s);
  g.output("sum of the first", e + after);
  g.output("sum of the second", s + before);
  const std::vector<Tensor> inputs{Tensor::full({f32, {4}}, 0), Tensor::full({f32, {4}}, 1)};
  State none;
  const auto plan = compile(g.graph(), {.passes = {.verify_each = true, .dump = {}}});
  const std::vector<Tensor> sums = Executor().run(*plan, inputs, none).outputs;
  EXPECT_FLOAT_EQ(static_cast<float>(sums[0].at(3)), 1 + 4 * std::sin(1.0F));
  EXPECT_FLOAT_EQ(static_cast<float>(sums[1].at(3)), 4 + std::sin(1.0F));
}

Graph fused(const std::string& text) {
  PassContext nothing_claimed;
  nothing_claimed.claimed = [](const Graph& g) { return std::vector<bool>(g.size()); };
  return fuse_scalar_clusters(parse_graph(text), nothing_claimed);
}

TEST(Fuse, MakesAClusterOfOneOpOnlyForAReduction) {
  const std::string x = "%0 = input(dtype=f32, name=\"x\", shape=[2,3]) : f32[2,3]\n";
  const std::string alone = x + "%1 = exp(%0) : f32[2,3]\noutput \"y\" = %1\n";
  EXPECT_EQ(to_string(fused(alone)), alone);
  EXPECT_EQ(to_string(fused(x + "%1 = exp(%0) : f32[2,3]\n"
                                "%2 = sum(%1) : f32[]\n"
                                "output \"y\" = %2\n")),
            x + "%1 = fused(%0, dtypes=[1], program=\"1 arg:0 exp:0 -> 1\", shape=[2,3]) "
                ": f32[2,3]\n"
                "%2 = sum(%1) : f32[]\n"
                "output \"y\" = %2\n");
}

}  // namespace
}  // namespace ingot
