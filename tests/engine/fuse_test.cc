// Fusion of scalar ops, as graphs.
#include <gtest/gtest.h>

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

}  // namespace
}  // namespace ingot
