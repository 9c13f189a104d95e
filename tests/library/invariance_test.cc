// Faults that are planted in networks are found, and nothing is raised where there are none.
#include "train/invariance.h"

#include "graph/rewrite.h"
#include "ingot/train.h"
#include "nn/model_def.h"
#include "tests/library/traced.h"

namespace ingot::testing {
namespace {

constexpr std::int64_t kWords = 9, kTokens = 6;
const Loss kTold = "sparse_categorical_crossentropy";

// Two rows: five tokens and padding, and three; what follows each, or a class.
TensorRows token_rows(bool with_classes = false) {
  const auto ids = Tensor::from<std::int64_t>({1, 2, 3, 4, 5, 0, 6, 7, 8, 0, 0, 0}, {2, kTokens});
  if (with_classes) return TensorRows({ids, Tensor::from<std::int64_t>({1, 2}, {2})});
  return TensorRows(
      {ids, Tensor::from<std::int64_t>({2, 3, 4, 5, 1, -1, 7, 8, 1, -1, -1, -1}, {2, kTokens})});
}
// What some of their tokens are.
TensorRows hidden_rows() {
  return TensorRows({Tensor::from<std::int64_t>({1, 8, 3, 8, 5, 0, 6, 8, 8, 0, 0, 0}, {2, kTokens}),
                     Tensor::from<std::int64_t>({1, 3, 1, 0}, {2, 2}),
                     Tensor::from<std::int64_t>({2, 4, 7, -1}, {2, 2})});
}
// Without padding.
TensorRows full_rows() {
  return TensorRows(
      {Tensor::from<std::int64_t>({1, 2, 3, 4, 5, 6, 6, 7, 8, 1, 2, 3}, {2, kTokens}),
       Tensor::from<std::int64_t>({2, 3, 4, 5, 6, 7, 7, 8, 1, 2, 3, 4}, {2, kTokens})});
}

using Make = std::function<Network(std::int64_t tokens)>;

// The error's code; empty where nothing is raised.
std::string raised(const Make& make, const RowSource& rows, bool is_causal, bool is_padded,
                   const Loss& loss = kTold) {
  const Network network = make(kTokens);
  InvarianceSubject subject{.network = network, .loss = loss, .rows = rows, .is_causal = is_causal};
  if (is_padded) subject.longer = make(kTokens + 3);
  try {
    check_invariances(subject);
  } catch (const Error& error) {
    EXPECT_NE(error.message().en, "");
    return error.code();
  }
  return "";
}

Network chain(std::int64_t tokens, const Layers& middle) {
  Layers layers{Input({tokens}, {.dtype = "i64"}), Embedding(kWords, 8)};
  layers.insert(layers.end(), middle.begin(), middle.end());
  layers.push_back(Dense(kWords, {.activation = "softmax"}));
  return layers;
}
Make writer(const Layers& middle) {
  return [=](std::int64_t tokens) { return chain(tokens, middle); };
}

// Reads padded rows; without `sees_counts` the fault is planted.
enum class Pooling { none, counted, of_all };
Make reader(const Layer& layer, bool sees_counts, Pooling pooling = Pooling::none,
            const std::string& mode = "mean") {
  return [=](std::int64_t tokens) {
    Functional net;
    const auto ids = net(Input({tokens}, {.dtype = "i64"})), count = net(TokenCount(), ids);
    auto x = net(TokenEmbedding(kWords, 8), ids);
    x = sees_counts ? net(layer, {x, count}) : net(layer, x);
    if (pooling == Pooling::counted) x = net(TokenPooling({.mode = mode}), {x, count});
    if (pooling == Pooling::of_all) x = net(GlobalAveragePooling(), net(Permute({2, 1}), x));
    return net.network(net(Dense(kWords, {.activation = "softmax"}), x));
  };
}

TEST(Invariance, FindsLookingAhead) {
  const TensorRows rows = full_rows();
  EXPECT_EQ(raised(writer({MultiHeadAttention(2)}), rows, true, false), "broken_invariance");
  EXPECT_EQ(
      raised(writer({LSTM(6, {.return_sequences = true, .reverse = true})}), rows, true, false),
      "broken_invariance");
  // The mask is off by one: a token sees the next one.
  const auto off_by_one =
      writer({Permute({2, 1}), ZeroPadding({0, 1}), Conv1D(8, {2}), Permute({2, 1})});
  EXPECT_EQ(raised(off_by_one, rows, true, false), "broken_invariance");
  // All tokens are mixed.
  EXPECT_EQ(raised(writer({Permute({2, 1}), Dense(kTokens), Permute({2, 1})}), rows, true, false),
            "broken_invariance");
}

TEST(Invariance, FindsLeakedPadding) {
  const TensorRows told = token_rows(), classes = token_rows(true);
  EXPECT_EQ(raised(reader(MultiHeadAttention(2), false), told, false, true), "broken_invariance");
  EXPECT_EQ(raised(reader(MultiHeadAttention(2), false, Pooling::counted), classes, false, true),
            "broken_invariance");
  EXPECT_EQ(raised(reader(Dense(6), false, Pooling::of_all), classes, false, true),
            "broken_invariance");
  // It normalises over the tokens as well.
  EXPECT_EQ(raised(reader(LayerNorm({.axis = 1}), false), told, false, true), "broken_invariance");
  EXPECT_EQ(raised(reader(LSTM(6, {.return_sequences = true, .reverse = true}), false), told, false,
                   true),
            "broken_invariance");
}

// The same graph with something else in the place of an input.
Graph with_input(const Graph& graph, const std::string& name,
                 const std::function<Value(Builder&, const Values&, const Value&)>& other) {
  Builder g;
  Values inputs;
  for (const NamedValue& in : graph.inputs())
    inputs.push_back(g.input(in.name, graph.type(in.value)));
  Values given = inputs;
  for (std::size_t i = 0; i < given.size(); ++i)
    if (graph.inputs()[i].name == name) given[i] = other(g, inputs, inputs[i]);
  const Values outputs = add_graph(g, graph, given, "");
  for (std::size_t i = 0; i < outputs.size(); ++i) g.output(graph.outputs()[i].name, outputs[i]);
  return g.take();
}

// Each with a fault of its own; the network is right.
std::string raised_by(const InvarianceSubject& subject) {
  return code_of([&] {
    check_invariances(subject);
    return 0;
  });
}

TEST(Invariance, FindsRowsThatAreMixed) {
  const TensorRows rows = full_rows();
  const Network network = chain(kTokens, {MultiHeadAttention(2, {.causal = true})});
  InvarianceSubject subject{.network = network, .loss = kTold, .rows = rows, .is_causal = true};
  EXPECT_EQ(raised_by(subject), "");
  // A row's first token is that of the row before it; tokens are numbered on from row to row.
  subject.trace_answers = [](const Network& net, std::int64_t count) {
    Traced traced = trace_inference(net, count);
    traced.graph = with_input(traced.graph, "input", [](Builder& g, const Values&, const Value& x) {
      const Value first = g.slice(x, {0, 0}, {x.shape()[0], 1}),
                  rest = g.slice(x, {0, 1}, x.shape().to_vector());
      return g.concat({g.roll(first, {1}, {0}), rest}, 1);
    });
    return traced;
  };
  EXPECT_EQ(raised_by(subject), "broken_invariance");
  subject.trace_answers = [](const Network& net, std::int64_t count) {
    Traced traced = trace_inference(net, count);
    traced.graph = with_input(traced.graph, "input", [](Builder& g, const Values&, const Value& x) {
      return g.remainder(x + g.iota(i64, x.shape().to_vector(), 0),
                         g.scalar_like(x, static_cast<double>(kWords)));
    });
    return traced;
  };
  EXPECT_EQ(raised_by(subject), "broken_invariance");
}

// Which operand of a node is the input or state `name`; -1: none.
int reads(const NodeView& n, const std::string& op, const std::string& name) {
  for (int i = 0; i < n.num_inputs(); ++i) {
    if (!n.has_input(i)) continue;
    const Node& from = n.graph().node(n.input_id(i).node);
    if (from.op->name == op && std::get<std::string>(from.attrs.at("name")).ends_with(name))
      return i;
  }
  return -1;
}

TEST(Invariance, FindsGradientsThatAreNoSums) {
  const TensorRows rows = full_rows();
  const Network network = chain(kTokens, {MultiHeadAttention(2, {.causal = true})});
  using Replace = std::function<std::optional<Values>(Builder&, const NodeView&, std::int64_t)>;
  const auto raised_with = [&](const Replace& replace) {
    InvarianceSubject subject{.network = network, .loss = kTold, .rows = rows, .is_causal = true};
    subject.trace_steps = [&](const Network& net, const StepOptions& options) {
      AccumulatedStep step = trace_accumulated_step(net, options);
      step.accumulate.graph = rewrite(step.accumulate.graph, [&](Builder& g, const NodeView& n) {
        return replace(g, n, options.batch);
      });
      return step;
    };
    return raised_by(subject);
  };
  EXPECT_EQ(
      raised_with([](Builder&, const NodeView&, std::int64_t) { return std::optional<Values>(); }),
      "");
  // The mean over a micro-batch instead of the whole batch.
  EXPECT_EQ(raised_with([](Builder& g, const NodeView& n, std::int64_t batch) {
              const int at = reads(n, "input", "inverse_rows");
              if (at < 0) return std::optional<Values>();
              Values in = n.inputs();
              Value& share = in[static_cast<std::size_t>(at)];
              share = g.scalar_like(share, 1.0 / static_cast<double>(batch));
              return std::optional(g.emit(n.op(), in, n.attrs()));
            }),
            "broken_invariance");
  // The last micro-batch alone.
  EXPECT_EQ(raised_with([](Builder&, const NodeView& n, std::int64_t) {
              const int at = n.op().name == "add" ? reads(n, "state", "/gradient") : -1;
              return at < 0 ? std::optional<Values>() : std::optional(Values{n.input(1 - at)});
            }),
            "broken_invariance");
}

// Positions that are counted from the end of a row move with its padding.
TEST(Invariance, FindsPositionsThatPaddingMoves) {
  const TensorRows told = token_rows();
  const auto make = [](std::int64_t tokens) {
    Functional net;
    const auto ids = net(Input({tokens}, {.dtype = "i64"})), count = net(TokenCount(), ids);
    auto x = net(PositionEmbedding(), net(TokenEmbedding(kWords, 8), ids));
    x = net(MultiHeadAttention(2), {x, count});
    return net.network(net(Dense(kWords, {.activation = "softmax"}), x));
  };
  const Network network = make(kTokens);
  InvarianceSubject subject{
      .network = network, .loss = kTold, .rows = told, .longer = make(kTokens + 3)};
  EXPECT_EQ(raised_by(subject), "");
  subject.trace_answers = [](const Network& net, std::int64_t count) {
    Traced traced = trace_inference(net, count);
    traced.graph = rewrite(traced.graph, [](Builder& g, const NodeView& n) {
      const int at = reads(n, "state", "position_embedding_1/table");
      if (at < 0) return std::optional<Values>();
      Values in = n.inputs();
      in[static_cast<std::size_t>(at)] = g.flip(in[static_cast<std::size_t>(at)], {0});
      return std::optional(g.emit(n.op(), in, n.attrs()));
    });
    return traced;
  };
  EXPECT_EQ(raised_by(subject), "broken_invariance");
}

// Of thousands of tokens each has a small probability, and one of many is seen a little.
TEST(Invariance, FindsLeaksAmongManyTokens) {
  constexpr std::int64_t kMany = 4000, kLong = 96;
  Tensor ids(i64, {2, kLong}), next(i64, {2, kLong});
  for (std::int64_t i = 0; i < 2 * kLong; ++i) {
    ids.set(i, static_cast<double>(i * 37 % kMany));
    next.set(i, static_cast<double>((i + 1) * 37 % kMany));
  }
  const TensorRows rows({ids, next});
  for (const bool is_causal : {true, false}) {
    const Network network = Layers{Input({kLong}, {.dtype = "i64"}), Embedding(kMany, 16),
                                   MultiHeadAttention(2, {.causal = is_causal}),
                                   Dense(kMany, {.activation = "softmax"})};
    const std::string code = code_of([&] {
      check_invariances({.network = network, .loss = kTold, .rows = rows, .is_causal = true});
      return 0;
    });
    EXPECT_EQ(code, is_causal ? "" : "broken_invariance");
  }
}

TEST(Invariance, RaisesNothingWhereAllIsRight) {
  const TensorRows full = full_rows(), told = token_rows(), classes = token_rows(true),
                   hidden = hidden_rows();
  const auto causal = [](double dropout) {
    return MultiHeadAttention(2, {.causal = true, .dropout = dropout});
  };
  for (const Layers& middle : std::vector<Layers>{
           {causal(0)},
           {causal(0.3)},
           {PositionEmbedding(), causal(0)},
           {SinusoidalPositions(), causal(0), LayerNorm()},
           {LSTM(6, {.return_sequences = true})},
           {GRU(6, {.return_sequences = true, .dropout = 0.2, .recurrent_dropout = 0.2})},
           {SimpleRNN(6, {.return_sequences = true})},
           {Residual({LayerNorm(), causal(0.1), Dropout(0.2)}), RMSNorm()},
           {Permute({2, 1}), ZeroPadding({1, 0}), Conv1D(8, {2}), Permute({2, 1})},
           {Dense(5, {.activation = "gelu"}), Dropout(0.5)}})
    EXPECT_EQ(raised(writer(middle), full, true, false), "");
  EXPECT_EQ(raised(reader(MultiHeadAttention(2), true), told, false, true), "");
  EXPECT_EQ(raised(reader(MultiHeadAttention(2, {.dropout = 0.3}), true), told, false, true), "");
  EXPECT_EQ(raised(reader(MultiHeadAttention(2), true, Pooling::counted), classes, false, true),
            "");
  EXPECT_EQ(
      raised(reader(MultiHeadAttention(1), true, Pooling::counted, "max"), classes, false, true),
      "");
  EXPECT_EQ(raised(reader(Dense(6), false, Pooling::counted), classes, false, true), "");
  // Models as tasks make them.
  for (const char* name : {"gpt", "lstm-lm", "bert-mlm"}) {
    const ModelDef& def = find_model(name);
    const Make make = [&](std::int64_t tokens) {
      const SpecView options(Spec{name, {{"width", std::int64_t{8}}}}, {}, def.options);
      const bool is_masked = def.rows == ModelRows::masked;
      const Ints row = is_masked ? Ints{tokens, tokens / 3} : Ints{tokens};
      return def.make({.options = options, .input_shape = row, .num_classes = kWords});
    };
    const bool is_masked = def.rows == ModelRows::masked;
    EXPECT_EQ(raised(make, is_masked ? hidden : full, !is_masked, is_masked), "") << name;
  }
  // Statistics of a batch are no sum over its parts: that is not asked of them.
  EXPECT_EQ(raised(writer({BatchNorm()}), full, true, false), "");
}

}  // namespace
}  // namespace ingot::testing
