// The training step as one graph: losses, updates, masks, clipping, averages and the guard.
#include "tests/library/stepper.h"

namespace ingot::testing {
namespace {

// y = x w + b with a mean squared error: everything is known by hand.
Network line(const std::string& dtype = "f64", double l2 = 0) {
  return {Input({2}, {.dtype = dtype}), Dense(1, {.kernel_l2 = l2})};
}

Rows points() {
  return {tensor_of({f64, {3, 2}}, {1, 2, -1, 0.5, 0.25, -2}),
          tensor_of({f64, {3, 1}}, {1, -1, 0.5})};
}

struct Fit {
  double loss = 0;
  Row kernel, bias;  ///< gradients
};

Fit fit_by_hand(const Rows& rows, const Row& w, double b, double l2 = 0) {
  Fit fit{l2 * (w[0] * w[0] + w[1] * w[1]), {2 * l2 * w[0], 2 * l2 * w[1]}, {0}};
  const std::int64_t count = rows.target.num_elements();
  for (std::int64_t i = 0; i < count; ++i) {
    const double x0 = rows.input.at(2 * i), x1 = rows.input.at(2 * i + 1);
    const double error = x0 * w[0] + x1 * w[1] + b - rows.target.at(i);
    const double slope = 2 * error / static_cast<double>(count);
    fit.loss += error * error / static_cast<double>(count);
    fit.kernel[0] += slope * x0;
    fit.kernel[1] += slope * x1;
    fit.bias[0] += slope;
  }
  return fit;
}

Row moved(const Row& w, const Row& gradient, double rate) {
  Row result;
  for (std::size_t i = 0; i < w.size(); ++i) result.push_back(w[i] - rate * gradient[i]);
  return result;
}

StepOptions plain(std::int64_t batch = 3) {
  return {.loss = "mse", .optimizer = "sgd", .batch = batch, .dtype = f64};
}

TEST(Step, MovesTheWeightsAgainstTheGradientOfTheMeanLoss) {
  Stepper s(line(), plain());
  const Row w = s.state("dense_1/kernel");
  const Fit fit = fit_by_hand(points(), w, 0);
  EXPECT_NEAR(s.update(points(), 0.1), fit.loss, 1e-14);
  expect_near(s.state("dense_1/kernel"), moved(w, fit.kernel, 0.1), 1e-14);
  expect_near(s.state("dense_1/bias"), moved({0}, fit.bias, 0.1), 1e-14);
}

TEST(Step, RowsOfPaddingDoNotCount) {
  Stepper exact(line("f64", 0.1), plain(3)), loose(line("f64", 0.1), plain(8));
  EXPECT_NEAR(exact.update(points(), 0.1), loose.update(points(), 0.1), 1e-14);
  expect_near(exact.state("dense_1/kernel"), loose.state("dense_1/kernel"), 1e-14);
}

TEST(Step, RowsCountAsMuchAsTheirWeightsSay) {
  // Twice as much is as good as twice there, and nothing as good as left out.
  Rows weighted = points();
  weighted.weights = {2, 0, 1};
  const Rows repeated{tensor_of({f64, {3, 2}}, {1, 2, 1, 2, 0.25, -2}),
                      tensor_of({f64, {3, 1}}, {1, 1, 0.5})};
  for (const std::int64_t micro : {1, 2, 3, 5}) {
    Stepper by_weight(line(), plain(micro), micro < 3), by_number(line(), plain(3));
    EXPECT_NEAR(by_weight.update(weighted, 0.1), by_number.update(repeated, 0.1), 1e-14) << micro;
    expect_near(by_weight.state("dense_1/kernel"), by_number.state("dense_1/kernel"), 1e-14);
    expect_near(by_weight.state("dense_1/bias"), by_number.state("dense_1/bias"), 1e-14);
  }
}

TEST(Step, ThePenaltyCountsOnceForTheLogicalBatch) {
  const double l2 = 0.3;
  for (const std::int64_t micro : {1, 2, 3}) {
    Stepper s(line("f64", l2), plain(micro), micro < 3);
    const Row w = s.state("dense_1/kernel");
    const Fit fit = fit_by_hand(points(), w, 0, l2);
    EXPECT_NEAR(s.update(points(), 0.1), fit.loss, 1e-14) << micro;
    expect_near(s.state("dense_1/kernel"), moved(w, fit.kernel, 0.1), 1e-14);
  }
}

TEST(Step, ClippingByValueBoundsEachElementOnBothSides) {
  StepOptions options = plain();
  options.clip_value = 0.2;
  Stepper s(line(), options);
  const Row w{3, -3};
  s.states["dense_1/kernel"] = tensor_of({f64, {2, 1}}, w);
  const Row d = fit_by_hand(points(), w, 0).kernel;
  EXPECT_GT(d[0], 0.4);
  EXPECT_LT(d[1], -0.4);
  s.update(points(), 1);
  expect_near(s.state("dense_1/kernel"), moved(w, {0.2, -0.2}, 1), 1e-14);
}

TEST(Step, ClippingByNormScalesAllGradientsTogether) {
  for (const double limit : {0.1, 1e6}) {
    StepOptions options = plain();
    options.clip_norm = limit;
    Stepper s(line(), options);
    const Row w = s.state("dense_1/kernel");
    const Fit fit = fit_by_hand(points(), w, 0);
    const double norm = std::hypot(fit.kernel[0], fit.kernel[1], fit.bias[0]);
    const double factor = std::min(1.0, limit / norm);
    s.update(points(), 1);
    expect_near(s.state("dense_1/kernel"), moved(w, fit.kernel, factor), 1e-14);
    expect_near(s.state("dense_1/bias"), moved({0}, fit.bias, factor), 1e-14);
  }
}

TEST(Step, AveragesFollowTheWeights) {
  StepOptions options = plain();
  options.average_decay = 0.75;
  Stepper s(line(), options);
  Row average = s.state("dense_1/kernel");
  EXPECT_EQ(s.state("dense_1/kernel/average"), average);
  for (int i = 0; i < 3; ++i) {
    s.update(points(), 0.1);
    const Row w = s.state("dense_1/kernel");
    for (std::size_t k = 0; k < w.size(); ++k) average[k] = 0.75 * average[k] + 0.25 * w[k];
    expect_near(s.state("dense_1/kernel/average"), average, 1e-14);
  }
}

TEST(Step, AnythingNotFiniteLeavesEveryStateAlone) {
  for (const bool accumulates : {false, true}) {
    StepOptions options = plain();
    options.optimizer = "adam";
    options.average_decay = 0.9;
    Stepper s(line(), options, accumulates);
    s.update(points(), 0.1);
    const States before = [&] {
      States copy;
      for (const auto& [name, tensor] : s.states) copy[name] = tensor.clone();
      return copy;
    }();
    Rows bad = points();
    bad.input.set(3, std::nan(""));
    EXPECT_EQ(code_of([&] { return s.update(bad, 0.1); }), "not_finite");
    for (const auto& [name, tensor] : s.states)
      EXPECT_TRUE(bit_equal(tensor, before.at(name))) << name;
  }
}

TEST(Step, FrozenLayersKeepTheirWeights) {
  const Network net{Input({2}, {.dtype = "f64"}), Dense(2, {.activation = "tanh"}), Dense(1)};
  Stepper s(net.frozen({"dense_1"}), plain());
  const Row frozen = s.state("dense_1/kernel"), free = s.state("dense_2/kernel");
  s.update(points(), 0.1);
  EXPECT_EQ(s.state("dense_1/kernel"), frozen);
  EXPECT_NE(s.state("dense_2/kernel"), free);
  EXPECT_EQ(code_of([&] {
              return trace_step(net.frozen({"dense_1", "dense_2"}), plain());
            }),
            "nothing_to_train");
}

TEST(Step, OptionsThatMakeNoSenseAreNamed) {
  const auto code = [](auto change) {
    StepOptions options = plain();
    change(options);
    return code_of([&] { return trace_step(line(), options); });
  };
  EXPECT_EQ(code([](StepOptions&) {}), "");
  EXPECT_EQ(code([](StepOptions& o) { o.batch = 0; }), "bad_option");
  EXPECT_EQ(code([](StepOptions& o) { o.clip_norm = -1; }), "bad_option");
  EXPECT_EQ(code([](StepOptions& o) { o.clip_value = std::nan(""); }), "bad_option");
  EXPECT_EQ(code([](StepOptions& o) { o.average_decay = 1; }), "bad_option");
  EXPECT_EQ(code([](StepOptions& o) { o.optimizer = "sdg"; }), "unknown_optimizer");
  EXPECT_EQ(code([](StepOptions& o) { o.loss = "msee"; }), "unknown_loss");
}

TEST(Step, ANarrowNetworkTakesWideScalars) {
  const Network net = line("bf16", 0.01);
  StepOptions options = plain(4);
  options.optimizer = "adamw";
  options.clip_norm = 1;
  options.dtype = f32;
  Stepper s(net, options);
  const Rows rows{points().input.to(bf16), points().target.to(bf16)};
  const Row w = s.state("dense_1/kernel");
  EXPECT_TRUE(std::isfinite(s.update(rows, 0.1)));
  EXPECT_NE(s.state("dense_1/kernel"), w);
  for (const Parameter& p : s.parameters) EXPECT_EQ(p.type.dtype, bf16) << p.name;
}

TEST(Step, InferenceTakesRowsAndKeepsOnlyWeights) {
  const Traced traced = trace_inference(line(), 5);
  EXPECT_EQ(traced.graph.inputs().at(0).name, "input");
  EXPECT_EQ(traced.graph.outputs().at(0).name, "output");
  EXPECT_EQ(to_string(traced.graph.type(traced.graph.outputs()[0].value)), "f64[5,1]");
  EXPECT_EQ(traced.parameters.size(), 2u);
  EXPECT_TRUE(traced.graph.updates().empty());
}

}  // namespace
}  // namespace ingot::testing
