// Models that read one text and write another: step by step as all at once.
#include "features/pair_tokens.h"
#include "generate/pair_decoder.h"
#include "graph/rewrite.h"
#include "nn/model_def.h"
#include "runtime/inference.h"
#include "tests/library/traced.h"
#include "train/pair_rows.h"
#include "train/trainer.h"

namespace ingot::testing {
namespace {

using SpecOptions = decltype(Spec::options);

constexpr std::int64_t kTokens = 10 + kPairShift, kLength = 8;

struct PairModel {
  const ModelDef* def;
  SpecOptions options;
};

// Each with its defaults, and the transformer in other styles.
std::vector<PairModel> pair_models() {
  std::vector<PairModel> models;
  for (const ModelDef& def : model_registry())
    if (def.rows == ModelRows::pairs) models.push_back({&def, {{"dropout", 0.0}}});
  const std::string rotary = "rotary", none = "none", gated = "swiglu", rms = "rms",
                    after = "after";
  for (SpecOptions style :
       {SpecOptions{
            {"positions", rotary}, {"key_heads", 2}, {"feed_forward", gated}, {"norm", rms}},
        SpecOptions{{"positions", none}, {"norm_place", after}}}) {
    style["dropout"] = 0.0;
    models.push_back({&find_model("seq2seq-transformer"), std::move(style)});
  }
  return models;
}

Network make_pair_model(const PairModel& model, std::int64_t length) {
  const ModelDef& def = *model.def;
  const SpecView options(Spec{def.name, model.options}, {}, def.options);
  return def.make({.options = options, .input_shape = {length}, .num_classes = kTokens});
}

State some_weights(const Network& network) {
  State state = initial_states(trace_inference(network, 1).parameters, 3);
  for (auto& [name, value] : state)
    for (std::int64_t i = 0; i < value.num_elements(); ++i)
      value.set(i, value.at(i) * 2 + 0.05 * static_cast<double>(i % 5 - 2));
  return state;
}

std::vector<TokenPair> some_pairs() {
  return {{{0, 1, 2, 3}, {4, 5}}, {{7}, {1, 2, 3, 4, 5, 6}}, {{9, 8, 7, 6, 5, 4, 3}, {2}}};
}

std::vector<std::int64_t> read_tokens(const TokenPair& pair) {
  std::vector<std::int64_t> tokens;
  for (const std::int32_t token : pair.source) tokens.push_back(token + kPairShift);
  tokens.push_back(kPairEnd);
  return tokens;
}

Tensor all_at_once(const Network& network, const State& weights, const PairRows& rows) {
  Inference inference(
      [&](std::int64_t count) {
        return bind_states(trace_inference(network, count).graph, weights);
      },
      {});
  const std::vector<Tensor> asked = rows.get(all_rows(rows.size()));
  return inference.run(std::span(asked).first(2));
}

TEST(PairRows, PutEndsAndPaddingWhereTheyBelong) {
  const std::vector<TokenPair> pairs = some_pairs();
  const PairRows rows(pairs, {kLength, 5});
  EXPECT_EQ(rows.form(0), 1);
  EXPECT_EQ(rows.form(1), 0);
  const std::vector<Tensor> got = rows.get_for_training(std::array<std::int64_t, 1>{0}, 0);
  const auto numbers = [](const Tensor& t) {
    const auto data = t.data<std::int64_t>();
    return std::vector<std::int64_t>(data.begin(), data.end());
  };
  EXPECT_EQ(numbers(got[0]), (Ints{3, 4, 5, 6, 2}));
  EXPECT_EQ(numbers(got[1]), (Ints{1, 7, 8, 0, 0}));
  EXPECT_EQ(numbers(got[2]), (Ints{7, 8, 2, -1, -1}));
  EXPECT_EQ(rows.get(std::array<std::int64_t, 1>{0})[0].shape(), (Shape{1, kLength}));
}

TEST(PairModels, ThereAreSome) { EXPECT_GE(pair_models().size(), 2U); }

TEST(PairModels, WriteTokenByTokenAsAllAtOnce) {
  const std::vector<TokenPair> pairs = some_pairs();
  const PairRows rows(pairs, {kLength});
  for (const PairModel& model : pair_models()) {
    const Network network = make_pair_model(model, kLength);
    const State weights = some_weights(network);
    const Tensor all = all_at_once(network, weights, rows);
    std::vector<PairGraphs> graphs;
    for (const std::int64_t count : {1, 4, 8})
      graphs.push_back({count, trace_reading(network, count).graph,
                        trace_decoding(network, {count, 1, kLength}).graph});
    PairDecoder decoder(pair_graphs_from_json(to_json(graphs)), weights, {});
    std::vector<std::vector<std::int64_t>> sources;
    for (const TokenPair& pair : pairs) sources.push_back(read_tokens(pair));
    const Tensor written = rows.get(all_rows(rows.size()))[1];
    // Two rows for each, which change places as they go on.
    decoder.read(sources, 2);
    for (std::int64_t t = 0; t < kLength; ++t) {
      std::vector<std::int64_t> tokens, places;
      for (std::int64_t row = 0; row < 6; ++row) {
        tokens.push_back(static_cast<std::int64_t>(written.at(row / 2 * kLength + t)));
        places.push_back(row % 2 == 0 ? row + 1 : row - 1);
      }
      const Tensor said = decoder.write(tokens);
      for (std::int64_t row = 0; row < 6; ++row)
        for (std::int64_t i = 0; i < kTokens; ++i)
          ASSERT_NEAR(said.at(row * kTokens + i), all.at((row / 2 * kLength + t) * kTokens + i),
                      1e-5)
              << model.def->name << ", row " << row << ", token " << t;
      decoder.reorder(places);
    }
  }
}

// What stands behind the end of a text, and how long rows are, changes nothing.
TEST(PairModels, SayTheSameInLongerRows) {
  const std::vector<TokenPair> pairs = some_pairs();
  for (const PairModel& model : pair_models()) {
    const State weights = some_weights(make_pair_model(model, kLength));
    const Tensor a =
        all_at_once(make_pair_model(model, kLength), weights, PairRows(pairs, {kLength}));
    const Tensor b =
        all_at_once(make_pair_model(model, kLength + 5), weights, PairRows(pairs, {kLength + 5}));
    for (std::int64_t row = 0; row < 3; ++row)
      for (std::int64_t i = 0; i < kLength * kTokens; ++i) {
        const auto target = pairs[static_cast<std::size_t>(row)].target.size();
        if (i / kTokens > static_cast<std::int64_t>(target)) break;
        ASSERT_NEAR(a.at(row * kLength * kTokens + i), b.at(row * (kLength + 5) * kTokens + i),
                    1e-5)
            << model.def->name;
      }
  }
}

// Rows of several lengths are trained on in networks of their own, with one set of weights.
TEST(PairModels, LearnTheSameWhateverTheLengthsOfRows) {
  const std::vector<TokenPair> pairs = some_pairs();
  for (const PairModel& model : pair_models()) {
    const auto weights_of = [&](const std::vector<std::int64_t>& lengths) {
      const PairRows rows(pairs, lengths);
      TrainingSetup setup{.network = make_pair_model(model, lengths[0]),
                          .loss = "sparse_categorical_crossentropy",
                          .optimizer = SGD({.learning_rate = 0.1}),
                          .epochs = 1,
                          .batch = 1};
      for (std::size_t i = 1; i < lengths.size(); ++i)
        setup.forms.push_back(make_pair_model(model, lengths[i]));
      Trainer trainer(setup, rows, nullptr);
      trainer.run({});
      return trainer.weights();
    };
    // The same pairs are the short ones.
    const State one = weights_of({kLength, 5}), two = weights_of({kLength + 3, 7});
    for (const auto& [name, value] : one)
      for (std::int64_t i = 0; i < value.num_elements(); ++i)
        ASSERT_NEAR(value.at(i), two.at(name).at(i), 1e-4) << model.def->name << " " << name;
  }
}

// Vaswani et al. 2017, sec. 3.5, and tied weights: gradients of both uses add up.
TEST(PairModels, HavePositionsAndOneTable) {
  const Network positions = Layers{Input({3, 4}), SinusoidalPositions()};
  const Tensor said =
      Inference([&](std::int64_t n) { return trace_inference(positions, n).graph; }, {})
          .run(std::array{Tensor::zeros({f32, {1, 3, 4}})});
  for (std::int64_t t = 0; t < 3; ++t)
    for (std::int64_t i = 0; i < 4; ++i) {
      const double angle =
          static_cast<double>(t) / std::pow(10'000, static_cast<double>(i / 2 * 2) / 4);
      EXPECT_NEAR(said.at(t * 4 + i), i % 2 == 0 ? std::sin(angle) : std::cos(angle), 1e-6);
    }
  const Network tied = Layers{Input({2}, {.dtype = "i64"}), Embedding(5, 3, {.shared = "tokens"}),
                              TokenScores(5, {.shared = "tokens"})};
  const Parameters parameters = trace_inference(tied, 1).parameters;
  ASSERT_EQ(parameters.size(), 1U);
  EXPECT_EQ(parameters[0].name, "tokens/table");
  const Network unlike = Layers{Input({2}, {.dtype = "i64"}), Embedding(5, 3, {.shared = "tokens"}),
                                TokenScores(6, {.shared = "tokens"})};
  EXPECT_EQ(code_of([&] { return trace_inference(unlike, 1); }), "bad_option");
}

TEST(PairDecoder, RefusesGraphsThatAreNone) {
  const auto refused = [](const nlohmann::json& document) {
    return code_of([&] { return pair_graphs_from_json(document); });
  };
  EXPECT_EQ(refused(nlohmann::json::object()), "bad_decode");
  EXPECT_EQ(refused({{"format", 9}, {"pairs", nlohmann::json::array()}}), "newer_product");
  EXPECT_EQ(refused({{"format", 1}, {"pairs", nlohmann::json::array()}}), "bad_decode");
}

}  // namespace
}  // namespace ingot::testing
