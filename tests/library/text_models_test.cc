// The models of texts: words by their numbers, and bags of weighted ones.
#include "graph/rewrite.h"
#include "nn/model_def.h"
#include "runtime/inference.h"
#include "tests/library/traced.h"

namespace ingot::testing {
namespace {

using SpecOptions = decltype(Spec::options);

constexpr std::int64_t kWords = 12, kNumbers = 9;

Network make_text_model(const std::string& name, std::int64_t classes, const Ints& widths,
                        const Ints& num_ids, const SpecOptions& chosen = {}) {
  const ModelDef& def = find_model(name);
  const SpecView options(Spec{name, chosen}, {}, def.options);
  std::int64_t width = 0;
  for (const std::int64_t w : widths) width += w;
  return def.make({.options = options,
                   .input_shape = {width},
                   .num_classes = classes,
                   .feature_widths = widths,
                   .num_ids = num_ids});
}

std::vector<std::string> text_models() {
  std::vector<std::string> names;
  for (const ModelDef& def : model_registry())
    if (def.rows == ModelRows::tokens || def.rows == ModelRows::bags) names.push_back(def.name);
  return names;
}

TEST(TextModels, GiveProbabilitiesOrOneNumberOfOneOrSeveralTexts) {
  for (const std::string& name : text_models())
    for (const std::int64_t classes : {0, 2, 5})
      for (const Ints& widths : {Ints{kWords}, Ints{kWords, 4}, Ints{kWords, 4, 2}}) {
        const Ints num_ids(widths.size(), kNumbers);
        if (name == "bert" && widths.size() > 2) {
          EXPECT_EQ(code_of([&] { return make_text_model(name, classes, widths, num_ids); }),
                    "bad_model_input");
          continue;
        }
        const Traced traced = trace_inference(make_text_model(name, classes, widths, num_ids), 3);
        EXPECT_EQ(to_string(traced.graph.type(traced.graph.outputs().at(0).value)),
                  fmt::format("f32[3,{}]", std::max<std::int64_t>(1, classes)))
            << name;
      }
  EXPECT_GE(text_models().size(), 3U);
}

const std::vector<SpecOptions>& transformer_styles() {
  const std::string rotary = "rotary", waves = "sinusoidal", none = "none", gated = "swiglu",
                    rms = "rms", after = "after";
  static const std::vector<SpecOptions> styles{
      {{"positions", rotary}, {"key_heads", 2}, {"feed_forward", gated}, {"norm", rms}},
      {{"positions", waves}, {"norm_place", after}},
      {{"positions", none}, {"key_heads", 1}, {"norm", rms}, {"norm_place", after}}};
  return styles;
}

// Words beyond the end of a text are padding, 0: more of it changes no answer.
TEST(TextModels, PaddingChangesNothing) {
  std::vector<std::pair<std::string, SpecOptions>> kinds;
  for (const char* name : {"lstm", "gru", "rnn", "transformer"})
    kinds.emplace_back(name, SpecOptions());
  for (const char* name : {"transformer", "bert"})
    for (const SpecOptions& style : transformer_styles()) kinds.emplace_back(name, style);
  for (const auto& [name, style] : kinds) {
    const auto answer = [&, &name = name, &style = style](std::int64_t width) {
      const Network net = make_text_model(name, 3, {width}, {kNumbers}, style);
      const Traced traced = trace_inference(net, 2);
      State state = initial_states(traced.parameters, 1);
      for (auto& [parameter, value] : state)
        for (std::int64_t i = 0; i < value.num_elements(); ++i)
          value.set(i, 0.1 * static_cast<double>(i % 7) - 0.3);
      Tensor words = Tensor::zeros({f32, {2, width}});
      for (std::int64_t i = 0; i < 5; ++i) words.set(i, static_cast<double>(i % 4 + 1));
      words.set(width, 3);
      return Inference(
                 [&](std::int64_t rows) {
                   return bind_states(trace_inference(net, rows).graph, state);
                 },
                 {})
          .run(std::array{words});
    };
    const Tensor tight = answer(5), wide = answer(9);
    for (std::int64_t i = 0; i < 6; ++i) EXPECT_NEAR(tight.at(i), wide.at(i), 1e-6) << name;
  }
}

TEST(TextModels, HaveTheStylesOfTransformers) {
  const auto parameters = [](const SpecOptions& style) {
    return count_parameters(make_text_model("transformer", 3, {kWords}, {kNumbers}, style)).total();
  };
  constexpr std::int64_t kWidth = 128, kBlocks = 2;
  const std::int64_t usual = parameters({});
  EXPECT_EQ(usual - parameters({{"positions", std::string("rotary")}}), kWords * kWidth);
  // Keys and values of one head in four.
  EXPECT_EQ(usual - parameters({{"key_heads", 1}}), kBlocks * 2 * (kWidth + 1) * (kWidth * 3 / 4));
  // No offsets.
  EXPECT_EQ(usual - parameters({{"norm", std::string("rms")}}), (2 * kBlocks + 1) * kWidth);
  // No norm at the end.
  EXPECT_EQ(usual - parameters({{"norm_place", std::string("after")}}), 2 * kWidth);
  // 341 units of a gate and 341 that it opens for 512.
  EXPECT_EQ(parameters({{"feed_forward", std::string("swiglu")}}) - usual,
            kBlocks * (2 * 341 * (kWidth + 1) + 341 * kWidth - 512 * (kWidth + 1) - 512 * kWidth));
  for (const char* wrong : {"alibi", "somewhere"})
    EXPECT_EQ(code_of([&] {
                (void)parameters({{"positions", std::string(wrong)}});
              }),
              "bad_option");
}

TEST(TextModels, RefuseColumnsThatAreNoTexts) {
  for (const std::string& name : text_models())
    EXPECT_EQ(code_of([&] {
                return make_text_model(name, 2, {kWords, 1}, {kNumbers, 0});
              }),
              "bad_model_input")
        << name;
}

TEST(TextModels, ABagOfTheSameWordsGivesTheSameAnswerInAnyOrder) {
  const Network net = make_text_model("text-linear", 3, {6}, {kNumbers});
  Traced traced = trace_inference(net, 2);
  State state = initial_states(traced.parameters, 1);
  for (auto& [name, value] : state)
    for (std::int64_t i = 0; i < value.num_elements(); ++i)
      value.set(i, 0.1 * static_cast<double>(i % 7) - 0.3);
  Inference inference(
      [&](std::int64_t rows) { return bind_states(trace_inference(net, rows).graph, state); }, {});
  const Tensor rows =
      Tensor::from(std::vector<float>{1, 4, 8, 0.5F, 0.25F, 2, 8, 1, 4, 2, 0.5F, 0.25F}, {2, 6});
  const Tensor said = inference.run(std::array{rows});
  for (std::int64_t c = 0; c < 3; ++c) EXPECT_NEAR(said.at(c), said.at(3 + c), 1e-6);
}

}  // namespace
}  // namespace ingot::testing
