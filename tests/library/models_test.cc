// Models by name: their sizes, and what they refuse.
#include "nn/model_def.h"
#include "tests/library/traced.h"

namespace ingot::testing {
namespace {

Network make(const std::string& name, const Ints& input_shape, std::int64_t num_classes,
             const Spec& options = {}) {
  const ModelDef& def = find_model(name);
  const SpecView view(Spec{name, options.options}, {}, def.options);
  return def.make({.options = view, .input_shape = input_shape, .num_classes = num_classes});
}

std::int64_t num_weights(const Network& network) {
  std::int64_t count = 0;
  for (const Parameter& p : trace_inference(network, 1).parameters) count += p.type.num_elements();
  return count;
}

TEST(Models, HaveTheKnownNumbersOfWeights) {
  EXPECT_EQ(num_weights(make("mlp", {1, 28, 28}, 10)), 535'818);
  EXPECT_EQ(num_weights(make("keras-cnn", {1, 28, 28}, 10)), 225'034);
  EXPECT_EQ(num_weights(make("dbn", {1, 28, 28}, 10)),
            785 * 500 + 501 * 500 + 501 * 2000 + 2001 * 10);
  EXPECT_EQ(num_weights(make("cnn1000", {1, 28, 28}, 1000)),
            320 + 18'496 + (7 * 7 * 64 + 1) * 128 + 129 * 1000);
  // He et al.: 11.17 million for 32 x 32 and 10 classes; and two moving statistics per channel.
  EXPECT_EQ(num_weights(make("resnet18", {3, 32, 32}, 10)), 11'173'962 + 2 * 4'800);
  EXPECT_EQ(num_weights(make("resnet18", {3, 224, 224}, 1000)), 11'689'512 + 2 * 4'800);
}

TEST(Models, EveryOneGivesProbabilitiesOrOneNumber) {
  for (const ModelDef& def : model_registry())
    for (const std::int64_t classes : {0, 4}) {
      if (def.rows == ModelRows::tokens || def.rows == ModelRows::bags ||
          def.rows == ModelRows::language || def.rows == ModelRows::masked ||
          def.rows == ModelRows::tags || def.rows == ModelRows::pairs)
        continue;
      const Ints row = def.rows == ModelRows::tables      ? Ints{7}
                       : def.rows == ModelRows::sequences ? Ints{6, 3}
                                                          : Ints{3, 16, 12};
      const Traced traced = trace_inference(make(def.name, row, classes), 2);
      EXPECT_EQ(to_string(traced.graph.type(traced.graph.outputs().at(0).value)),
                classes == 0 ? "f32[2,1]" : "f32[2,4]")
          << def.name;
      EXPECT_GE(def.training().epochs, 1) << def.name;
    }
}

TEST(Models, TheSmallestPicturesAreTaken) {
  EXPECT_NO_THROW(static_cast<void>(trace_inference(make("keras-cnn", {1, 10, 10}, 2), 1)));
  EXPECT_EQ(code_of([] { return make("keras-cnn", {1, 9, 28}, 2); }), "bad_model_input");
  EXPECT_NO_THROW(static_cast<void>(trace_inference(make("cnn1000", {1, 4, 4}, 2), 1)));
  EXPECT_EQ(code_of([] { return make("cnn1000", {1, 28, 3}, 2); }), "bad_model_input");
  const Spec deep{"", {{"filters", Ints{4, 4, 4}}}};
  EXPECT_NO_THROW(static_cast<void>(trace_inference(make("keras-cnn", {1, 22, 22}, 2, deep), 1)));
  EXPECT_EQ(code_of([&] { return make("keras-cnn", {1, 21, 22}, 2, deep); }), "bad_model_input");
}

TEST(Models, PretrainingIsWhatTheOptionsSay) {
  const ModelDef& def = find_model("dbn");
  const auto pretraining = [&](const decltype(Spec::options)& options) {
    return def.pretraining(SpecView(Spec{"dbn", options}, {}, def.options));
  };
  ASSERT_TRUE(pretraining({}).has_value());
  EXPECT_EQ(pretraining({})->step.chains, Chains::data);
  const auto given = pretraining({{"cd_steps", 3}, {"persistent", true}, {"pretrain_rate", 0.5}});
  EXPECT_EQ(given->step.cd_steps, 3);
  EXPECT_EQ(given->step.chains, Chains::persistent);
  EXPECT_EQ(given->learning_rate, 0.5);
  EXPECT_EQ(pretraining({{"visible", "gaussian"}})->visible, Visible::gaussian);
  EXPECT_FALSE(pretraining({{"pretrain", false}}).has_value());
  for (const auto& [name, value] :
       std::vector<std::pair<std::string, SpecValue>>{{"cd_steps", 0},
                                                      {"pretrain_rate", 0.0},
                                                      {"pretrain_momentum", 1.0},
                                                      {"pretrain_decay", -0.1},
                                                      {"visible", "binary"},
                                                      {"pretrain_epochs", 0}})
    EXPECT_EQ(code_of([&] {
                return pretraining({{name, value}}).has_value();
              }),
              "bad_option")
        << name;
}

TEST(Models, RowsThatAreNoPicturesAreRefused) {
  for (const char* name : {"keras-cnn", "cnn1000"})
    EXPECT_EQ(code_of([&] { return make(name, {30}, 2); }), "bad_model_input") << name;
  EXPECT_EQ(num_weights(make("mlp", {30}, 2, Spec{"", {{"hidden", Ints{5}}}})), 31 * 5 + 6 * 2);
  EXPECT_EQ(code_of([] { return find_model("keras-cn").name; }), "unknown_model");
}

}  // namespace
}  // namespace ingot::testing
