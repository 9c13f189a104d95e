// The models of numeric sequences.
#include "graph/rewrite.h"
#include "nn/model_def.h"
#include "runtime/inference.h"
#include "tests/library/traced.h"

namespace ingot::testing {
namespace {

constexpr std::int64_t kChannels = 3;  // the last says where steps are

std::vector<std::string> sequence_models() {
  std::vector<std::string> names;
  for (const ModelDef& def : model_registry())
    if (def.rows == ModelRows::sequences) names.push_back(def.name);
  return names;
}

Network make_sequence_model(const std::string& name, std::int64_t steps, std::int64_t classes,
                            const decltype(Spec::options)& options = {}) {
  const ModelDef& def = find_model(name);
  const SpecView view(Spec{name, options}, {}, def.options);
  return def.make({.options = view, .input_shape = {steps, kChannels}, .num_classes = classes});
}

// Two rows: one of as many steps as `counts` says each, then padding.
Tensor rows_of(const std::vector<std::int64_t>& counts, std::int64_t steps) {
  Tensor rows = Tensor::zeros({f32, {std::ssize(counts), steps, kChannels}});
  for (std::size_t r = 0; r < counts.size(); ++r)
    for (std::int64_t t = 0; t < counts[r]; ++t) {
      const std::int64_t at = (static_cast<std::int64_t>(r) * steps + t) * kChannels;
      rows.set(at, std::sin(1.3 * static_cast<double>(t) + static_cast<double>(r)));
      rows.set(at + 1, std::cos(0.4 * static_cast<double>(t)));
      rows.set(at + 2, 1);
    }
  return rows;
}

Tensor answer(const Network& net, const Tensor& rows) {
  const State weights = initial_states(trace_inference(net, 1).parameters, 1);
  return Inference(
             [&](std::int64_t batch) {
               return bind_states(trace_inference(net, batch).graph, weights);
             },
             {})
      .run(std::array{rows});
}

TEST(SequenceModels, AreFourAndGiveProbabilitiesOrOneNumber) {
  EXPECT_EQ(sequence_models(), (std::vector<std::string>{"cnn-sequence", "gru-sequence",
                                                         "lstm-sequence", "rnn-sequence"}));
  for (const std::string& name : sequence_models())
    for (const std::int64_t classes : {0, 2, 5})
      for (const std::int64_t steps : {1, 9}) {
        const Traced traced = trace_inference(make_sequence_model(name, steps, classes), 3);
        EXPECT_EQ(to_string(traced.graph.type(traced.graph.outputs().at(0).value)),
                  fmt::format("f32[3,{}]", std::max<std::int64_t>(1, classes)))
            << name;
      }
}

TEST(SequenceModels, PaddingChangesNothing) {
  for (const std::string& name : sequence_models())
    for (const bool deep : {false, true}) {
      decltype(Spec::options) options;
      if (deep && name == "cnn-sequence") options = {{"blocks", 2}, {"windows", Ints{5, 3}}};
      if (deep && name != "cnn-sequence") options = {{"layers", 2}, {"bidirectional", true}};
      const Tensor tight = answer(make_sequence_model(name, 6, 3, options), rows_of({6, 4}, 6));
      const Tensor wide = answer(make_sequence_model(name, 15, 3, options), rows_of({6, 4}, 15));
      for (std::int64_t i = 0; i < 6; ++i)
        EXPECT_NEAR(tight.at(i), wide.at(i), 1e-5) << name << " " << i;
    }
}

TEST(SequenceModels, SeeTheOrderOfTheSteps) {
  for (const std::string& name : sequence_models()) {
    const Network net = make_sequence_model(name, 6, 0);
    const Tensor rows = rows_of({6}, 6);
    Tensor back = rows.clone();
    for (std::int64_t t = 0; t < 6; ++t)
      for (std::int64_t c = 0; c < kChannels; ++c)
        back.set(t * kChannels + c, rows.at((5 - t) * kChannels + c));
    EXPECT_GT(std::abs(answer(net, rows).at(0) - answer(net, back).at(0)), 1e-5) << name;
  }
}

TEST(SequenceModels, RefuseRowsThatAreNoSequences) {
  for (const std::string& name : sequence_models()) {
    const ModelDef& def = find_model(name);
    const SpecView options(Spec{name, {}}, {}, def.options);
    for (const Ints& shape : {Ints{7}, Ints{3, 16, 12}, Ints{5, 1}})
      EXPECT_EQ(code_of([&] {
                  return def.make({.options = options, .input_shape = shape, .num_classes = 2});
                }),
                "bad_model_input")
          << name;
  }
  EXPECT_EQ(code_of([] {
              return make_sequence_model("cnn-sequence", 5, 2, {{"windows", Ints{}}});
            }),
            "bad_option");
}

}  // namespace
}  // namespace ingot::testing
