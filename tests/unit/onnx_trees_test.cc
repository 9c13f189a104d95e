// Trees in ONNX files: ours, and those that other programs write.
#include <gtest/gtest.h>

#include "formats/onnx.h"
#include "formats/onnx_rows.h"
#include "formats/onnx_tensor.h"
#include "tests/engine/random_trees.h"

namespace ingot::testing {
namespace {

std::span<const std::byte> bytes_of(const std::string& file) {
  return std::as_bytes(std::span(file));
}

Tensor run(const Graph& graph, const Tensor& x) {
  State none;
  return Program(graph).run(std::array{x}, none)[0];
}

TEST(OnnxTrees, ComeBackAsTheSameGraph) {
  for (const ForestShape& shape :
       {ForestShape{}, ForestShape{1, 1, 1, 0, 0}, ForestShape{40, 3, 7, 8, 0.1}}) {
    const TreeEnsemble trees = random_trees(shape, 4);
    const std::string file = write_onnx(graph_of_trees(trees, kExportBatch, shape.columns), {}, {});
    EXPECT_EQ(check_onnx(bytes_of(file)), "");
    EXPECT_EQ(to_string(read_onnx(bytes_of(file), 3).graph),
              to_string(graph_of_trees(trees, 3, shape.columns)));
    onnx::ModelProto model;
    ASSERT_TRUE(model.ParseFromString(file));
    EXPECT_EQ(model.graph().node(0).op_type(), "TreeEnsembleRegressor");
    EXPECT_EQ(model.graph().node(0).domain(), kOnnxMlDomain);
    EXPECT_EQ(model.opset_import().rbegin()->domain(), kOnnxMlDomain);
  }
}

TEST(OnnxTrees, AreImportedOnlyWhereTheyAre) {
  Builder g;
  g.output("y", g.exp(g.input("x", {f32, {kExportBatch, 2}})));
  EXPECT_EQ(write_onnx(g.take(), {}).find(kOnnxMlDomain), std::string::npos);
}

onnx::AttributeProto& attribute(onnx::ModelProto& model, const std::string& name) {
  for (auto& a : *model.mutable_graph()->mutable_node(0)->mutable_attribute())
    if (a.name() == name) return a;
  throw std::logic_error(name);
}

// One split of column 0 at 0.5: smaller values and NaN give 1, others 2.
onnx::ModelProto one_split() {
  TreeLayout layout;
  static_cast<void>(layout.add(0, 0, 3, [](std::int64_t id) -> TreeLayout::Node {
    if (id > 0) return {.value = static_cast<float>(id)};
    return {0, 0.5F, true, 1, 2};
  }));
  onnx::ModelProto model;
  EXPECT_TRUE(
      model.ParseFromString(write_onnx(graph_of_trees(layout.take({0}), kExportBatch, 1), {})));
  return model;
}

std::vector<double> answers(const onnx::ModelProto& model) {
  const std::string file = model.SerializeAsString();
  const float above = std::nextafter(0.5F, 1.0F);
  const Tensor x = Tensor::from<float>({0.25F, 0.5F, above, 0.75F, std::nanf("")}, {5, 1});
  const Tensor y = run(read_onnx(bytes_of(file), 5).graph, x);
  std::vector<double> values;
  for (std::int64_t i = 0; i < 5; ++i) values.push_back(y.at(i));
  return values;
}

TEST(OnnxTrees, MayAskInFourWays) {
  const std::map<std::string, std::vector<double>> expected{{"BRANCH_LT", {1, 2, 2, 2, 1}},
                                                            {"BRANCH_LEQ", {1, 1, 2, 2, 1}},
                                                            {"BRANCH_GT", {2, 2, 1, 1, 1}},
                                                            {"BRANCH_GTE", {2, 1, 1, 1, 1}}};
  for (const auto& [mode, values] : expected) {
    onnx::ModelProto model = one_split();
    attribute(model, "nodes_modes").set_strings(0, mode);
    EXPECT_EQ(answers(model), values) << mode;
    attribute(model, "nodes_missing_value_tracks_true").set_ints(0, 0);
    std::vector<double> other = values;
    other[4] = 2;
    EXPECT_EQ(answers(model), other) << mode;
  }
}

TEST(OnnxTrees, MayLeaveOutWhatHasADefault) {
  onnx::ModelProto model = one_split();
  auto& attributes = *model.mutable_graph()->mutable_node(0)->mutable_attribute();
  for (int i = attributes.size() - 1; i >= 0; --i)
    for (const char* name : {"nodes_missing_value_tracks_true", "base_values", "n_targets",
                             "aggregate_function", "post_transform"})
      if (attributes[i].name() == name) {
        attributes.DeleteSubrange(i, 1);
        break;
      }
  EXPECT_EQ(answers(model), (std::vector<double>{1, 2, 2, 2, 2}));
}

std::string refusal(const std::function<void(onnx::ModelProto&)>& change) {
  onnx::ModelProto model = one_split();
  change(model);
  try {
    static_cast<void>(answers(model));
  } catch (const Error& e) {
    return e.code();
  }
  return "";
}

TEST(OnnxTrees, AreRefusedWhenTheyAreBroken) {
  using Model = onnx::ModelProto;
  const std::string unsupported = "unsupported_onnx_op";
  EXPECT_EQ(refusal([](Model&) {}), "");
  EXPECT_EQ(refusal([](Model& m) { attribute(m, "nodes_modes").set_strings(0, "BRANCH_EQ"); }),
            unsupported);
  EXPECT_EQ(refusal([](Model& m) { attribute(m, "nodes_truenodeids").set_ints(0, 0); }),
            unsupported);
  EXPECT_EQ(refusal([](Model& m) { attribute(m, "nodes_truenodeids").set_ints(0, 9); }),
            unsupported);
  EXPECT_EQ(refusal([](Model& m) { attribute(m, "nodes_nodeids").set_ints(1, 0); }), unsupported);
  EXPECT_EQ(refusal([](Model& m) { attribute(m, "nodes_featureids").set_ints(0, -2); }),
            unsupported);
  EXPECT_EQ(refusal([](Model& m) { attribute(m, "nodes_featureids").set_ints(0, 1); }), "bad_onnx");
  EXPECT_EQ(refusal([](Model& m) { attribute(m, "nodes_values").clear_floats(); }), unsupported);
  EXPECT_EQ(refusal([](Model& m) { attribute(m, "target_nodeids").set_ints(0, 7); }), unsupported);
  EXPECT_EQ(refusal([](Model& m) { attribute(m, "target_ids").set_ints(0, 1); }), unsupported);
  EXPECT_EQ(refusal([](Model& m) { attribute(m, "n_targets").set_i(0); }), unsupported);
  EXPECT_EQ(refusal([](Model& m) { attribute(m, "n_targets").set_i(std::int64_t{1} << 29); }),
            unsupported);
  EXPECT_EQ(refusal([](Model& m) { attribute(m, "post_transform").set_s("LOGISTIC"); }),
            unsupported);
  EXPECT_EQ(refusal([](Model& m) { attribute(m, "aggregate_function").set_s("MAX"); }),
            unsupported);
}

}  // namespace
}  // namespace ingot::testing
