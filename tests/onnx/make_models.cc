// Writes ONNX files with inputs and the results that they must have: every op's samples in f32, and
// networks of all layers at several numbers of rows.
#include <filesystem>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>

#include "base/files.h"
#include "formats/onnx.h"
#include "ingot/network.h"
#include "nn/answer.h"
#include "nn/step.h"
#include "runtime/executor.h"
#include "tests/engine/random_trees.h"
#include "tests/library/picture_models.h"
#include "tests/library/table_models.h"
#include "tests/onnx/onnx_case.h"
#include "tests/onnx/table_models.h"
#include "train/boosted_trees.h"

namespace ingot::testing {
namespace {

using nlohmann::json;

// Models as files, tensors as places in one file of raw values.
class Cases {
 public:
  explicit Cases(std::filesystem::path folder) : folder_(std::move(folder)) {}

  void add(const std::string& name, const std::string& model, const Graph& graph,
           const std::vector<Tensor>& inputs, const std::vector<Tensor>& outputs,
           double tolerance) {
    const std::string file = fmt::format("{}.onnx", index_.size());
    write_file(folder_ / file, model);
    json entry{{"name", name}, {"model", file}, {"tolerance", tolerance}};
    for (std::size_t i = 0; i < inputs.size(); ++i)
      entry["inputs"][graph.inputs()[i].name] = place(inputs[i]);
    for (std::size_t i = 0; i < outputs.size(); ++i)
      entry["outputs"][graph.outputs()[i].name] = place(outputs[i]);
    index_.push_back(std::move(entry));
  }
  // Columns of a table: strings stand in the index itself.
  void add(const std::string& name, const OnnxTableCase& c, double tolerance) {
    const std::string file = fmt::format("{}.onnx", index_.size());
    write_file(folder_ / file, c.model);
    json entry{{"name", name}, {"model", file}, {"tolerance", tolerance}};
    for (std::size_t i = 0; i < c.numbers.size(); ++i)
      entry["inputs"][c.numbers[i]] = place(c.values[i]);
    for (const std::string& text : c.texts) {
      const TextColumn& cells = c.rows.columns[c.rows.find(text).value()];
      json& texts = entry["inputs"][text] = {{"dtype", "string"}, {"dims", {cells.size(), 1}}};
      for (std::int64_t row = 0; row < cells.size(); ++row)
        texts["texts"].push_back(std::string(cells[row]));
    }
    entry["outputs"]["features"] = place(c.features);
    index_.push_back(std::move(entry));
  }
  void finish() {
    write_file(folder_ / "values.bin", values_);
    write_file(folder_ / "index.json", index_.dump());
    std::cout << index_.size() << " models\n";
  }

 private:
  json place(const Tensor& t) {
    const std::size_t start = values_.size();
    values_.append(static_cast<const char*>(t.raw()), t.bytes());
    values_.append((8 - values_.size() % 8) % 8, '\0');
    return {{"dtype", to_string(t.dtype())},
            {"dims", t.shape().to_vector()},
            {"start", start},
            {"bytes", t.bytes()}};
  }

