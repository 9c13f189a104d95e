#include <gtest/gtest.h>

#include "graph/rewrite.h"
#include "ingot/graph.h"

namespace ingot {
namespace {

TEST(Expr, DerivativeSelectsAndNeverMultipliesByZero) {
  // relu at -infinity: 0 * inf would be NaN.
  const Expr x = Expr::arg(0);
  const Expr y = scalar::select(x <= 0.0, 0.0, scalar::exp(x));
  const std::array d{scaled(derivative(y, 0), Expr::arg(1))};
  const ScalarProgram program = compile(d, 2);
  std::vector<double> registers;
  const std::vector<double> args{-1e308, HUGE_VAL};
  EXPECT_EQ(evaluate<double>(program, std::span<const double>(args), 0, registers), 0.0);
}

TEST(ScalarProgram, PrintsAndParsesBack) {
  const Expr x = Expr::arg(0);
  const std::array e{scalar::tanh(x * 0.1) + scalar::max(x, Expr::arg(1)), x * 0.1};
  const ScalarProgram program = compile(e, 2);
  EXPECT_EQ(to_string(parse_scalar_program(to_string(program))), to_string(program));
  EXPECT_THROW((void)parse_scalar_program("1 arg:0 add:0,7 -> 1"), Error);
  EXPECT_THROW((void)parse_scalar_program("1 arg:0"), Error);
}

TEST(Builder, ReportsBothTypesOfAMismatch) {
  Builder g;
  const Value a = g.input("a", {f32, {2, 3}}), b = g.input("b", {f32, {4}});
  try {
    (void)(a + b);
    FAIL();
  } catch (const Error& e) {
    EXPECT_EQ(e.code(), "shape_mismatch");
    EXPECT_NE(e.message().en.find("f32[2,3]"), std::string::npos);
    EXPECT_NE(e.message().en.find("f32[4]"), std::string::npos);
  }
  EXPECT_THROW((void)g.emit1("relo", {a}), Error);
}

TEST(GraphText, RefusesBrokenTextWithLineAndColumn) {
  const std::string good = "%0 = input(dtype=f32, name=\"x\", shape=[2]) : f32[2]\n";
  EXPECT_EQ(to_string(parse_graph(good)), good);
  for (const char* bad : {"%0 = relu(%1) : f32[2]\n", "%1 = input() : f32[2]\n", "output = %0\n",
                          "%0 = input(dtype=f32, name=\"x\", shape=[2]) : f32[3]x\n"}) {
    try {
      (void)parse_graph(bad);
      ADD_FAILURE() << bad;
    } catch (const Error& e) {
      EXPECT_FALSE(e.message().en.empty());
    }
  }
}

TEST(Gradients, OfALossThatDoesNotDependAreZero) {
  Builder g;
  const Value x = g.input("x", {f32, {3}}), y = g.input("y", {f32, {3}});
  const Values d = gradients(g.sum(x * x, Ints{}, drop_dims), std::array{x, y});
  EXPECT_EQ(d[1].type(), y.type());
  EXPECT_THROW((void)gradients(x, std::array{x}), Error);
}

TEST(Rewrite, DropsWhatNothingReadsAndKeepsInputs) {
  Builder g;
  const Value x = g.input("x", {f32, {3}}), unused = g.input("unused", {f32, {3}});
  (void)g.exp(unused);
  g.output("y", g.relu(x));
  const Graph graph = without_dead_nodes(g.graph());
  EXPECT_EQ(graph.size(), 3u);
  EXPECT_EQ(graph.inputs().size(), 2u);
}

}  // namespace
}  // namespace ingot
