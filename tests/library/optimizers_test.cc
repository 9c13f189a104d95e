// Optimizers against their formulas, iterated by hand in f64.
#include <functional>

#include "nn/optimizer_def.h"
#include "tests/library/traced.h"

namespace ingot::testing {
namespace {

constexpr int kSteps = 5;
constexpr double kRate = 0.05;
const TensorType kType{f64, {3}};

// Gradients that change sign and size from step to step.
Row gradient_at(int step) { return numbers(waves(kType, 0.7 * step)); }

// The weight of this name after an update by each gradient.
Tensor updated(const Optimizer& optimizer, const std::string& name, const Tensor& weight,
               const std::vector<Tensor>& updates) {
  Builder g;
  TraceState state{.g = g};
  const Parameter w{.name = name, .type = weight.type()};
  const SpecView view = optimizer_options(optimizer);
  OptimizerContext c(state, view, w);
  c.weight = g.state(name, w.type);
  c.gradient = g.input("gradient", w.type);
  c.learning_rate = g.input("learning_rate", {f64, {}});
  c.step = g.input("step", {f64, {}});
  g.update(name, find_optimizer(optimizer.kind).trace(c));
  State states = initial_states(state.parameters, 0);
  states[name] = weight;
  Program program(g.graph());
  double step = 0;
  for (const Tensor& gradient : updates)
    program.run(std::array{gradient, Tensor::scalar(kRate), Tensor::scalar(++step)}, states);
  return states[name];
}

// The weights after kSteps updates.
Row optimized(const Optimizer& optimizer) {
  std::vector<Tensor> updates;
  for (int i = 1; i <= kSteps; ++i) updates.push_back(tensor_of(kType, gradient_at(i)));
  return numbers(updated(optimizer, "w", tensor_of(kType, {1, -0.5, 0.25}), updates));
}

// What one weight goes through: (weight, gradient, memory of 2, step) -> weight.
using Formula = std::function<double(double w, double d, double* memory, int step)>;

Row by_hand(const Formula& formula) {
  Row w{1, -0.5, 0.25};
  for (std::size_t k = 0; k < w.size(); ++k) {
    double memory[2] = {};
    for (int i = 1; i <= kSteps; ++i) w[k] = formula(w[k], gradient_at(i)[k], memory, i);
  }
  return w;
}

double sign(double x) { return x > 0 ? 1 : x < 0 ? -1 : 0; }

double adam_change(double d, double* memory, int step, double beta1, double beta2) {
  memory[0] = beta1 * memory[0] + (1 - beta1) * d;
  memory[1] = beta2 * memory[1] + (1 - beta2) * d * d;
  const double m = memory[0] / (1 - std::pow(beta1, step));
  const double v = memory[1] / (1 - std::pow(beta2, step));
  return kRate * m / (std::sqrt(v) + 1e-7);
}

TEST(Optimizers, SgdFollowsTheGradient) {
  expect_near(optimized("sgd"),
              by_hand([](double w, double d, double*, int) { return w - kRate * d; }), 1e-14);
  expect_near(optimized(SGD({.weight_decay = 0.1})),
              by_hand([](double w, double d, double*, int) { return w - kRate * (d + 0.1 * w); }),
              1e-14);
}

TEST(Optimizers, SgdKeepsItsMomentum) {
  expect_near(optimized(SGD({.momentum = 0.9})), by_hand([](double w, double d, double* u, int) {
                u[0] = 0.9 * u[0] + d;
                return w - kRate * u[0];
              }),
              1e-14);
  expect_near(optimized(SGD({.momentum = 0.9, .nesterov = true, .weight_decay = 0.1})),
              by_hand([](double w, double d, double* u, int) {
                d += 0.1 * w;
                u[0] = 0.9 * u[0] + d;
                return w - kRate * (d + 0.9 * u[0]);
              }),
              1e-14);
}

TEST(Optimizers, AdamCorrectsBothMeans) {
  expect_near(optimized("adam"), by_hand([](double w, double d, double* memory, int step) {
                return w - adam_change(d, memory, step, 0.9, 0.999);
              }),
              1e-13);
  expect_near(optimized(Adam({.beta1 = 0, .beta2 = 0.5})),
              by_hand([](double w, double d, double* memory, int step) {
                return w - adam_change(d, memory, step, 0, 0.5);
              }),
              1e-13);
}

TEST(Optimizers, AdamWShrinksTheWeightApartFromTheGradient) {
  expect_near(optimized(AdamW({.weight_decay = 0.1})),
              by_hand([](double w, double d, double* memory, int step) {
                return w - kRate * 0.1 * w - adam_change(d, memory, step, 0.9, 0.999);
              }),
              1e-13);
}

TEST(Optimizers, RmspropDividesByTheRootOfTheMeanSquare) {
  const auto change = [](double d, double* memory) {
    memory[0] = 0.9 * memory[0] + 0.1 * d * d;
    return kRate * d / (std::sqrt(memory[0]) + 1e-7);
  };
  expect_near(optimized("rmsprop"), by_hand([&](double w, double d, double* memory, int) {
                return w - change(d, memory);
              }),
              1e-13);
  expect_near(optimized(RMSprop({.momentum = 0.5})),
              by_hand([&](double w, double d, double* memory, int) {
                memory[1] = 0.5 * memory[1] + change(d, memory);
                return w - memory[1];
              }),
              1e-13);
}

TEST(Optimizers, AdagradDividesByTheRootOfTheSumOfSquares) {
  expect_near(optimized("adagrad"), by_hand([](double w, double d, double* memory, int) {
                memory[0] += d * d;
                return w - kRate * d / (std::sqrt(memory[0]) + 1e-7);
              }),
              1e-13);
}

TEST(Optimizers, LionStepsByASign) {
  expect_near(optimized(Lion({.weight_decay = 0.1})),
              by_hand([](double w, double d, double* memory, int) {
                const double direction = sign(0.9 * memory[0] + 0.1 * d);
                memory[0] = 0.99 * memory[0] + 0.01 * d;
                return w - kRate * (direction + 0.1 * w);
              }),
              1e-14);
}

// One update of zeros by Muon without decay.
Tensor moved_by_muon(const std::string& name, const Tensor& gradient) {
  return updated(Muon({.weight_decay = 0}), name, Tensor::zeros(gradient.type()), {gradient});
}

TEST(Optimizers, MuonBringsTheSingularValuesOfMatricesToAboutOne) {
  // Of a diagonal matrix they stand there; a turn of its rows and columns turns the step alike.
  const auto brought = [](double s) {
    for (int i = 0; i < 5; ++i) s = 3.4445 * s - 4.7750 * s * s * s + 2.0315 * std::pow(s, 5);
    return s;
  };
  const double norm = std::sqrt(9.0 + 1.0), step = -kRate * 0.2 * std::sqrt(3.0);
  for (const bool is_tall : {false, true}) {
    Tensor gradient = Tensor::zeros({f64, is_tall ? Shape{3, 2} : Shape{2, 3}});
    gradient.set(0, 3);
    gradient.set(is_tall ? 3 : 4, -1);
    const Tensor moved = moved_by_muon("dense_1/kernel", gradient);
    for (std::int64_t i = 0; i < 6; ++i) {
      const double s = gradient.at(i);
      EXPECT_NEAR(moved.at(i), s == 0 ? 0 : step * brought(s / norm), 1e-6) << i;
    }
  }
  constexpr double kTurn = 0.6;
  const double c = std::cos(kTurn), s = std::sin(kTurn), a = brought(3 / norm),
               b = brought(1 / norm);
  const Tensor turned = moved_by_muon("k", Tensor::from<double>({3 * c, -s, 3 * s, c}, {2, 2}));
  const double square = -kRate * 0.2 * std::sqrt(2.0);
  expect_near(numbers(turned), {square * a * c, -square * b * s, square * a * s, square * b * c},
              1e-6);
  // Kernels of convolutions as matrices (filters, the rest); tables and biases as AdamW.
  EXPECT_EQ(moved_by_muon("k", waves({f64, {2, 3, 2, 2}}, 1)).shape(), (Shape{2, 3, 2, 2}));
  const Tensor table = moved_by_muon("tokens/table", Tensor::from<double>({3, -1}, {2, 1}));
  expect_near(numbers(table), {-kRate, kRate}, 1e-6);
}

TEST(Optimizers, EveryOneHasALearningRateAndMovesTheWeights) {
  for (const OptimizerDef& def : optimizer_registry()) {
    EXPECT_EQ(optimizer_options(Optimizer(def.name)).schedule("learning_rate").kind, "constant");
    EXPECT_FALSE(optimized(Optimizer(def.name)) == Row({1, -0.5, 0.25})) << def.name;
  }
}

TEST(Optimizers, OptionsThatMakeNoSenseAreNamed) {
  EXPECT_EQ(code_of([] { return optimized("adamm"); }), "unknown_optimizer");
  EXPECT_EQ(code_of([] {
              return optimized(Optimizer(Spec{"sgd", {{"beta1", 0.9}}}));
            }),
            "unknown_option");
  for (const Optimizer& o :
       {SGD({.momentum = 1}), SGD({.weight_decay = -1}), Adam({.beta1 = -0.1}), Adam({.beta2 = 1}),
        Adam({.epsilon = -1}), AdamW({.weight_decay = -1}), RMSprop({.rho = 1}),
        Adagrad({.epsilon = -1}), Lion({.beta1 = 1}), Muon({.beta2 = 1})})
    EXPECT_EQ(code_of([&] { return optimized(o); }), "bad_option") << o.kind;
}

}  // namespace
}  // namespace ingot::testing
