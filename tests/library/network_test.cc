// Networks: names, branches, freezing, tables; and what layers refuse.
#include "tests/library/layer_cases.h"

namespace ingot::testing {
namespace {

Network keras_cnn() {
  return {Input({1, 28, 28}),
          Conv2D(32, {3, 3}, {.activation = "relu"}),
          MaxPooling2D({2, 2}),
          Conv2D(64, {3, 3}, {.activation = "relu"}),
          MaxPooling2D({2, 2}),
          Flatten(),
          Dense(128, {.activation = "relu"}),
          Dense(10, {.activation = "softmax"})};
}

std::vector<std::string> names_of(const Network& network) {
  std::vector<std::string> names;
  for (const Network::Node& node : network.nodes()) names.push_back(node.name);
  return names;
}

TEST(Summary, IsATableOfLayersShapesAndParameters) {
  const Text table = summary(keras_cnn().frozen({"conv2d_1"}));
  EXPECT_EQ(table.en, R"(layer                            output                parameters
-----------------------------------------------------------------
input_1 (input)                  (None, 1, 28, 28)              0
conv2d_1 (conv2d)                (None, 32, 26, 26)           320
max_pooling2d_1 (max_pooling2d)  (None, 32, 13, 13)             0
conv2d_2 (conv2d)                (None, 64, 11, 11)        18,496
max_pooling2d_2 (max_pooling2d)  (None, 64, 5, 5)               0
flatten_1 (flatten)              (None, 1600)                   0
dense_1 (dense)                  (None, 128)              204,928
dense_2 (dense)                  (None, 10)                 1,290
-----------------------------------------------------------------
total 225,034, trainable 224,714, frozen 320
)");
  EXPECT_NE(table.zh.find("共 225,034，可训练 224,714，冻结 320"), std::string::npos);
}

TEST(Summary, CountsMovingStatisticsAsFrozen) {
  const Network network{Input({3}), Dense(4), BatchNorm(), Dense(1, {.trainable = false})};
  const ParameterCounts counts = count_parameters(network);
  EXPECT_EQ(counts.trainable, 4 * 3 + 4 + 2 * 4);
  EXPECT_EQ(counts.frozen, 2 * 4 + 5);
}

TEST(Network, GivesEachLayerItsOwnName) {
  const Network network{Input({3}), Dense(2), Dense(2, {.name = "dense_1"}), Dense(2)};
  EXPECT_EQ(names_of(network),
            (std::vector<std::string>{"input_1", "dense_2", "dense_1", "dense_3"}));
  EXPECT_EQ(code_of([] {
              return Network{Input({3}), Dense(2, {.name = "a"}), Dense(2, {.name = "a"})};
            }),
            "duplicate_name");
  EXPECT_EQ(code_of([] { return Network{Input({3}), Dense(2, {.name = "a/b"})}; }), "bad_name");
}

TEST(Network, StartsWithAnInput) {
  EXPECT_EQ(code_of([] { return Network{Dense(2)}; }), "no_input");
  EXPECT_EQ(code_of([] { return Network{Layers{}}; }), "no_input");
  EXPECT_EQ(code_of([] { return Network{Input({3}), Input({3})}; }), "no_input");
}

TEST(Network, KeepsOnlyWhatItsOutputNeeds) {
  Functional net;
  const auto left = net(Input({2, 4, 4}, {.name = "left"}));
  const auto right = net(Input({2, 4, 4}, {.name = "right"}));
  net(Flatten(), left);
  const auto a = net(Conv2D(3, {3, 3}, {.padding = "same"}), left);
  const auto b = net(Conv2D(3, {1, 1}), right);
  const Network network = net.network(net(Add(), {a, b}));
  EXPECT_EQ(names_of(network),
            (std::vector<std::string>{"left", "right", "conv2d_1", "conv2d_2", "add_1"}));
  const Traced traced = trace_inference(network, 2);
  ASSERT_EQ(traced.graph.inputs().size(), 2u);
  EXPECT_EQ(traced.graph.inputs()[1].name, "right");
  EXPECT_EQ(to_string(traced.graph.type(traced.graph.outputs()[0].value)), "f32[2,3,4,4]");
}

TEST(Network, FreezesTheLayersNamed) {
  const Network frozen = keras_cnn().frozen({"conv2d_2"});
  for (const Parameter& p : trace_inference(frozen, 1).parameters)
    EXPECT_EQ(p.trainable, !p.name.starts_with("conv2d_2/")) << p.name;
  EXPECT_EQ(code_of([] { return keras_cnn().frozen({"conv2d_3"}); }), "unknown_layer");
}

TEST(Network, TakesOnlyItsOwnTaps) {
  Functional net;
  const auto x = net(Input({3}));
  EXPECT_EQ(net.network(net(Dense(2), x)).output(), 1);
  EXPECT_EQ(code_of([&] { return net.network({}).output(); }), "bad_network");
  EXPECT_EQ(code_of([&] { return net.network(net(Dense(2), Functional::Tap{7})).output(); }),
            "bad_network");
}

struct Refusal {
  Layer layer;
  std::vector<TensorType> rows;
  std::string code;
  std::string says;  ///< in one of its English texts
};

TEST(Layers, NameThemselvesAndTheirInputInWhatTheyRefuse) {
  const TensorType flat{f32, {6}}, image{f32, {3, 5, 5}}, ids{i64, {4}};
  const std::vector<Refusal> refusals = {
      {Conv2D(4, {3}), {flat}, "bad_layer_input", "L needs an input (batch, channels"},
      {Conv2D(4, {3}), {flat}, "bad_layer_input", "f32[3,6]"},
      {Conv2D(4, {7}), {image}, "bad_layer_input", "window of 7"},
      {Conv2D(4, {3}, {.groups = 2}), {image}, "bad_option", "3 channels"},
      {Conv2D(4, {3}, {.padding = "full"}), {image}, "bad_option", "\"full\""},
      {Conv2D(4, {3, 3, 3}), {image}, "bad_option", "kernel_size"},
      {Conv2D(0, {3}), {image}, "bad_option", "filters"},
      {Conv2D(4, {3}, {.strides = {0}}), {image}, "bad_option", "strides"},
      {Dense(4, {.activation = "rellu"}), {flat}, "unknown_activation", "\"relu\""},
      {Dense(0), {flat}, "bad_option", "units"},
      {MaxPooling2D({2}), {flat}, "bad_layer_input", "f32[3,6]"},
      {Add(), {flat, image}, "bad_layer_input", "f32[3,6], f32[3,3,5,5]"},
      {Add(), {flat}, "bad_layer_input", "at least 2"},
      {Concat({.axis = 0}), {flat, flat}, "bad_option", "axes 1 .. 1"},
      {Concat({.axis = -2}), {flat, flat}, "bad_option", "axes 1 .. 1"},
      {Concat({.axis = 2}), {image, TensorType{f32, {4, 5, 5}}}, "shape_mismatch", "layer L"},
      {Reshape({4, -1}), {flat}, "shape_mismatch", "layer L"},
      {Dropout(1), {flat}, "bad_option", "rate"},
      {Embedding(7, 3), {flat}, "bad_layer_input", "f32[3,6]"},
      {Embedding(0, 3), {ids}, "bad_option", "input_dim"},
      {LayerNorm({.axis = 0}), {image}, "bad_option", "axis"},
      {GroupNorm({.groups = 2}), {image}, "bad_option", "3 channels"},
      {BatchNorm({.momentum = 2}), {image}, "bad_option", "momentum"},
      {ZeroPadding({1, 2, 3}), {image}, "bad_option", "padding"},
      {ZeroPadding({-1}), {image}, "bad_option", "negative"},
      {UpSampling({2}, {.interpolation = "cubic"}), {image}, "bad_option", "\"cubic\""},
      {Residual({Dense(5)}), {flat}, "bad_layer_input", "f32[3,5], f32[3,6]"},
      {Residual({Conv2D(5, {3})}), {flat}, "bad_layer_input", "L/conv2d_1"},
      {LSTM(3), {flat}, "bad_layer_input", "(batch, time, features)"},
      {SimpleRNN(3, {.activation = "gelu"}), {TensorType{f32, {4, 2}}}, "bad_option", "gelu"},
      {Layer(Spec{"conv2", {}}), {image}, "unknown_layer", "\"conv2d\""},
      {Layer(Spec{"dense", {{"units", 3}, {"unit", 3}}}), {flat}, "unknown_option", "\"units\""},
      {Layer(Spec{"dense", {{"units", "3"}}}), {flat}, "bad_option", "an integer"},
      {Layer(Spec{"dense", {}}), {flat}, "bad_option", "missing"},
  };
  for (const Refusal& r : refusals) try {
      static_cast<void>(trace_case(r.layer, r.rows, {}));
      EXPECT_EQ(r.code, "") << r.layer.kind << " " << r.says;
    } catch (const Error& e) {
      const std::string all =
          e.message().en + " " + e.expected().en + " " + e.where().en + " " + e.fix().en;
      EXPECT_EQ(e.code(), r.code) << all;
      EXPECT_NE(all.find("layer L"), std::string::npos) << all;
      EXPECT_NE(all.find(r.says), std::string::npos) << all << " / " << r.says;
      EXPECT_FALSE(e.message().zh.empty());
    }
}

}  // namespace
}  // namespace ingot::testing
