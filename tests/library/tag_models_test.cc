// The models that tag tokens.
#include "graph/rewrite.h"
#include "nn/model_def.h"
#include "runtime/inference.h"
#include "tests/library/traced.h"

namespace ingot::testing {
namespace {

Network make_tag_model(const std::string& name, std::int64_t length, const Ints& num_ids,
                       std::int64_t tags = 3) {
  const ModelDef& def = find_model(name);
  const SpecView options(Spec{name, {}}, {}, def.options);
  const auto signs = static_cast<std::int64_t>(num_ids.size());
  return def.make({.options = options,
                   .input_shape = {signs * length},
                   .num_classes = tags,
                   .feature_widths = Ints(num_ids.size(), length),
                   .num_ids = num_ids});
}

std::vector<std::string> tag_models() {
  std::vector<std::string> names;
  for (const ModelDef& def : model_registry())
    if (def.rows == ModelRows::tags) names.push_back(def.name);
  return names;
}

// Signs of one model: pieces have but one.
Ints num_ids_of(const std::string& name) { return name == "bert-tags" ? Ints{9} : Ints{9, 7}; }

TEST(TagModels, GiveProbabilitiesAtEachPlace) {
  EXPECT_EQ(tag_models(),
            (std::vector<std::string>{"bert-tags", "gru-tags", "lstm-tags", "transformer-tags"}));
  for (const std::string& name : tag_models()) {
    const Traced traced = trace_inference(make_tag_model(name, 6, num_ids_of(name)), 2);
    EXPECT_EQ(to_string(traced.graph.type(traced.graph.outputs().at(0).value)), "f32[2,6,3]")
        << name;
  }
  EXPECT_EQ(code_of([] { return make_tag_model("bert-tags", 6, {9, 7}); }), "bad_model_input");
  EXPECT_EQ(code_of([] { return make_tag_model("lstm-tags", 6, {9}, 1); }), "bad_model_input");
}

// What stands behind the end of a sentence changes nothing of it.
TEST(TagModels, PaddingChangesNothing) {
  constexpr std::int64_t kPlaces = 4;
  for (const std::string& name : tag_models()) {
    const auto answer = [&](std::int64_t length) {
      const Ints num_ids = num_ids_of(name);
      const Network net = make_tag_model(name, length, num_ids);
      const Traced traced = trace_inference(net, 1);
      State state = initial_states(traced.parameters, 1);
      for (auto& [parameter, value] : state)
        for (std::int64_t i = 0; i < value.num_elements(); ++i)
          value.set(i, 0.1 * static_cast<double>(i % 7) - 0.3);
      const auto signs = static_cast<std::int64_t>(num_ids.size());
      Tensor row = Tensor::zeros({i64, {1, signs * length}});
      for (std::int64_t sign = 0; sign < signs; ++sign)
        for (std::int64_t i = 0; i < kPlaces; ++i)
          row.set(sign * length + i, static_cast<double>(1 + (2 * i + sign) % 6));
      return Inference(
                 [&](std::int64_t rows) {
                   return bind_states(trace_inference(net, rows).graph, state);
                 },
                 {})
          .run(std::array{row});
    };
    const Tensor tight = answer(kPlaces), wide = answer(kPlaces + 5);
    for (std::int64_t i = 0; i < kPlaces * 3; ++i)
      EXPECT_NEAR(tight.at(i), wide.at(i), 1e-6) << name;
  }
}

}  // namespace
}  // namespace ingot::testing
