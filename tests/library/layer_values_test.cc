// Layers against values by hand, and what they refuse.
#include <limits>
#include <numbers>

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

TEST(TokenLayers, CountOnlyWhatIsThere) {
  const Tensor x = tensor_of({f64, {3, 3, 1}}, {1, 5, 2, -1, -4, 9, 3, 8, 7});
  const Tensor counts = Tensor::from<std::int64_t>({3, 2, 0}, {3});
  EXPECT_EQ(run(TokenPooling({.mode = "max"}), {x, counts}).y, (Row{5, -1, 0}));
  EXPECT_EQ(run(TokenPooling({.mode = "last"}), {x, counts}).y, (Row{2, -4, 0}));
  expect_near(run(TokenPooling({.mode = "mean"}), {x, counts}).y, {8.0 / 3, -2.5, 0}, 1e-12);
  EXPECT_EQ(run(MaskTokens(), {x, counts}).y, (Row{1, 5, 2, -1, -4, 0, 0, 0, 0}));
  EXPECT_EQ(run(ReverseTokens(), {x, counts}).y, (Row{2, 5, 1, -4, -1, 9, 3, 8, 7}));
}

TEST(TokenLayers, JoinTextsRightBehindEachOther) {
  const Tensor a = Tensor::from<std::int64_t>({3, 4, 0, 0, 3, 4, 5, 6, 0, 0, 0, 0}, {3, 4}),
               b = Tensor::from<std::int64_t>({7, 0, 0, 7, 8, 9, 1, 2, 0}, {3, 3});
  EXPECT_EQ(run(JoinTokens(4), {a, b}).y, (Row{3, 4, 7, 0, 3, 4, 7, 8, 1, 2, 0, 0}));
  EXPECT_EQ(run(JoinTokens(6, {.shift = 10}), {a, b}).y,
            (Row{3, 4, 17, 0, 0, 0, 3, 4, 5, 17, 18, 19, 11, 12, 0, 0, 0, 0}));
  EXPECT_EQ(run(JoinTokens(4, {.segments = true}), {a, b}).y,
            (Row{1, 1, 2, 0, 1, 1, 2, 2, 2, 2, 0, 0}));
}

TEST(FeatureTokensLayer, MultipliesEachFeatureByItsOwnKernel) {
  const States given{{"L/kernel", tensor_of({f64, {3, 2}}, {1, 2, 10, 20, 100, 200})},
                     {"L/bias", tensor_of({f64, {2, 2}}, {0.5, 0, 0, 0.25})}};
  EXPECT_EQ(
      run(FeatureTokens(2, {1, 2}), {tensor_of({f64, {1, 3}}, {3, 0, 1})}, {.given = given}).y,
      Row({3.5, 6, 100, 200.25}));
}

TEST(PeriodicEmbeddingLayer, FollowsItsFormula) {
  for (const bool shared : {false, true}) {
    const States given{{"L/frequencies", tensor_of({f64, {1, 2}}, {0.3, -1.5})},
                       {"L/kernel", tensor_of({f64, {4, 1}}, {0.1, 0.2, 0.3, 0.4})},
                       {"L/bias", tensor_of({f64, shared ? Shape{1} : Shape{1, 1}}, {0.05})}};
    const double a = 2 * std::numbers::pi * 0.3 * 0.7, b = 2 * std::numbers::pi * -1.5 * 0.7;
    const double sum =
        0.1 * std::cos(a) + 0.2 * std::cos(b) + 0.3 * std::sin(a) + 0.4 * std::sin(b) + 0.05;
    ASSERT_GT(sum, 0);
    expect_near(run(PeriodicEmbedding(1, {.frequencies = 2, .shared = shared}),
                    {tensor_of({f64, {1, 1}}, {0.7})}, {.given = given})
                    .y,
                {sum}, 1e-14);
  }
}

TEST(BatchEnsembleLayer, ScalesASharedProduct) {
  const States given{{"L/scale_in", tensor_of({f64, {2, 2}}, {1, -1, 2, 1})},
                     {"L/kernel", tensor_of({f64, {2, 1}}, {3, 5})},
                     {"L/scale_out", tensor_of({f64, {2, 1}}, {1, 10})},
                     {"L/bias", tensor_of({f64, {2, 1}}, {0.5, 0.25})}};
  EXPECT_EQ(run(BatchEnsemble(1, 2), {tensor_of({f64, {1, 2}}, {1, 2})}, {.given = given}).y,
            Row({3 - 10 + 0.5, 10 * (6 + 10) + 0.25}));
  EXPECT_EQ(
      run(BatchEnsemble(1, 2), {tensor_of({f64, {1, 2, 2}}, {1, 2, 0, 1})}, {.given = given}).y,
      Row({3 - 10 + 0.5, 10 * 5 + 0.25}));
}