  std::filesystem::path folder_;
  std::string values_;
  json index_ = json::array();
};

void add_samples(Cases& cases) {
  for (const OpDef& op : op_registry().all()) {
    if (op.traits.has(Trait::training_only)) continue;
    for (const std::string& sample : op.samples) {
      const Case c = make_case(op, sample, f32);
      const Graph graph = with_onnx_names(c);
      // JavaScript has no such array, ONNX Runtime hardly a kernel.
      if (graph.type(graph.outputs()[0].value).dtype == bf16) continue;
      cases.add(name_of(c), write_onnx(graph, {}), graph, c.inputs, run_reference(graph, c.inputs),
                op.tolerance_ulp * 1.2e-7);
    }
  }
}

Tensor waves(const TensorType& type) {
  Tensor t(type);
  for (std::int64_t i = 0; i < t.num_elements(); ++i)
    t.set(i, std::sin(0.3 + 1.7 * static_cast<double>(i)));
  return t;
}

std::map<std::string, Tensor> wave_weights(const Parameters& parameters) {
  std::map<std::string, Tensor> weights;
  for (const auto& [state, value] : initial_states(parameters, 5))
    weights[state] = waves(value.type());
  // Variances and scales must not be negative.
  for (auto& [state, value] : weights)
    if (state.ends_with("variance") || state.ends_with("scale"))
      for (std::int64_t i = 0; i < value.num_elements(); ++i) value.set(i, 1 + 0.5 * value.at(i));
    else
      for (std::int64_t i = 0; i < value.num_elements(); ++i) value.set(i, 0.2 * value.at(i));
  return weights;
}

// Convolutions of waves cancel to rounding errors, which norms of each step would make large.
std::map<std::string, Tensor> drawn_weights(const Parameters& parameters) {
  const State drawn = initial_states(parameters, 5);
  return {drawn.begin(), drawn.end()};
}

// One file, run at three numbers of rows.
void add_traced(Cases& cases, const std::string& name, const Traced& traced,
                const std::map<std::string, Tensor>& weights) {
  const std::string file = write_onnx(traced.graph, weights);
  for (const std::int64_t rows : {1, 3, 8}) {
    const OnnxModel model = read_onnx(std::as_bytes(std::span(file)), rows);
    std::vector<Tensor> inputs;
    for (const NamedValue& in : model.graph.inputs()) {
      inputs.push_back(waves(model.graph.type(in.value)));
      // Numbers of words are not negative.
      if (is_integer(inputs.back().dtype()))
        for (std::int64_t i = 0; i < inputs.back().num_elements(); ++i)
          inputs.back().set(i, static_cast<double>(i * 5 % 9));
    }
    State state(model.weights.begin(), model.weights.end());
    // Winograd's convolutions are ten times less exact than the direct ones.
    for (const bool winograd : {false, true}) {
      const auto plan = compile(model.graph, {.winograd = winograd});
      cases.add(fmt::format("{}, {} rows{}", name, rows, winograd ? ", Winograd" : ""), file,
                model.graph, inputs, Executor().run(*plan, inputs, state).outputs,
                winograd ? 1e-4 : 1e-5);
    }
  }
}

void add_network(Cases& cases, const std::string& name, const Network& network) {
  const Traced traced = trace_inference(network, kExportBatch);
  add_traced(cases, name, traced, wave_weights(traced.parameters));
}

void add_models(Cases& cases) {
  const Layers pictures{Input({4, 12, 10}),
                        ZeroPadding({1, 1}),
                        Conv2D(6, {3, 3}, {.strides = {2, 1}, .padding = "same"}),
                        BatchNorm(),
                        Activation("relu"),
                        DepthwiseConv2D({3, 3}),
                        GroupNorm({.groups = 2}),
                        UpSampling({2, 2}),
                        Conv2DTranspose(4, {2, 2}, {.strides = {2, 2}}),
                        AveragePooling2D({2, 2}),
                        SpatialDropout(0.5),
                        Residual({Conv2D(4, {3, 3}, {.padding = "same"}), Activation("gelu")}),
                        SqueezeExcite(2),
                        StochasticDepth(0.5),
                        MaxPooling2D({2, 2}),
                        GlobalAveragePooling(),
                        Dense(3, {.activation = "softmax"})};
  const Layers sequences{Input({5}, {.dtype = "i64"}),
                         Embedding(9, 6),
                         LSTM(4, {.return_sequences = true}),
                         LayerNorm(),
                         GRU(4, {.return_sequences = true}),
                         RMSNorm(),
                         SimpleRNN(3),
                         Dropout(0.5),
                         Dense(4, {.activation = "silu"}),
                         Reshape({2, 2}),
                         Flatten()};
  const Layers tokens{Input({4, 6, 6}),
                      Reshape({4, -1}),
                      Permute({2, 1}),
                      ClassToken(),
                      PositionEmbedding(),
                      Residual({MultiHeadAttention(2), LayerScale()}),
                      MultiHeadAttention(1, {.causal = true}),
                      Take(0)};
  add_network(cases, "all layers of pictures", pictures);
  const Traced mirrored =
      trace_answer(pictures, kExportBatch, {.mirrored = true, .temperature = 1.3});
  add_traced(cases, "a mirrored answer", mirrored, wave_weights(mirrored.parameters));
  add_network(cases, "all layers of tokens", tokens);
  add_network(cases, "all layers of sequences", sequences);
  for (const ModelDef& def : model_registry())
    if (def.rows == ModelRows::pictures || def.rows == ModelRows::any)
      add_network(cases, def.name, make_model(small_form(def.name), {1, 28, 28}, 10));
  for (const ModelDef& def : model_registry()) {
    if (def.rows != ModelRows::sequences) continue;
    const SpecView options(Spec{def.name, {}}, {}, def.options);
    for (const std::int64_t classes : {0, 3}) {
      const Traced traced = trace_inference(
          def.make({.options = options, .input_shape = {9, 3}, .num_classes = classes}),
          kExportBatch);
      add_traced(cases, fmt::format("{} of {} classes", def.name, classes), traced,
                 drawn_weights(traced.parameters));
    }
  }
  for (const auto& [name, options] : small_table_models()) {
    add_network(cases, name, make_table_model({name, options}));
    add_network(cases, name + " of counts",
                make_table_model({name, options}, {.num_classes = 0, .number_activation = "exp"}));
  }
  add_network(cases, "tabm of ordered classes",
              make_table_model({"tabm", small_table_models().at("tabm")},
                               {.num_classes = 4, .ordered_classes = true}));
  add_network(cases, "table-mlp, periodic",
              make_table_model({"table-mlp", {{"width", 24}, {"embedding", "periodic"}}}));
}

// Sums, and what each objective makes of them; the rows hold NaN and the thresholds themselves.
void add_trees(Cases& cases) {
  struct Kind {
    const char* name;
    TreeObjective objective;
    int outputs;
  };
  for (const auto& [name, objective, outputs] :
       {Kind{"log-odds", TreeObjective::binary, 1}, Kind{"classes", TreeObjective::classes, 3},
        Kind{"numbers", TreeObjective::squared, 1}, Kind{"counts", TreeObjective::count, 1}}) {
    BoostedTrees model;
    model.trees = random_trees({.trees = 30, .outputs = outputs, .columns = 4}, 12);
    model.objective = objective;
    model.num_columns = 4;
    const std::string file = write_onnx(tree_graph(model, kExportBatch), {});
    for (const std::int64_t rows : {1, 3, 200}) {
      const Graph graph = tree_graph(model, rows);
      const std::vector<Tensor> inputs{random_rows(rows, 4, 13)};
      State none;
      cases.add(fmt::format("trees of {}, {} rows", name, rows), file, graph, inputs,
                Executor().run(*compile(graph), inputs, none).outputs, 1e-5);
    }
  }
}

}  // namespace
}  // namespace ingot::testing

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: make_onnx_models FOLDER\n";
    return 2;
  }
  ingot::testing::Cases cases(argv[1]);
  ingot::testing::add_samples(cases);
  ingot::testing::add_models(cases);
  ingot::testing::add_trees(cases);
  cases.add("columns of a table", ingot::testing::table_columns_case(1000), 1e-5);
  cases.finish();
}
