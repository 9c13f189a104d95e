// The end of an ensemble: each member has its own loss in training, the mean answers afterwards.
#include "graph/op_def.h"
#include "nn/scoring.h"
#include "tests/library/traced.h"

namespace ingot::testing {
namespace {

struct Losses {
  Row output, rows, slope;
};

// The loss of members (batch, members, units), which an activation and their mean follow.
Losses run_ensemble(const Loss& loss, const std::string& activation, const Tensor& x,
                    const Tensor& target, Mode mode = Mode::training) {
  Builder g;
  TraceState state{.g = g, .mode = mode};
  const Value in = g.input("x", x.type());
  const Value members = trace_layer(state, Activation(activation), "activation", {in});
  const Value output = trace_layer(state, MemberMean(), "mean", {members});
  const Value rows = trace_loss(state, loss, output, g.input("target", target.type()));
  g.output("output", output);
  g.output("rows", rows);
  g.output("slope", gradients(g.sum(rows, Ints{}, drop_dims), std::array{in})[0]);
  State none;
  const std::vector<Tensor> y = Program(g.graph()).run(std::array{x, target}, none);
  return {numbers(y[0]), numbers(y[1]), numbers(y[2])};
}

// Member `m` of (batch, members, units) as (batch, units).
Tensor member(const Tensor& x, std::int64_t m) {
  const std::int64_t batch = x.shape()[0], members = x.shape()[1], units = x.shape()[2];
  Tensor part(x.dtype(), {batch, units});
  for (std::int64_t i = 0; i < batch; ++i)
    for (std::int64_t u = 0; u < units; ++u)
      part.set(i * units + u, x.at((i * members + m) * units + u));
  return part;
}

struct Case {
  Loss loss;
  std::string activation;
  Tensor target;
};

std::vector<Case> cases() {
  const Tensor labels = tensor_of({i64, {2}}, {2, 0}),
               hits = tensor_of({f64, {2, 3}}, {0, 0, 1, 1, 0, 0});
  return {
      {SparseCategoricalCrossentropy(
           {.label_smoothing = 0.1, .class_weights = {1, 2, 3}, .focal_gamma = 2}),
       "softmax", labels},
      {"sparse_categorical_crossentropy", "softmax", labels},
      {"categorical_crossentropy", "softmax", hits},
      {BinaryCrossentropy({.class_weights = {1, 2}}), "sigmoid", hits},
      {"mse", "linear", hits},
      {"mae", "tanh", hits},
      {"poisson", "exp", hits},
      {Quantile({.quantile = 0.8}), "linear", hits},
  };
}

TEST(Ensembles, TrainOnTheMeanOfTheMembersLosses) {
  const Tensor x = waves({f64, {2, 4, 3}}, 0.4);
  for (const Case& c : cases()) {
    SCOPED_TRACE(c.loss.kind);
    const Losses all = run_ensemble(c.loss, c.activation, x, c.target);
    Row rows(2), slope(24);
    for (std::int64_t m = 0; m < 4; ++m) {
      const LossValues one = run_loss(c.loss, c.activation, member(x, m), c.target);
      for (std::size_t i = 0; i < 2; ++i) {
        rows[i] += one.rows[i] / 4;
        for (std::size_t u = 0; u < 3; ++u)
          slope[(i * 4 + static_cast<std::size_t>(m)) * 3 + u] = one.slope[i * 3 + u] / 4;
      }
    }
    expect_near(all.rows, rows, 1e-14);
    expect_near(all.slope, slope, 1e-14);
  }
}

TEST(Ensembles, AreScoredByTheLossOfTheirMean) {
  const Tensor x = waves({f64, {2, 4, 3}}, 0.4);
  for (const Case& c : cases()) {
    SCOPED_TRACE(c.loss.kind);
    const Losses all = run_ensemble(c.loss, c.activation, x, c.target, Mode::inference);
    const Row of_mean =
        run_loss(c.loss, "linear", tensor_of({f64, {2, 3}}, all.output), c.target).rows;
    expect_near(all.rows, of_mean, 1e-12);
  }
}

// In f32 all of these probabilities are 0 or 1.
TEST(Ensembles, ScoreFarLogitsWithoutRoundingThemAway) {
  const Tensor x = tensor_of({f32, {1, 2, 2}}, {-200, 200, -100, 100});
  const Tensor label = tensor_of({i64, {1}}, {0}), hits = tensor_of({f32, {1, 2}}, {1, 0});
  const double least = 200 + std::log(2.0);  // the surer member adds nothing
  expect_near(
      run_ensemble("sparse_categorical_crossentropy", "softmax", x, label, Mode::inference).rows,
      {least}, 1e-4);
  expect_near(run_ensemble("binary_crossentropy", "sigmoid", x, hits, Mode::inference).rows,
              {100 + std::log(2.0)}, 1e-4);
}

TEST(Ensembles, AnswerWithTheMeanProbabilityOfTheirMembers) {
  const Network network{Input({3}), MemberScale(4), Dense(6, {.activation = "relu"}),
                        MemberDense(2, {.activation = "softmax"}), MemberMean()};
  const Network apart{Input({3}), MemberScale(4), Dense(6, {.activation = "relu"}),
                      MemberDense(2, {.activation = "softmax"})};
  const Tensor rows = waves({f32, {5, 3}}, 0.2);
  const Traced whole = trace_inference(network, 5);
  State states = initial_states(whole.parameters, 1);
  const auto run = [&](const Graph& graph) {
    return Program(graph).run(std::array{rows}, states)[0];
  };
  const Row mean = numbers(run(whole.graph)), each = numbers(run(trace_inference(apart, 5).graph));
  for (std::size_t i = 0; i < 5; ++i)
    for (std::size_t c = 0; c < 2; ++c) {
      double sum = 0;
      for (std::size_t m = 0; m < 4; ++m) sum += each[(i * 4 + m) * 2 + c];
      EXPECT_NEAR(mean[2 * i + c], sum / 4, 1e-6);
    }
  EXPECT_GT(std::abs(each[0] - each[2]), 1e-3);  // members differ
  // Nothing that only a loss reads is in the graph that is exported.
  for (std::uint32_t i = 0; i < whole.graph.size(); ++i)
    EXPECT_NE(whole.graph.node(i).op->name, "logsumexp");
}

}  // namespace
}  // namespace ingot::testing