TEST(CumulativeLinkLayer, SplitsTheScaleAtItsThresholds) {
  const States given{{"L/steps", tensor_of({f64, {2}}, {-0.5 / 16, 0.8 / 16})}};
  const double low = -0.5, high = -0.5 + std::log1p(std::exp(0.8)), score = 0.3;
  expect_near(run(CumulativeLink(3), {tensor_of({f64, {1, 1}}, {score})}, {.given = given}).y,
              {sigmoid(low - score), sigmoid(high - score) - sigmoid(low - score),
               1 - sigmoid(high - score)},
              1e-14);
}

// Far from all thresholds the probability of a class between two of them is tiny, not 0.
TEST(CumulativeLinkLayer, KeepsTheLogarithmOfWhatIsUnlikely) {
  const Tensor score = tensor_of({f32, {1, 1}}, {60}), label = tensor_of({i64, {1}}, {1});
  Builder g;
  TraceState state{.g = g, .mode = Mode::training};
  const Value output = trace_layer(state, CumulativeLink(3), "link", {g.input("x", score.type())});
  g.output("rows", trace_loss(state, "sparse_categorical_crossentropy", output,
                              g.input("target", label.type())));
  State states{{"link/steps", tensor_of({f32, {2}}, {0, 0})}};
  // log(sigmoid(log(2) - 60) - sigmoid(-60)) = -60 + log(2 - 1)
  expect_near(numbers(Program(g.graph()).run(std::array{score, label}, states)[0]), {60}, 1e-4);
}

TEST(MemberLayers, GiveEachMemberItsOwn) {
  const States scales{{"L/scale", tensor_of({f64, {2, 2}}, {1, -1, 2, 3})}};
  EXPECT_EQ(run(MemberScale(2), {tensor_of({f64, {1, 2}}, {5, 7})}, {.given = scales}).y,
            Row({5, -7, 10, 21}));
  const States dense{{"L/kernel", tensor_of({f64, {2, 2, 1}}, {1, 10, 100, 1000})},
                     {"L/bias", tensor_of({f64, {2, 1}}, {0.5, 0})}};
  EXPECT_EQ(
      run(MemberDense(1), {tensor_of({f64, {2, 2, 2}}, {1, 2, 3, 4, 5, 6, 7, 8})}, {.given = dense})
          .y,
      Row({21.5, 4300, 65.5, 8700}));
  EXPECT_EQ(run(MemberMean(), {tensor_of({f64, {1, 2, 2}}, {1, 2, 3, 6})}).y, Row({2, 4}));
}

TEST(GatedDenseLayer, MultipliesByItsGate) {
  const States given{{"L/gate_kernel", tensor_of({f64, {1, 2}}, {1, -1})},
                     {"L/gate_bias", tensor_of({f64, {2}}, {0, 0})},
                     {"L/kernel", tensor_of({f64, {1, 2}}, {3, 4})},
                     {"L/bias", tensor_of({f64, {2}}, {0.5, 0.5})}};
  EXPECT_EQ(
      run(GatedDense(2, {.activation = "relu"}), {tensor_of({f64, {1, 1}}, {2})}, {.given = given})
          .y,
      Row({13, 0}));
}

TEST(MultiHeadAttentionLayer, AsksForTheFirstTokensAlone) {
  const Tensor x = waves({f64, {2, 5, 4}}, 0.3);
  const Row all = run(MultiHeadAttention(2), {x}).y,
            first = run(MultiHeadAttention(2, {.queries = 1}), {x}).y;
  expect_near(first, {all[0], all[1], all[2], all[3], all[20], all[21], all[22], all[23]}, 1e-14);
}

// Half of the weights fall away, the others double: over many rows the mean stays.
TEST(MultiHeadAttentionLayer, DropsWeightsOnlyWhileTraining) {
  const Layer plain = MultiHeadAttention(1), dropping = MultiHeadAttention(1, {.dropout = 0.5});
  Tensor x(f64, {4000, 2, 2});
  for (std::int64_t i = 0; i < x.num_elements(); ++i) x.set(i, i % 4 == 0 ? 1 : 0.5);
  const Row still = run(plain, {x}).y;
  EXPECT_EQ(run(dropping, {x}).y, still);
  const Row moved = run(dropping, {x}, {.mode = Mode::training}).y;
  double mean = 0, wanted = 0, apart = 0;
  for (std::size_t i = 0; i < still.size(); i += 4) {
    mean += moved[i] / 4000;
    wanted += still[i] / 4000;
    apart = std::max(apart, std::abs(moved[i] - still[i]));
  }
  EXPECT_NEAR(mean, wanted, 0.05 * apart);
  EXPECT_GT(apart, 0.1 * std::abs(wanted));
}

