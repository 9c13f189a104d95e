// What must hold for every op, over all samples of its record.
#include <gtest/gtest.h>

#include <iostream>
#include <random>

#include "runtime/executor.h"
#include "tests/engine/samples.h"

namespace ingot::testing {
namespace {

// sum over outputs of <output, weights>, as one number.
double project(const std::vector<Tensor>& outputs, const std::vector<Tensor>& weights) {
  double sum = 0;
  for (std::size_t i = 0; i < outputs.size(); ++i)
    if (is_float(outputs[i].dtype()))
      for (std::int64_t k = 0; k < outputs[i].num_elements(); ++k)
        sum += outputs[i].at(k) * weights[i].at(k);
  return sum;
}

std::vector<Tensor> random_like(std::span<const TensorType> types, std::mt19937_64& rng) {
  std::normal_distribution<double> normal;
  std::vector<Tensor> result;
  for (const TensorType& t : types) {
    Tensor w(is_float(t.dtype) ? t : TensorType{f64, t.shape});
    for (std::int64_t k = 0; k < w.num_elements(); ++k) w.set(k, normal(rng));
    result.push_back(std::move(w));
  }
  return result;
}

// The case with its gradient: outputs "grad 0", "grad 1" ... of <outputs, weights>.
Graph with_gradients(const Case& c, const std::vector<Tensor>& weights) {
  Builder g(c.graph);
  Value loss;
  for (std::size_t i = 0; i < c.graph.outputs().size(); ++i) {
    const Value y = g.value(c.graph.outputs()[i].value);
    if (!is_float(y.dtype())) continue;
    const Value part = g.sum(y * g.constant(weights[i]), Ints{}, drop_dims);
    loss = loss ? loss + part : part;
  }
  Values wrt;
  for (const NamedValue& v : c.graph.inputs())
    if (is_float(g.value(v.value).dtype())) wrt.push_back(g.value(v.value));
  const Values dx = gradients(loss, wrt);
  for (std::size_t i = 0; i < dx.size(); ++i) g.output(fmt::format("grad {}", i), dx[i]);
  return g.take();
}

void check_gradient(const Case& c) {
  SCOPED_TRACE(name_of(c));
  std::mt19937_64 rng(7);
  std::vector<TensorType> types;
  for (const NamedValue& v : c.graph.outputs()) types.push_back(c.graph.type(v.value));
  const std::vector<Tensor> weights = random_like(types, rng);
  const std::vector<Tensor> all = run_reference(with_gradients(c, weights), c.inputs);
  const std::span<const Tensor> dx(all.begin() + static_cast<std::ptrdiff_t>(types.size()),
                                   all.end());
  constexpr double kStep = 1e-5;
  for (int direction = 0; direction < 3; ++direction) {
    std::vector<TensorType> input_types;
    for (const Tensor& t : c.inputs) input_types.push_back(t.type());
    const std::vector<Tensor> d = random_like(input_types, rng);
    double analytic = 0, scale = 0;
    std::size_t k = 0;
    std::vector<Tensor> plus = c.inputs, minus = c.inputs;
    for (std::size_t i = 0; i < c.inputs.size(); ++i) {
      if (!is_float(c.inputs[i].dtype())) continue;
      for (std::int64_t e = 0; e < c.inputs[i].num_elements(); ++e) {
        const double x = c.inputs[i].at(e), v = d[i].at(e);
        analytic += dx[k].at(e) * v;
        scale += std::abs(dx[k].at(e) * v);
        plus[i].set(e, x + kStep * v);
        minus[i].set(e, x - kStep * v);
      }
      ++k;
    }
    const double numeric = (project(run_reference(c.graph, plus), weights) -
                            project(run_reference(c.graph, minus), weights)) /
                           (2 * kStep);
    EXPECT_NEAR(analytic, numeric, 1e-6 * (1 + scale + std::abs(numeric)));
  }
}

TEST(EveryOp, HasExactlyWhatTheGeneratorRead) {
  std::size_t count = 0;
  for (const auto& [name, names] : generated_op_signatures()) {
    const OpDef& op = op_registry().at(name);
    std::vector<std::string> own;
    for (const InputDef& i : op.inputs) own.push_back(i.name);
    for (const AttrDef& a : op.attrs) own.push_back(a.name);
    EXPECT_EQ(fmt::format("{}", fmt::join(own, ",")), names) << name;
    ++count;
  }
  std::cout << count << " ops with a record of their own\n";
  EXPECT_GE(count, 100u);
}

TEST(EveryOp, SaysItsFormulaAndItsSource) {
  for (const OpDef& op : op_registry().all()) {
    EXPECT_FALSE(op.doc.empty()) << op.name;
    const bool needs_source = !op.traits.has(Trait::backward) && !op.traits.has(Trait::source);
    EXPECT_TRUE(!needs_source || op.doc.find("Source:") != std::string::npos) << op.name;
  }
}

TEST(EveryOp, GivesTheShapeThatItInfers) {
  const std::vector<Case> cases = all_cases();
  for (const Case& c : cases) {
    SCOPED_TRACE(name_of(c));
    const std::vector<Tensor> outputs = run_reference(c.graph, c.inputs);
    for (std::size_t i = 0; i < outputs.size(); ++i)
      EXPECT_EQ(outputs[i].type(), c.graph.type(c.graph.outputs()[i].value));
  }
  std::cout << cases.size() << " samples run\n";
}

TEST(EveryOp, GradientAgreesWithFiniteDifferences) {
  const std::vector<Case> cases = differentiable_cases();
  for (const Case& c : cases) check_gradient(c);
  std::cout << cases.size() << " samples differentiated\n";
}

TEST(EveryOp, PrintsAndParsesBack) {
  for (const Case& c : all_cases()) {
    SCOPED_TRACE(name_of(c));
    verify(c.graph);
    const std::string text = to_string(c.graph);
    EXPECT_EQ(to_string(parse_graph(text)), text);
  }
}

double tolerance(const Case& c, DType dtype) {
  const double epsilon = dtype == f64    ? 2.2e-16
                         : dtype == f32  ? 1.2e-7
                         : dtype == bf16 ? 7.8e-3
                                         : 9.8e-4;
  return c.op->tolerance_ulp * epsilon;
}

void expect_close(const Case& c, const std::vector<Tensor>& a, const std::vector<Tensor>& b) {
  for (std::size_t i = 0; i < a.size(); ++i)
    for (std::int64_t e = 0; e < a[i].num_elements(); ++e) {
      const double x = a[i].at(e), y = b[i].at(e);
      if (std::isnan(x) && std::isnan(y)) continue;
      if (x == y) continue;
      ASSERT_TRUE(is_float(a[i].dtype())) << "element " << e << ": " << x << " and " << y;
      ASSERT_NEAR(x, y, tolerance(c, a[i].dtype()) * (1 + std::max(std::abs(x), std::abs(y))))
          << "element " << e;
    }
}

// One run for each of: passes on the reference, the CPU backend with and without passes, 1 and 2
// threads.
TEST(EveryOp, RunsAlikeOnEveryBackendWithPassesOnAndOff) {
  std::size_t runs = 0;
  for (const Case& c : all_cases()) {
    SCOPED_TRACE(name_of(c));
    const std::vector<Tensor> expected = run_reference(c.graph, c.inputs);
    for (const Backend* backend : {&reference_backend(), &cpu_backend()})
      for (const std::vector<std::string>& skip : {std::vector<std::string>{}, {"all"}})
        for (int threads : {1, 2}) {
          const auto plan = compile(c.graph, {.backend = backend,
                                              .num_threads = threads,
                                              .passes = {.skip = skip, .verify_each = true}});
          State none;
          expect_close(c, expected, Executor(threads).run(*plan, c.inputs, none).outputs);
          ++runs;
        }
  }
  std::cout << runs << " comparisons with the reference\n";
}

// Gradients too, since they are what training runs.
TEST(EveryOp, HasTheSameGradientOnTheCpuBackend) {
  std::size_t runs = 0;
  for (const OpDef& op : op_registry().all())
    for (const std::string& s : op.samples) {
      if (!op.no_grad.empty() || s.find("nograd") != std::string::npos) continue;
      const Case c = make_case(op, s, f32);
      if (!c.differentiable) continue;
      SCOPED_TRACE(name_of(c));
      std::mt19937_64 rng(11);
      std::vector<TensorType> types;
      for (const NamedValue& v : c.graph.outputs()) types.push_back(c.graph.type(v.value));
      const Graph graph = with_gradients(c, random_like(types, rng));
      const auto plan = compile(graph, {.num_threads = 2, .passes = {.verify_each = true}});
      State none;
      expect_close(c, run_reference(graph, c.inputs),
                   Executor(2).run(*plan, c.inputs, none).outputs);
      ++runs;
    }
  std::cout << runs << " gradients compared\n";
}

}  // namespace
}  // namespace ingot::testing
