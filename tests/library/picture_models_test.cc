// The models of pictures as graphs: published sizes, the pictures that they take, ONNX.
#include "tests/library/picture_models.h"

#include "formats/onnx.h"
#include "tests/library/traced.h"

namespace ingot::testing {
namespace {

// Weights that follow gradients, as papers and libraries count them. Traced, never allocated.
std::int64_t num_trained(const Spec& model, const Ints& picture, std::int64_t num_classes) {
  return count_parameters(make_model(model, picture, num_classes)).trainable;
}

TEST(PictureModels, HaveThePublishedNumbersOfWeights) {
  struct Published {
    std::string model;
    std::int64_t weights;
  };
  // torchvision 0.15, table of classification weights; DeiT-S: timm, vit_small_patch16_224.
  for (const auto& [model, weights] : std::vector<Published>{{"alexnet", 61'100'840},
                                                             {"vgg11", 132'863'336},
                                                             {"vgg13", 133'047'848},
                                                             {"vgg16", 138'357'544},
                                                             {"vgg19", 143'667'240},
                                                             {"resnet18", 11'689'512},
                                                             {"resnet34", 21'797'672},
                                                             {"resnet50", 25'557'032},
                                                             {"densenet121", 7'978'856},
                                                             {"mobilenet_v2", 3'504'872},
                                                             {"mobilenet_v3_small", 2'542'856},
                                                             {"mobilenet_v3_large", 5'483'032},
                                                             {"efficientnet_b0", 5'288'548},
                                                             {"convnext_tiny", 28'589'128},
                                                             {"vit_small", 22'050'664}})
    EXPECT_EQ(num_trained({model}, {3, 224, 224}, 1000), weights) << model;
  EXPECT_EQ(num_trained({"lenet5"}, {1, 32, 32}, 10), 61'706);
}

TEST(PictureModels, HaveThePublishedNumbersOfWeightsInOtherForms) {
  // Zagoruyko and Komodakis 2016, table 5: 36.5 million.
  EXPECT_EQ(num_trained({"wideresnet", {{"depth", 28}, {"width", 10}}}, {3, 32, 32}, 10),
            36'479'194);
  // Huang et al. 2017, table 2: DenseNet-BC (L = 100, k = 12) has 0.8 million.
  EXPECT_EQ(
      num_trained({"densenet121", {{"growth", 12}, {"blocks", Ints{16, 16, 16}}}}, {3, 32, 32}, 10),
      769'162);
  // torchvision 0.15: vgg16_bn, efficientnet_b1; Keras: MobileNetV2 with alpha 0.5.
  EXPECT_EQ(num_trained({"vgg16", {{"batch_norm", true}}}, {3, 224, 224}, 1000), 138'365'992);
  EXPECT_EQ(num_trained({"mobilenet_v2", {{"width", 0.5}}}, {3, 224, 224}, 1000), 1'968'680);
  EXPECT_EQ(num_trained({"efficientnet_b0", {{"width", 1.0}, {"depth", 1.1}}}, {3, 240, 240}, 1000),
            7'794'184);
}

TEST(PictureModels, TakeSmallAndLargePictures) {
  for (const auto& [name, small] : small_picture_models())
    for (const Ints& picture : {Ints{1, 12, 16}, Ints{1, 28, 28}, Ints{3, 32, 32}, Ints{3, 65, 47},
                                Ints{3, 96, 96}, Ints{3, 224, 224}}) {
      SCOPED_TRACE(fmt::format("{} {}", name, to_string(Shape(picture))));
      const Traced traced = trace_inference(make_model({name}, picture, 7), 2);
      EXPECT_EQ(to_string(traced.graph.type(traced.graph.outputs().at(0).value)), "f32[2,7]");
    }
}

TEST(PictureModels, RefuseWhatIsNoPicture) {
  for (const auto& [name, small] : small_picture_models()) {
    EXPECT_EQ(code_of([&] { return make_model({name}, {30}, 2); }), "bad_model_input") << name;
    EXPECT_EQ(code_of([&] {
                return make_model({name}, {1, 28, 7}, 2);
              }),
              "bad_model_input")
        << name;
  }
}

TEST(PictureModels, RefuseOptionsThatMakeNoSense) {
  const auto code = [](const Spec& model) {
    return code_of([&] { return make_model(model, {3, 32, 32}, 2); });
  };
  EXPECT_EQ(code({"resnet34", {{"stem", "large"}}}), "bad_option");
  EXPECT_EQ(code({"wideresnet", {{"depth", 15}}}), "bad_option");
  EXPECT_EQ(code({"wideresnet", {{"width", 0}}}), "bad_option");
  EXPECT_EQ(code({"densenet121", {{"blocks", Ints{}}}}), "bad_option");
  EXPECT_EQ(code({"densenet121", {{"growth", 0}}}), "bad_option");
  EXPECT_EQ(code({"mobilenet_v2", {{"width", 0.0}}}), "bad_option");
  EXPECT_EQ(code({"mobilenet_v3_small", {{"width", -1.0}}}), "bad_option");
  EXPECT_EQ(code({"efficientnet_b0", {{"depth", 0.0}}}), "bad_option");
  EXPECT_EQ(code({"convnext_tiny", {{"widths", Ints{8}}}}), "bad_option");
  EXPECT_EQ(code({"vit_small", {{"depth", 0}}}), "bad_option");
  EXPECT_EQ(code({"vit_small", {{"patch", -4}}}), "bad_option");
}

// What was written is read back, for another number of rows, and answers alike.
TEST(PictureModels, AreTheSameAfterOnnx) {
  for (const auto& [name, small] : small_picture_models()) {
    SCOPED_TRACE(name);
    const Network network = make_model(small_form(name), small.picture, 4);
    const Traced traced = trace_inference(network, kExportBatch);
    const States states = initial_states(traced.parameters, 2);
    const std::string file = write_onnx(traced.graph, {states.begin(), states.end()});
    OnnxModel again = read_onnx(std::as_bytes(std::span(file)), 3);
    const std::array rows{waves({f32, Shape(small.picture).inserted(0, 3)}, 0.2)};
    State own = states, read(again.weights.begin(), again.weights.end());
    const Tensor before = Program(trace_inference(network, 3).graph).run(rows, own)[0];
    const Tensor after = Program(again.graph).run(rows, read)[0];
    expect_near(numbers(after), numbers(before), 1e-5);
  }
}

}  // namespace
}  // namespace ingot::testing