TEST(LayersOfTables, RefuseWhatDoesNotFit) {
  const auto code = [](const Layer& layer, const Shape& row) {
    return code_of([&] { return run(layer, {Tensor(f64, row.inserted(0, 2))}).y; });
  };
  EXPECT_EQ(code(FeatureTokens(2, {1, 2}), {4}), "bad_option");
  EXPECT_EQ(code(FeatureTokens(2, {0, 4}), {4}), "bad_option");
  EXPECT_EQ(code(FeatureTokens(0, {}), {4}), "bad_option");
  EXPECT_EQ(code(FeatureTokens(2, {}), {4, 1}), "bad_layer_input");
  EXPECT_EQ(code(PeriodicEmbedding(2), {4, 1}), "bad_layer_input");
  EXPECT_EQ(code(PeriodicEmbedding(2, {.frequencies = 0}), {4}), "bad_option");
  EXPECT_EQ(code(Columns({4}), {4}), "bad_option");
  EXPECT_EQ(code(Columns({}), {4}), "bad_option");
  EXPECT_EQ(code(BatchEnsemble(2, 3), {2, 4}), "bad_layer_input");
  EXPECT_EQ(code(BatchEnsemble(2, 0), {4}), "bad_option");
  EXPECT_EQ(code(MemberScale(3), {2, 4}), "bad_layer_input");
  EXPECT_EQ(code(MemberDense(3), {4}), "bad_layer_input");
  EXPECT_EQ(code(CumulativeLink(1), {1}), "bad_option");
  EXPECT_EQ(code(CumulativeLink(3), {2}), "bad_layer_input");
  EXPECT_EQ(code(MultiHeadAttention(1, {.queries = 5}), {4, 2}), "bad_option");
  EXPECT_EQ(code(MultiHeadAttention(1, {.dropout = 1.0}), {4, 2}), "bad_option");
  EXPECT_EQ(code(MultiHeadAttention(1, {.causal = true, .queries = 1}), {4, 2}), "bad_option");
}

TEST(RecurrentLayers, DropTheSameAtEveryStep) {
  constexpr std::int64_t kRows = 4, kTime = 3, kWidth = 50;
  const Tensor x = Tensor::full({f64, {kRows, kTime, kWidth}}, 1);
  const auto walk = [&](double dropout, double recurrent) {
    return run(SimpleRNN(kWidth, {.activation = "relu",
                                  .return_sequences = true,
                                  .use_bias = false,
                                  .kernel_initializer = "identity",
                                  .recurrent_initializer = recurrent == 0 ? "zeros" : "identity",
                                  .dropout = dropout,
                                  .recurrent_dropout = recurrent}),
               {x}, {.mode = Mode::training})
        .y;
  };
  // Each unit sees its own input alone: 0 or 2, whatever the step.
  const Row inputs = walk(0.5, 0);
  // Each unit adds its state: 1, 1, 1 where it is dropped, else 1, 3, 7.
  const Row states = walk(0, 0.5);
  std::int64_t dropped = 0, forgotten = 0;
  for (std::int64_t row = 0; row < kRows; ++row)
    for (std::int64_t k = 0; k < kWidth; ++k) {
      const auto at = [&](const Row& y, std::int64_t t) {
        return y[static_cast<std::size_t>((row * kTime + t) * kWidth + k)];
      };
      EXPECT_TRUE(at(inputs, 0) == 0 || at(inputs, 0) == 2);
      EXPECT_EQ(at(inputs, 0), at(inputs, 1));
      EXPECT_EQ(at(inputs, 0), at(inputs, 2));
      EXPECT_EQ(at(states, 0), 1);
      EXPECT_TRUE((at(states, 1) == 1 && at(states, 2) == 1) ||
                  (at(states, 1) == 3 && at(states, 2) == 7));
      dropped += at(inputs, 0) == 0 ? 1 : 0;
      forgotten += at(states, 1) == 1 ? 1 : 0;
    }
  EXPECT_NEAR(static_cast<double>(dropped), 100, 30);
  EXPECT_NEAR(static_cast<double>(forgotten), 100, 30);
}

TEST(EmbeddingLayer, DropsAWordWhereverItStands) {
  const Tensor words = Tensor::from<std::int64_t>({0, 1, 2, 3, 3, 2, 1, 0}, {2, 4});
  const Row y = run(Embedding(4, 30, {.table_initializer = "ones", .dropout = 0.5, .dtype = "f64"}),
                    {words}, {.mode = Mode::training})
                    .y;
  for (std::size_t word = 0; word < 4; ++word)
    for (std::size_t k = 0; k < 30; ++k) {
      EXPECT_TRUE(y[word * 30] == 0 || y[word * 30] == 2);
      EXPECT_EQ(y[word * 30 + k], y[word * 30]);
      EXPECT_EQ(y[(7 - word) * 30 + k], y[word * 30]);
    }
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
