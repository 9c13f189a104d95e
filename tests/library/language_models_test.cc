// Models that tell the next token: step by step as all at once, and blind to what follows.
#include "generate/cached_decoder.h"
#include "graph/rewrite.h"
#include "nn/model_def.h"
#include "runtime/inference.h"
#include "tests/library/traced.h"

namespace ingot::testing {
namespace {

constexpr std::int64_t kVocabulary = 11, kContext = 20;

using SpecOptions = decltype(Spec::options);

struct LanguageModel {
  std::string name;
  Network network;
};

LanguageModel make_language_model(const ModelDef& def, const SpecOptions& given = {}) {
  const SpecView options(Spec{def.name, given}, {}, def.options);
  std::string name = def.name;
  for (const auto& [key, value] : given) name += " " + key;
  return {name,
          def.make({.options = options, .input_shape = {kContext}, .num_classes = kVocabulary})};
}

// Each as it comes, and a gpt of each kind.
std::vector<LanguageModel> language_models() {
  std::vector<LanguageModel> models;
  for (const ModelDef& def : model_registry())
    if (def.rows == ModelRows::language) models.push_back(make_language_model(def));
  const std::string rotary = "rotary", alibi = "alibi", waves = "sinusoidal", gated = "swiglu",
                    rms = "rms", after = "after";
  for (const SpecOptions& options :
       {SpecOptions{
            {"positions", rotary}, {"key_heads", 2}, {"feed_forward", gated}, {"norm", rms}},
        SpecOptions{{"positions", alibi}, {"key_heads", 1}, {"tied", true}},
        SpecOptions{{"positions", waves}, {"norm_place", after}},
        SpecOptions{{"positions", rotary}}, SpecOptions{{"document_end", 4}},
        SpecOptions{{"document_end", 4}, {"positions", alibi}, {"key_heads", 2}},
        SpecOptions{{"positions", alibi}, {"norm_place", after}, {"norm", rms}}})
    models.push_back(make_language_model(find_model("gpt"), options));
  return models;
}

State uneven_weights(const Traced& traced) {
  State state = initial_states(traced.parameters, 3);
  for (auto& [name, value] : state)
    for (std::int64_t i = 0; i < value.num_elements(); ++i)
      value.set(i, value.at(i) * 3 + 0.05 * static_cast<double>(i % 5 - 2));
  return state;
}

std::vector<TokenId> some_tokens() {
  std::vector<TokenId> tokens;
  for (std::int64_t i = 0; i < kContext; ++i)
    tokens.push_back(static_cast<TokenId>(i * i % kVocabulary));
  return tokens;
}

Tensor all_at_once(const Network& network, const State& weights,
                   const std::vector<TokenId>& tokens) {
  Inference inference(
      [&](std::int64_t rows) { return bind_states(trace_inference(network, rows).graph, weights); },
      {});
  Tensor input(i64, {1, kContext});
  std::ranges::copy(tokens, input.mutable_data<std::int64_t>().begin());
  return inference.run(std::array{input}).reshape({kContext, kVocabulary});
}

void expect_row(const Tensor& all, std::int64_t row, const Tensor& said, const std::string& what) {
  for (std::int64_t i = 0; i < kVocabulary; ++i)
    ASSERT_NEAR(all.at(row * kVocabulary + i), said.at(i), 1e-5) << what << ", token " << row;
}

TEST(LanguageModels, ThereAreSome) { EXPECT_GE(language_models().size(), 2U); }

TEST(LanguageModels, SayTheSameTokenByTokenAsAllAtOnce) {
  const std::vector<TokenId> tokens = some_tokens();
  for (const auto& [name, network] : language_models()) {
    const State weights = uneven_weights(trace_inference(network, 1));
    const Tensor all = all_at_once(network, weights, tokens);
    std::vector<DecodeStep> steps;
    for (const std::int64_t capacity : {8, 20})
      for (const std::int64_t count : {1, 4})
        steps.push_back({count, capacity, trace_decoding(network, {1, count, capacity}).graph});
    CachedDecoder decoder(decode_steps_from_json(to_json(steps)), weights, {});
    EXPECT_EQ(decoder.context(), kContext);
    // Four at once, one, over the border of the small caches, and all that is left.
    std::size_t read = 0;
    for (const std::size_t count : {4, 1, 6, 1, 8}) {
      const Tensor said = decoder.read(std::span(tokens).subspan(read, count));
      read += count;
      expect_row(all, static_cast<std::int64_t>(read) - 1, said, name);
    }
    decoder.forget();
    expect_row(all, 0, decoder.read(std::span(tokens).first(1)), name + " again");
  }
}

TEST(LanguageModels, DoNotSeeWhatFollows) {
  for (const auto& [name, network] : language_models()) {
    const State weights = uneven_weights(trace_inference(network, 1));
    std::vector<TokenId> tokens = some_tokens();
    const Tensor before = all_at_once(network, weights, tokens);
    constexpr std::int64_t kChanged = 9;
    tokens[kChanged] = (tokens[kChanged] + 1) % kVocabulary;
    const Tensor after = all_at_once(network, weights, tokens);
    for (std::int64_t i = 0; i < kChanged * kVocabulary; ++i)
      ASSERT_EQ(before.at(i), after.at(i)) << name;
    double moved = 0;
    for (std::int64_t i = 0; i < kVocabulary; ++i)
      moved +=
          std::abs(before.at(kChanged * kVocabulary + i) - after.at(kChanged * kVocabulary + i));
    EXPECT_GT(moved, 1e-4) << name;
  }
}

TEST(LanguageModels, SeeNothingOfTheDocumentBefore) {
  // some_tokens holds 4 at places 2, 9, 13.
  const Network network =
      make_language_model(find_model("gpt"), {{"document_end", std::int64_t{4}}}).network;
  // Small ones: attention looks at all that it may.
  State weights = initial_states(trace_inference(network, 1).parameters, 3);
  for (auto& [name, value] : weights)
    for (std::int64_t i = 0; i < value.num_elements(); ++i) value.set(i, value.at(i) * 3);
  std::vector<TokenId> tokens = some_tokens();
  ASSERT_EQ(tokens[9], 4);
  const Tensor before = all_at_once(network, weights, tokens);
  tokens[5] = (tokens[5] + 2) % kVocabulary;
  ASSERT_NE(tokens[5], 4);
  const Tensor after = all_at_once(network, weights, tokens);
  const auto moved = [&](std::int64_t token) {
    double most = 0;
    for (std::int64_t i = 0; i < kVocabulary; ++i)
      most = std::max(
          most, std::abs(before.at(token * kVocabulary + i) - after.at(token * kVocabulary + i)));
    return most;
  };
  for (std::int64_t token = 5; token < 10; ++token) EXPECT_GT(moved(token), 1e-5) << token;
  for (std::int64_t token = 10; token < kContext; ++token) EXPECT_EQ(moved(token), 0) << token;
}

TEST(LanguageModels, RefuseToDecodeLayersThatLookAhead) {
  const auto refused = [](const Layer& layer) {
    const Layers layers{Input({kContext}, {.dtype = "i64"}), Embedding(kVocabulary, 8), layer};
    return code_of([&] { return trace_decoding(layers, {1, 1, kContext}); });
  };
  EXPECT_EQ(refused(MultiHeadAttention(2)), "cannot_decode");
  EXPECT_EQ(refused(LSTM(4, {.return_sequences = true, .reverse = true})), "cannot_decode");
  EXPECT_EQ(refused(MultiHeadAttention(2, {.causal = true})), "");
}

TEST(CachedDecoder, RefusesGraphsThatAreNone) {
  const auto code = [](const std::string& text) {
    return code_of([&] { return decode_steps_from_json(nlohmann::json::parse(text)); });
  };
  EXPECT_EQ(code("{}"), "bad_decode");
  EXPECT_EQ(code(R"({"format": 1, "steps": []})"), "bad_decode");
  EXPECT_EQ(code(R"({"format": 9, "steps": []})"), "newer_product");
  EXPECT_EQ(code(R"({"format": 1, "steps": [{"tokens": 1, "capacity": 2, "graph": "%0 = what"}]})"),
            "unknown_op");
}

}  // namespace
}  // namespace ingot::testing
