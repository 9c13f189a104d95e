// RBMs against loops and against the sum over all states.
#include "ingot/graph.h"
#include "tests/library/rbm_reference.h"

namespace ingot::testing {
namespace {

Network one_layer(std::int64_t visible, std::int64_t hidden) {
  return {Input({visible}), Dense(hidden, {.activation = "sigmoid", .name = "layer"})};
}

// States without a pattern; `size` scales them.
States wavy_states(const Parameters& parameters, double size) {
  States states;
  double phase = 0.3;
  for (const Parameter& p : parameters) {
    Tensor t = waves(p.type, phase += 0.9);
    for (std::int64_t i = 0; i < t.num_elements(); ++i) t.set(i, size * t.at(i));
    states[p.name] = t;
  }
  return states;
}

Tensor key_of(std::int64_t step) {
  return Tensor::from(std::vector<std::int64_t>{5, step, 0}, {3});
}

// The numbers of one draw.
Matrix drawn(const char* op, std::int64_t stream, std::int64_t rows, std::int64_t width) {
  Builder g;
  const Value key = g.input("key", {i64, {3}});
  g.output("y", g.emit1(op, {key}, {{"shape", Ints{rows, width}}, {"stream", stream}}));
  State none;
  return matrix_of(Program(g.take()).run(std::array{key_of(2)}, none)[0]);
}

struct Case {
  Rbm rbm{.layer = "layer"};
  RbmStepOptions options;
};

std::vector<Case> cases() {
  std::vector<Case> all;
  for (const Visible visible : {Visible::bernoulli, Visible::gaussian})
    for (const Chains chains : {Chains::data, Chains::persistent})
      for (const VisibleValues values : {VisibleValues::means, VisibleValues::samples})
        for (const std::int64_t steps : {1, 3})
          all.push_back({{.layer = "layer", .visible = visible, .deviation = 0.7},
                         {.batch = 5,
                          .cd_steps = steps,
                          .chains = chains,
                          .values = values,
                          .weight_decay = 0.1}});
  return all;
}

constexpr double kRate = 0.2, kMomentum = 0.6;
constexpr std::size_t kCounted = 4;  // of 5 rows, the last one is padding

struct Updated {
  Matrix kernel;
  Row bias, visible_bias;
  double error = 0;
};

// One update, written as loops over rows and units.
Updated reference_update(const Case& c, const States& before, const Matrix& rows) {
  const ReferenceRbm rbm(before, c.rbm);
  const bool persistent = c.options.chains == Chains::persistent;
  const bool gaussian = c.rbm.visible == Visible::gaussian;
  const bool samples = persistent || c.options.values == VisibleValues::samples;
  const std::size_t nv = rbm.visible_bias.size(), nh = rbm.bias.size();
  Matrix v = persistent ? matrix_of(before.at("layer/chain")) : rows;
  std::int64_t stream = kRbmStream;
  Updated slope{Matrix(nv, Row(nh)), Row(nh), Row(nv)};
  for (std::int64_t step = 0; step < c.options.cd_steps; ++step) {
    const Matrix u = drawn("random_uniform", ++stream, 5, static_cast<std::int64_t>(nh));
    const Matrix w = !samples ? Matrix(5, Row(nv))
                              : drawn(gaussian ? "random_normal" : "random_uniform", ++stream, 5,
                                      static_cast<std::int64_t>(nv));
    for (std::size_t r = 0; r < 5; ++r) {
      Row h = rbm.hidden(v[r]);
      for (std::size_t j = 0; j < nh; ++j) h[j] = u[r][j] < h[j] ? 1 : 0;
      v[r] = rbm.visible(h);
      if (r < kCounted && step == 0 && !persistent)
        for (std::size_t i = 0; i < nv; ++i)
          slope.error += std::pow(rows[r][i] - v[r][i], 2) / static_cast<double>(nv * kCounted);
      if (!samples) continue;
      for (std::size_t i = 0; i < nv; ++i)
        v[r][i] = gaussian ? v[r][i] + c.rbm.deviation * w[r][i] : (w[r][i] < v[r][i] ? 1 : 0);
    }
  }
  const double pull = gaussian ? 1 / (c.rbm.deviation * c.rbm.deviation) : 1;
  const auto add = [&](const Row& visible, double weight) {
    const Row h = rbm.hidden(visible);
    for (std::size_t i = 0; i < nv; ++i) {
      slope.visible_bias[i] += weight * pull * visible[i];
      for (std::size_t j = 0; j < nh; ++j) slope.kernel[i][j] += weight * visible[i] * h[j];
    }
    for (std::size_t j = 0; j < nh; ++j) slope.bias[j] += weight * h[j];
  };
  for (std::size_t r = 0; r < 5; ++r) {
    if (r < kCounted) add(rows[r], 1.0 / kCounted);
    if (persistent) add(v[r], -1.0 / 5);
    if (!persistent && r < kCounted) add(v[r], -1.0 / kCounted);
    if (persistent && r < kCounted) {
      const Row back = rbm.visible(rbm.hidden(rows[r]));
      for (std::size_t i = 0; i < nv; ++i)
        slope.error += std::pow(rows[r][i] - back[i], 2) / static_cast<double>(nv * kCounted);
    }
  }
  const auto moved = [&](double value, double slope_of, double velocity) {
    return value + kMomentum * velocity + kRate * slope_of;
  };
  const Matrix kernel_velocity = matrix_of(before.at("layer/kernel/velocity"));
  for (std::size_t i = 0; i < nv; ++i)
    for (std::size_t j = 0; j < nh; ++j)
      slope.kernel[i][j] =
          moved(rbm.kernel[i][j], slope.kernel[i][j] - c.options.weight_decay * rbm.kernel[i][j],
                kernel_velocity[i][j]);
  const auto move_all = [&](Row& slopes, const Row& values, const char* name) {
    const Row velocity = numbers(before.at(name));
    for (std::size_t i = 0; i < slopes.size(); ++i)
      slopes[i] = moved(values[i], slopes[i], velocity[i]);
  };
  move_all(slope.bias, rbm.bias, "layer/bias/velocity");
  move_all(slope.visible_bias, rbm.visible_bias, "layer/visible_bias/velocity");
  return slope;
}

Tensor scalar(double value) { return Tensor::scalar(static_cast<float>(value)); }

TEST(ContrastiveDivergence, IsThatOfLoopsWithTheSameDraws) {
  for (const Case& c : cases()) {
    const Traced traced = trace_rbm_step(one_layer(4, 3), c.rbm, c.options);
    const States before = wavy_states(traced.parameters, 0.8);
    Matrix rows = matrix_of(waves({f32, {5, 4}}, 2.5));
    for (Row& row : rows)
      for (double& x : row) x = std::abs(x);
    const Updated wanted = reference_update(c, before, rows);
    States after = before;
    const Tensor mask = tensor_of({f32, {5}}, {1, 1, 1, 1, 0});
    const std::vector<Tensor> out =
        Program(traced.graph)
            .run(std::array{tensor_of_rows(rows), mask, key_of(2), scalar(1.0 / kCounted),
                            scalar(kRate), scalar(kMomentum)},
                 after);
    const Matrix kernel = matrix_of(after.at("layer/kernel"));
    for (std::size_t i = 0; i < kernel.size(); ++i) expect_near(kernel[i], wanted.kernel[i], 1e-5);
    expect_near(numbers(after.at("layer/bias")), wanted.bias, 1e-5);
    expect_near(numbers(after.at("layer/visible_bias")), wanted.visible_bias, 1e-5);
    EXPECT_NEAR(out[0].item(), wanted.error, 1e-5);
  }
}

// With long chains of samples the update is the slope of the log-likelihood, which a sum over all
// 2^7 states gives exactly. 20'000 rows leave a deviation of about 0.003.
TEST(ContrastiveDivergence, WithLongChainsIsTheSlopeOfTheLogLikelihood) {
  constexpr std::int64_t kRows = 20'000;
  const Rbm rbm{.layer = "layer"};
  const Traced traced = trace_rbm_step(
      one_layer(4, 3), rbm, {.batch = kRows, .cd_steps = 15, .values = VisibleValues::samples});
  States states = wavy_states(traced.parameters, 0.9);
  for (auto& [name, t] : states)
    if (name.ends_with("velocity")) t = Tensor::zeros(t.type());
  const ReferenceRbm model(states, rbm);
  const Matrix data{{1, 0, 0, 1}, {1, 1, 0, 1}, {0, 0, 1, 1}, {1, 0, 0, 0}};

  Matrix slope(4, Row(3));
  double total = 0;
  for (const Row& v : all_bits(4))
    for (const Row& h : all_bits(3)) total += std::exp(-model.energy(v, h));
  for (std::size_t i = 0; i < 4; ++i)
    for (std::size_t j = 0; j < 3; ++j) {
      for (const Row& v : data) slope[i][j] += v[i] * model.hidden(v)[j] / 4;
      for (const Row& v : all_bits(4))
        for (const Row& h : all_bits(3))
          slope[i][j] -= v[i] * h[j] * std::exp(-model.energy(v, h)) / total;
    }

  Matrix rows;
  for (std::int64_t r = 0; r < kRows; ++r) rows.push_back(data[static_cast<std::size_t>(r) % 4]);
  Program(traced.graph)
      .run(std::array{tensor_of_rows(rows), Tensor::full({f32, {kRows}}, 1), key_of(1),
                      scalar(1.0 / kRows), scalar(1), scalar(0)},
           states);
  const Matrix after = matrix_of(states.at("layer/kernel"));
  double largest = 0;
  for (std::size_t i = 0; i < 4; ++i)
    for (std::size_t j = 0; j < 3; ++j) {
      EXPECT_NEAR(after[i][j] - model.kernel[i][j], slope[i][j], 0.015) << i << ", " << j;
      largest = std::max(largest, std::abs(slope[i][j]));
    }
  EXPECT_GT(largest, 0.1);  // else every slope would do
}

TEST(FreeEnergy, IsTheLogarithmOfTheSumOverHiddenUnits) {
  for (const Visible visible : {Visible::bernoulli, Visible::gaussian}) {
    const Rbm rbm{.layer = "layer", .visible = visible, .deviation = 0.6};
    const Traced traced = trace_free_energy(one_layer(4, 3), rbm, 6);
    States states = wavy_states(traced.parameters, 1.5);
    const Tensor rows = waves({f32, {6, 4}}, 0.2);
    const Row found = numbers(Program(traced.graph).run(std::array{rows}, states)[0]);
    const ReferenceRbm model(states, rbm);
    Row wanted;
    for (const Row& v : matrix_of(rows)) {
      double sum = 0;
      for (const Row& h : all_bits(3)) sum += std::exp(-model.energy(v, h));
      wanted.push_back(-std::log(sum));
    }
    expect_near(found, wanted, 1e-5);
  }
}

TEST(Reconstruction, GoesUpThroughAllLayersAndDownAgain) {
  const Network network{Input({2, 2}), Flatten(),
                        Dense(3, {.activation = "sigmoid", .name = "low"}),
                        Dense(2, {.activation = "sigmoid", .name = "high"}), Dense(2)};
  EXPECT_EQ(sigmoid_layers(network), (std::vector<std::string>{"low", "high"}));
  const std::vector<Rbm> rbms{{.layer = "low", .visible = Visible::gaussian, .deviation = 0.5},
                              {.layer = "high"}};
  const Traced traced = trace_reconstruction(network, rbms, 3);
  States states = wavy_states(traced.parameters, 1);
  const Tensor rows = waves({f32, {3, 2, 2}}, 0.4);
  const Tensor found = Program(traced.graph).run(std::array{rows}, states)[0];
  EXPECT_EQ(found.shape(), rows.shape());
  const ReferenceRbm low(states, rbms[0]), high(states, rbms[1]);
  for (std::int64_t r = 0; r < 3; ++r)
    expect_near(numbers(found.rows(r, 1)),
                low.visible(high.visible(high.hidden(low.hidden(numbers(rows.rows(r, 1)))))), 1e-5);
}

TEST(ContrastiveDivergence, OfALayerAboveLeavesThoseBelow) {
  const Network network{Input({4}), Dense(3, {.activation = "sigmoid", .name = "low"}),
                        Dense(2, {.activation = "sigmoid", .name = "high"})};
  const Traced traced = trace_rbm_step(network, {.layer = "high"}, {.batch = 2});
  for (const NamedValue& update : traced.graph.updates())
    EXPECT_TRUE(update.name.starts_with("high/")) << update.name;
  EXPECT_EQ(traced.graph.updates().size(), 6U);
}

TEST(ContrastiveDivergence, TellsWhatItCannotTrain) {
  const Network network{Input({4}), Dense(3, {.activation = "relu", .name = "layer"})};
  EXPECT_EQ(code_of([&] { return trace_rbm_step(network, {.layer = "layer"}, {}); }),
            "unknown_layer");
  EXPECT_EQ(
      code_of([] { return trace_rbm_step(one_layer(4, 3), {.layer = "layer"}, {.cd_steps = 0}); }),
      "bad_option");
  EXPECT_TRUE(sigmoid_layers(network).empty());
}

}  // namespace
}  // namespace ingot::testing
