// Layers against values by hand, and what they refuse.
#include <limits>

#include "tests/library/layer_cases.h"

namespace ingot::testing {
namespace {

struct Ran {
  Row y;
  Graph graph;
  States states;  ///< after the run
};

struct RunOptions {
  Mode mode = Mode::inference;
  bool trainable = true;
  Row mask = {};  ///< empty: all rows count
  States given = {};
};

// One layer on f64 inputs.
Ran run(const Layer& layer, const std::vector<Tensor>& inputs, const RunOptions& options = {}) {
  std::vector<TensorType> rows;
  for (const Tensor& t : inputs) rows.push_back({t.dtype(), t.shape().without(0)});
  const std::int64_t batch = inputs[0].shape()[0];
  TracedLayer t = trace_case(
      layer, rows, {.batch = batch, .mode = options.mode, .trainable = options.trainable});
  States states = initial_states(t.parameters, 1, options.given);
  std::vector<Tensor> in = inputs;
  if (options.mode == Mode::training) {
    in.push_back(Tensor::from<std::int64_t>({5, 2, 0}, {3}));
    in.push_back(options.mask.empty() ? Tensor::full({f64, {batch}}, 1)
                                      : tensor_of({f64, {batch}}, options.mask));
  }
  Row y = numbers(Program(t.graph).run(in, states)[0]);
  return {std::move(y), std::move(t.graph), std::move(states)};
}

double dot(const Row& a, const Row& b) {
  EXPECT_EQ(a.size(), b.size());
  double sum = 0;
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) sum += a[i] * b[i];
  return sum;
}

double sigmoid(double x) { return 1 / (1 + std::exp(-x)); }

// <conv(x), y> = <x, transposed(y)> for one kernel.
TEST(Conv2DTransposeLayer, IsTheAdjointOfTheConvolution) {
  struct Case {
    std::int64_t kernel, stride, size;
    const char* padding;
    std::int64_t small;
  };
  for (const Case& c :
       {Case{3, 1, 5, "valid", 3}, Case{3, 2, 7, "valid", 3}, Case{3, 2, 6, "same", 3},
        Case{2, 3, 6, "valid", 2}, Case{4, 2, 6, "same", 3}, Case{1, 2, 4, "same", 2}}) {
    const Tensor x = waves({f64, {1, 2, c.size, c.size}}, 0.2);
    const Tensor y = waves({f64, {1, 3, c.small, c.small}}, 0.7);
    const States given{{"L/kernel", waves({f64, {3, 2, c.kernel, c.kernel}}, 0.9)}};
    const Row forward = run(Conv2D(3, {c.kernel}, {.strides = {c.stride}, .padding = c.padding}),
                            {x}, {.given = given})
                            .y;
    const Row back =
        run(Conv2DTranspose(2, {c.kernel}, {.strides = {c.stride}, .padding = c.padding}), {y},
            {.given = given})
            .y;
    EXPECT_NEAR(dot(forward, numbers(y)), dot(numbers(x), back), 1e-12)
        << c.kernel << " " << c.stride << " " << c.padding;
  }
}

TEST(DepthwiseConv2DLayer, SeesEachChannelAlone) {
  const States given{{"L/kernel", tensor_of({f64, {4, 1, 1, 1}}, {1, 2, 3, 4})}};
  const Tensor x = tensor_of({f64, {1, 2, 1, 2}}, {1, 10, 100, 1000});
  EXPECT_EQ(run(DepthwiseConv2D({1}, {.depth_multiplier = 2}), {x}, {.given = given}).y,
            Row({1, 10, 2, 20, 300, 3000, 400, 4000}));
}

TEST(BatchNormLayer, NormalisesByTheBatchAndMovesItsStatistics) {
  for (const Shape& shape : {Shape{4, 1}, Shape{2, 1, 2}, Shape{1, 1, 2, 2}}) {
    const Tensor x = tensor_of({f64, shape}, {1, 3, 5, 7});
    const BatchNormLayerOptions options{.momentum = 0.75, .epsilon = 0.5};
    const Ran r = run(BatchNorm(options), {x}, {.mode = Mode::training});
    const double deviation = std::sqrt(5 + 0.5);
    expect_near(r.y, {-3 / deviation, -1 / deviation, 1 / deviation, 3 / deviation}, 1e-14);
    expect_near(numbers(r.states.at("L/moving_mean")), {0.25 * 4}, 1e-14);
    expect_near(numbers(r.states.at("L/moving_variance")), {0.75 + 0.25 * 5}, 1e-14);
  }
}

TEST(BatchNormLayer, DoesNotCountRowsOfPadding) {
  const Tensor x = waves({f64, {2, 3, 2}}, 0.5);
  Tensor longer = Tensor::full({f64, {4, 3, 2}}, std::numeric_limits<double>::infinity());
  for (std::int64_t i = 0; i < x.num_elements(); ++i) longer.set(i, x.at(i));
  const Ran all = run(BatchNorm(), {x}, {.mode = Mode::training});
  Ran padded = run(BatchNorm(), {longer}, {.mode = Mode::training, .mask = {1, 1, 0, 0}});
  padded.y.resize(all.y.size());
  expect_near(padded.y, all.y, 1e-14);
  for (const char* name : {"L/moving_mean", "L/moving_variance"})
    expect_near(numbers(padded.states.at(name)), numbers(all.states.at(name)), 1e-14);
}

TEST(BatchNormLayer, UsesItsMovingStatisticsWhenFrozenAndInInference) {
  const States given{{"L/moving_mean", tensor_of({f64, {1}}, {2})},
                     {"L/moving_variance", tensor_of({f64, {1}}, {4})},
                     {"L/scale", tensor_of({f64, {1}}, {3})},
                     {"L/offset", tensor_of({f64, {1}}, {1})}};
  const Tensor x = tensor_of({f64, {2, 1}}, {2, 6});
  const BatchNormLayerOptions exact{.epsilon = 0};
  const Ran inference = run(BatchNorm(exact), {x}, {.given = given});
  const Ran frozen =
      run(BatchNorm(exact), {x}, {.mode = Mode::training, .trainable = false, .given = given});
  expect_near(inference.y, {1, 7}, 1e-14);
  EXPECT_EQ(frozen.y, inference.y);
  EXPECT_EQ(numbers(frozen.states.at("L/moving_mean")), Row({2}));
}

TEST(NormLayers, NormaliseEachRowOverTheirAxes) {
  const Tensor x = tensor_of({f64, {1, 2, 2}}, {1, 3, 5, 9});
  expect_near(run(LayerNorm({.epsilon = 0}), {x}).y, {-1, 1, -1, 1}, 1e-14);
  const double r = std::sqrt(8.75);
  expect_near(run(LayerNorm({.axis = 1, .epsilon = 0}), {x}).y,
              {-3.5 / r, -1.5 / r, 0.5 / r, 4.5 / r}, 1e-14);
  expect_near(run(GroupNorm({.groups = 1, .epsilon = 0}), {x}).y,
              {-3.5 / r, -1.5 / r, 0.5 / r, 4.5 / r}, 1e-14);
  expect_near(run(GroupNorm({.groups = 2, .epsilon = 0}), {x}).y, {-1, 1, -1, 1}, 1e-14);
  const double a = std::sqrt(5), b = std::sqrt(53);
  expect_near(run(RMSNorm({.epsilon = 0}), {x}).y, {1 / a, 3 / a, 5 / b, 9 / b}, 1e-14);
}

TEST(ResidualLayer, AddsTheInputOrItsShortcut) {
  const Tensor x = tensor_of({f64, {1, 2}}, {1, -2});
  const Layer twice = Dense(2, {.use_bias = false, .kernel_initializer = Identity({.gain = 2})});
  EXPECT_EQ(run(Residual({twice}), {x}).y, Row({3, -6}));
  EXPECT_EQ(run(Residual({twice}, {.activation = "relu"}), {x}).y, Row({3, 0}));
  EXPECT_EQ(run(Residual({twice}, {.shortcut = {twice, twice}}), {x}).y, Row({6, -12}));
  const Layer nested = Residual({Residual({twice})});
  EXPECT_EQ(run(nested, {x}).states.begin()->first, "L/residual_1/dense_1/kernel");
}

TEST(PaddingAndUpsampling, PlaceZerosAndRepeat) {
  const Tensor x = tensor_of({f64, {1, 1, 1, 2}}, {1, 2});
  EXPECT_EQ(run(ZeroPadding({1, 0, 0, 1}), {x}).y, Row({0, 0, 0, 1, 2, 0}));
  EXPECT_EQ(run(ZeroPadding({0, 1}), {x}).y, Row({0, 1, 2, 0}));
  EXPECT_EQ(run(UpSampling({1, 2}), {x}).y, Row({1, 1, 2, 2}));
  expect_near(run(UpSampling({1, 2}, {.interpolation = "linear"}), {x}).y, {1, 1.25, 1.75, 2},
              1e-14);
}

TEST(PoolingLayers, WithPaddingSameCountOnlyWhatIsThere) {
  const Tensor x = tensor_of({f64, {1, 1, 3}}, {-1, -2, -6});
  EXPECT_EQ(run(AveragePooling1D({2}, {.padding = "same"}), {x}).y, Row({-1.5, -6}));
  EXPECT_EQ(run(MaxPooling1D({2}, {.padding = "same"}), {x}).y, Row({-1, -6}));
}

// Two steps of one unit, by hand.
struct Cell {
  States given;
  Row x{0.5, -1.5};
  [[nodiscard]] Row of(const Layer& layer) const {
    return run(layer, {tensor_of({f64, {1, 2, 1}}, x)}, {.given = given}).y;
  }
};

Cell cell(const Row& kernel, const Row& recurrent, const Row& bias) {
  const auto n = static_cast<std::int64_t>(kernel.size());
  return {{{"L/kernel", tensor_of({f64, {n, 1}}, kernel)},
           {"L/recurrent_kernel", tensor_of({f64, {n, 1}}, recurrent)},
           {"L/bias", tensor_of({f64, {static_cast<std::int64_t>(bias.size())}}, bias)}}};
}

TEST(LSTMLayer, FollowsItsFormula) {
  const Cell lstm = cell({0.3, -0.4, 0.7, 1.1}, {0.2, 0.5, -0.6, 0.9}, {0.1, 0.2, -0.3, 0.4});
  const auto walk = [&](const Row& x, double forget_bias) {
    double h = 0, c = 0;
    Row states;
    for (const double v : x) {
      const double i = sigmoid(0.3 * v + 0.2 * h + 0.1), o = sigmoid(-0.4 * v + 0.5 * h + 0.2),
                   f = sigmoid(0.7 * v - 0.6 * h - 0.3 + forget_bias),
                   g = std::tanh(1.1 * v + 0.9 * h + 0.4);
      c = f * c + i * g;
      h = o * std::tanh(c);
      states.push_back(h);
    }
    return states;
  };
  const Row forward = walk({0.5, -1.5}, 1), backward = walk({-1.5, 0.5}, 0);
  expect_near(lstm.of(LSTM(1)), {forward[1]}, 1e-14);
  expect_near(lstm.of(LSTM(1, {.return_sequences = true})), forward, 1e-14);
  expect_near(lstm.of(LSTM(1, {.return_sequences = true, .reverse = true, .forget_bias = 0})),
              {backward[1], backward[0]}, 1e-14);
}

TEST(GRULayer, FollowsItsFormula) {
  const Cell gru = cell({0.3, -0.4, 1.1}, {0.2, 0.5, 0.9}, {0.1, 0.2, -0.3, 0.4, -0.5, 0.6});
  for (const bool after : {true, false}) {
    double h = 0;
    for (const double v : gru.x) {
      const double z = sigmoid(0.3 * v + 0.1 + 0.2 * h + 0.4),
                   r = sigmoid(-0.4 * v + 0.2 + 0.5 * h - 0.5);
      const double memory = after ? r * (0.9 * h + 0.6) : 0.9 * (r * h) + 0.6;
      h = (1 - z) * std::tanh(1.1 * v - 0.3 + memory) + z * h;
    }
    expect_near(gru.of(GRU(1, {.reset_after = after})), {h}, 1e-14);
  }
}

TEST(SimpleRNNLayer, FollowsItsFormula) {
  const Cell rnn = cell({0.3}, {0.8}, {0.1});
  const double h = std::tanh(0.3 * 0.5 + 0.1);
  expect_near(rnn.of(SimpleRNN(1)), {std::tanh(0.3 * -1.5 + 0.8 * h + 0.1)}, 1e-14);
  EXPECT_EQ(rnn.of(SimpleRNN(1, {.activation = "relu"})), Row({0}));
}

TEST(DropoutLayers, DecideEachForItself) {
  const Layer half = Dropout(0.5);
  const Row y = run(Residual({half}, {.shortcut = {half}}), {Tensor::full({f64, {200}}, 1)},
                    {.mode = Mode::training})
                    .y;
  EXPECT_GT(std::ranges::count(y, 2), 0);  // exactly one of the two dropped it
}

TEST(KernelPenalty, SumsAbsoluteValuesAndSquares) {
  Builder g;
  TraceState state{.g = g, .mode = Mode::training};
  const Value x = g.input("x", {f64, {1, 2}});
  trace_layer(state, Dense(1, {.kernel_l1 = 2}), "a", {x});
  trace_layer(state, Dense(1, {.kernel_l2 = 10}), "b", {x});
  g.output("penalty", state.penalty);
  State states{{"a/kernel", tensor_of({f64, {2, 1}}, {1, -3})},
               {"a/bias", tensor_of({f64, {1}}, {50})},
               {"b/kernel", tensor_of({f64, {2, 1}}, {1, -3})},
               {"b/bias", tensor_of({f64, {1}}, {50})}};
  const Tensor unused = Tensor::zeros({f64, {1, 2}});
  EXPECT_EQ(numbers(Program(g.graph()).run(std::array{unused}, states)[0]), Row({8 + 100}));
}

TEST(DropoutLayers, KeepTheMeanWhileTrainingAndDoNothingAfterwards) {
  const Tensor x = Tensor::full({f64, {50, 40, 2}}, 1);
  EXPECT_EQ(run(Dropout(0.25), {x}).y, Row(4000, 1));
  for (const Layer& layer : {Dropout(0.25), SpatialDropout(0.25)}) {
    const Row y = run(layer, {x}, {.mode = Mode::training}).y;
    double kept = 0;
    bool together = true;
    for (std::size_t i = 0; i < y.size(); ++i) {
      EXPECT_TRUE(y[i] == 0 || std::abs(y[i] - 4.0 / 3) < 1e-14);
      kept += y[i] != 0 ? 1 : 0;
      together = together && (i % 2 == 0 || y[i] == y[i - 1]);
    }
    EXPECT_NEAR(kept / 4000, 0.75, 0.05) << layer.kind;
    EXPECT_EQ(together, layer.kind == "spatial_dropout");
  }
}

}  // namespace
}  // namespace ingot::testing
