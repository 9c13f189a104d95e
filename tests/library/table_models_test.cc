// The models of tables: sizes by their formulas, what they refuse, a step as on the reference,
// enough of them to know rows by heart, ONNX.
#include "tests/library/table_models.h"

#include "formats/onnx.h"
#include "ingot/model.h"
#include "tests/library/reference_step.h"

namespace ingot::testing {
namespace {

std::int64_t num_trained(const Spec& model, const TableShape& shape) {
  return count_parameters(make_table_model(model, shape)).trainable;
}

// adult: 6 numbers, 8 categories with 102 values.
TableShape adult() { return {{1, 1, 1, 1, 1, 1, 9, 16, 7, 15, 6, 5, 2, 42}}; }
constexpr std::int64_t kAdultWidth = 108, kAdultFeatures = 14;

TEST(TableModels, HaveTheNumbersOfWeightsOfTheirFormulas) {
  EXPECT_EQ(num_trained({"linear"}, adult()), (kAdultWidth + 1) * 2);
  EXPECT_EQ(num_trained({"table-mlp"}, adult()), (kAdultWidth + 1) * 384 + 385 * 384 + 385 * 2);
  const std::int64_t block = 2 * 192 + 193 * 384 + 385 * 192;
  EXPECT_EQ(num_trained({"table-resnet"}, adult()),
            (kAdultWidth + 1) * 192 + 2 * block + 2 * 192 + 193 * 2);
  // Gorishniy et al. 2024, sec. 3: three kernels once; scales, biases and heads 32 times.
  const std::int64_t kernels = kAdultWidth * 512 + 2 * 512 * 512, heads = 32 * 513 * 2;
  EXPECT_EQ(num_trained({"tabm"}, adult()),
            kernels + 32 * (kAdultWidth + 2 * 512 + 3 * 2 * 512) + heads);
  EXPECT_EQ(num_trained({"tabm-mini"}, adult()), kernels + 3 * 512 + 32 * kAdultWidth + heads);
  // Gorishniy et al. 2021: tokens, class token, blocks of attention and ReGLU, head.
  const std::int64_t d = 192, h = 256, attention = 4 * (d * d + d),
                     gated = 2 * d + 2 * (d * h + h) + h * d + d;
  EXPECT_EQ(num_trained({"ft-transformer"}, adult()), (kAdultWidth + kAdultFeatures) * d + d +
                                                          3 * (attention + gated) + 2 * 2 * d +
                                                          2 * d + 2 * d + 2);
}

TEST(TableModels, PutPeriodicEmbeddingsInThePlaceOfNumbers) {
  const Spec mlp{"table-mlp",
                 {{"embedding", "periodic"}, {"embedding_width", 5}, {"frequencies", 3}}};
  // Six numbers: frequencies, kernel and bias; 102 other values stay as they are.
  const std::int64_t embeddings = 6 * (3 + 6 * 5 + 5), width = 6 * 5 + 102;
  EXPECT_EQ(num_trained(mlp, adult()), embeddings + (width + 1) * 384 + 385 * 384 + 385 * 2);
  const TableShape numbers{{1, 1, 1}};
  EXPECT_EQ(num_trained(mlp, numbers), 3 * (3 + 6 * 5 + 5) + (15 + 1) * 384 + 385 * 384 + 385 * 2);
  const TableShape none{{4, 2}};
  EXPECT_EQ(num_trained(mlp, none), 7 * 384 + 385 * 384 + 385 * 2);
}

TEST(TableModels, CategoriesOfOneValueAreNoNumbers) {
  const ModelDef& def = find_model("table-mlp");
  const SpecView options(Spec{"table-mlp", {{"embedding", "periodic"}}}, {}, def.options);
  const auto embedded = [&](const std::vector<bool>& categories) {
    const Network net = def.make(
        {.options = options, .input_shape = {3}, .num_classes = 2, .categories = categories});
    for (const Network::Node& node : net.nodes())
      if (node.layer.kind == "periodic_embedding") return true;
    return false;
  };
  EXPECT_TRUE(embedded({}));
  EXPECT_TRUE(embedded({true, false, true}));
  EXPECT_FALSE(embedded({true, true, true}));
  EXPECT_EQ(code_of([&] { return embedded({true}); }), "bad_model_input");
}

TEST(TableModels, EveryOneHasASmallForm) {
  for (const ModelDef& def : model_registry())
    EXPECT_EQ(small_table_models().contains(def.name), def.rows == ModelRows::tables) << def.name;
}

TEST(TableModels, GiveProbabilitiesOrOneNumber) {
  for (const auto& [name, options] : small_table_models())
    for (const std::int64_t classes : {0, 2, 5}) {
      const Traced traced =
          trace_inference(make_table_model({name, options}, {.num_classes = classes}), 3);
      EXPECT_EQ(to_string(traced.graph.type(traced.graph.outputs().at(0).value)),
                fmt::format("f32[3,{}]", std::max<std::int64_t>(1, classes)))
          << name;
    }
}

TEST(TableModels, RefuseWhatIsNoTable) {
  for (const auto& [name, small] : small_table_models()) {
    const ModelDef& def = find_model(name);
    const SpecView options(Spec{name, small}, {}, def.options);
    const auto code = [&](const Ints& row, const Ints& widths) {
      return code_of([&] {
        return def.make(
            {.options = options, .input_shape = row, .num_classes = 2, .feature_widths = widths});
      });
    };
    EXPECT_EQ(code({1, 28, 28}, {}), "bad_model_input") << name;
    EXPECT_EQ(code({5}, {1, 3}), "bad_model_input") << name;
    EXPECT_EQ(code({5}, {0, 5}), "bad_model_input") << name;
    EXPECT_EQ(code({5}, {}), "") << name;
    EXPECT_EQ(code({5}, {2, 3}), "") << name;
  }
}

TEST(TableModels, RefuseOptionsThatMakeNoSense) {
  const auto code = [](const Spec& model) {
    return code_of([&] { return trace_inference(make_table_model(model), 1).parameters; });
  };
  EXPECT_EQ(code({"table-mlp", {{"width", 0}}}), "bad_option");
  EXPECT_EQ(code({"table-mlp", {{"embedding", "linear"}}}), "bad_option");
  EXPECT_EQ(code({"table-resnet", {{"hidden_factor", 0.0}}}), "bad_option");
  EXPECT_EQ(code({"tabm", {{"members", 0}}}), "bad_option");
  EXPECT_EQ(code({"tabm-mini", {{"blocks", 0}}}), "bad_option");
  EXPECT_EQ(code({"ft-transformer", {{"heads", 5}}}), "bad_option");
  EXPECT_EQ(code({"ft-transformer", {{"hidden_factor", 0.0}}}), "bad_option");
}

// Rows of noise whose label depends on a number and on the category.
Labelled table_rows(std::int64_t count) {
  Labelled rows{waves({f32, {count, kTableWidth}}, 0.7), Tensor::zeros({i64, {count}})};
  for (std::int64_t row = 0; row < count; ++row) {
    const std::int64_t category = row * 7 % 4;
    for (std::int64_t k = 0; k < 4; ++k) rows.x.set(row * kTableWidth + 2 + k, k == category);
    const double sum = rows.x.at(row * kTableWidth) + 0.7 * static_cast<double>(category) - 1;
    rows.y.set(row, sum > 0 ? 1 : 0);
  }
  return rows;
}

class TableModel : public ::testing::TestWithParam<std::string> {
 protected:
  Spec spec{GetParam(), small_table_models().at(GetParam())};
};

TEST_P(TableModel, StepsAsOnTheReference) {
  expect_steps_as_on_the_reference(make_table_model(spec), table_rows(16));
}

TEST_P(TableModel, LearnsSixtyFourRowsByHeart) {
  const Labelled rows = table_rows(64);
  Model model(make_table_model(spec), 1);
  model.compile({.optimizer = Adam({.learning_rate = CosineDecay(0.01)})});
  model.fit(rows.x, rows.y, {.epochs = 150, .batch = 16, .seed = 1});
  EXPECT_GE(model.evaluate(rows.x, rows.y).at("accuracy"), spec.kind == "linear" ? 0.9 : 1);
}

// A number, a bag of two words out of nine, and their weights. Neither the sign of the number nor
// the words tell the class alone.
TEST_P(TableModel, ReadsTextsBesideNumbers) {
  const ModelDef& def = find_model(spec.kind);
  const SpecView options(spec, {}, def.options);
  const auto make = [&] {
    return def.make({.options = options,
                     .input_shape = {5},
                     .num_classes = 2,
                     .feature_widths = {1, 4},
                     .categories = {false, false},
                     .num_ids = {0, 10}});
  };
  if (!def.reads_texts) {
    EXPECT_EQ(code_of(make), "bad_model_input");
    return;
  }
  constexpr std::int64_t kRows = 256;
  Labelled rows{Tensor::zeros({f32, {kRows, 5}}), Tensor::zeros({i64, {kRows}})};
  for (std::int64_t row = 0; row < kRows; ++row) {
    const bool high = row % 2 == 0, good = row / 2 % 2 == 0;
    rows.x.set(row * 5, (high ? 1 : -1) * (1 + 0.1 * static_cast<double>(row % 7)));
    rows.x.set(row * 5 + 1, (good ? 1 : 4) + static_cast<double>(row * 5 % 3));
    rows.x.set(row * 5 + 2, 7 + static_cast<double>(row % 2));
    rows.x.set(row * 5 + 3, 0.8);
    rows.x.set(row * 5 + 4, row % 3 == 0 ? 0 : 0.6);
    rows.y.set(row, high == good ? 1 : 0);
  }
  Model model(make(), 1);
  model.compile({.optimizer = Adam({.learning_rate = 0.01})});
  model.fit(rows.x, rows.y, {.epochs = 60, .batch = 32, .seed = 1});
  EXPECT_GE(model.evaluate(rows.x, rows.y).at("accuracy"), 0.99);
  // Without its words a row is told from its number alone.
  Tensor silent = rows.x.clone();
  for (std::int64_t row = 0; row < kRows; ++row)
    for (std::int64_t k = 1; k < 5; ++k) silent.set(row * 5 + k, 0);
  EXPECT_LT(model.evaluate(silent, rows.y).at("accuracy"), 0.7);
}

TEST_P(TableModel, LearnsMeanCounts) {
  const Labelled rows = table_rows(64);
  Tensor counts = Tensor::zeros({f32, {64, 1}});
  for (std::int64_t i = 0; i < 64; ++i) counts.set(i, rows.y.at(i) == 1 ? 6 : 1);
  Model model(make_table_model(spec, {.num_classes = 0, .number_activation = "exp"}), 1);
  model.compile({.optimizer = Adam({.learning_rate = 0.01}), .loss = "poisson"});
  const double before = model.evaluate(rows.x, counts).at("loss");
  model.fit(rows.x, counts, {.epochs = 60, .batch = 16, .seed = 1});
  // At the true means: the mean of m - m log(m).
  double least = 0;
  for (std::int64_t i = 0; i < 64; ++i)
    least += (counts.at(i) - counts.at(i) * std::log(counts.at(i))) / 64;
  EXPECT_LT(model.evaluate(rows.x, counts).at("loss") - least, 0.3 * (before - least));
}

// Three steps of one scale, of which the middle one is the rarest.
TEST_P(TableModel, LearnsClassesInTheirOrder) {
  Labelled rows = table_rows(64);
  for (std::int64_t i = 0; i < 64; ++i) {
    const double x = rows.x.at(i * kTableWidth);
    rows.y.set(i, x < -0.2 ? 0 : x < 0.3 ? 1 : 2);
  }
  Model model(make_table_model(spec, {.num_classes = 3, .ordered_classes = true}), 1);
  model.compile({.optimizer = Adam({.learning_rate = 0.03})});
  model.fit(rows.x, rows.y, {.epochs = 240, .batch = 16, .seed = 1});
  EXPECT_GE(model.evaluate(rows.x, rows.y).at("accuracy"), 0.95);
}

TEST_P(TableModel, IsTheSameAfterOnnx) {
  for (const std::int64_t classes : {0, 3}) {
    const Network network = make_table_model(spec, {.num_classes = classes});
    const Traced traced = trace_inference(network, kExportBatch);
    const States states = initial_states(traced.parameters, 2);
    const std::string file = write_onnx(traced.graph, {states.begin(), states.end()});
    OnnxModel again = read_onnx(std::as_bytes(std::span(file)), 3);
    const std::array rows{table_rows(3).x};
    State own = states, read(again.weights.begin(), again.weights.end());
    const Tensor before = Program(trace_inference(network, 3).graph).run(rows, own)[0];
    const Tensor after = Program(again.graph).run(rows, read)[0];
    expect_near(numbers(after), numbers(before), 1e-5);
  }
}

std::vector<std::string> names() {
  std::vector<std::string> names;
  for (const auto& [name, small] : small_table_models()) names.push_back(name);
  return names;
}

INSTANTIATE_TEST_SUITE_P(Every, TableModel, ::testing::ValuesIn(names()), [](const auto& model) {
  std::string name = model.param;
  std::ranges::replace(name, '-', '_');
  return name;
});

}  // namespace
}  // namespace ingot::testing
