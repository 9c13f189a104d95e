// ONNX files: what they say, what comes back, and what is refused.
#include "formats/onnx.h"

#include <gtest/gtest.h>

#include <random>

#include "formats/onnx_tensor.h"
#include "formats/onnx_wire.h"
#include "graph/op_def.h"

namespace ingot::testing {
namespace {

std::span<const std::byte> bytes_of(const std::string& file) {
  return std::as_bytes(std::span(file));
}

template <class F>
std::string code_of(F f) {
  try {
    static_cast<void>(f());
  } catch (const Error& e) {
    return e.code();
  }
  return "";
}

Tensor waves(const TensorType& type) {
  Tensor t(type);
  for (std::int64_t i = 0; i < t.num_elements(); ++i)
    t.set(i, std::sin(0.3 + 1.7 * static_cast<double>(i)));
  return t;
}

struct Made {
  Graph graph;
  std::map<std::string, Tensor> weights;
};

// A small network that has states, constants, a function and sizes that follow the rows.
Made small_network(std::int64_t rows) {
  Builder g;
  const Value x = g.input("input", {f32, {rows, 1, 6, 6}});
  const Value kernel = g.state("conv2d_1/kernel", {f32, {2, 1, 3, 3}});
  const Value bias = g.state("conv2d_1/bias", {f32, {2}});
  const Value dense = g.state("dense_1/kernel", {f32, {8, 3}});
  const Value pooled = g.max_pool(g.relu(g.conv(x, kernel, bias)), {.kernel_size = {2, 2}});
  const Value scores = g.matmul(g.gelu(g.reshape(pooled, {rows, 8})), dense);
  g.output("probabilities", g.softmax(scores));
  Made made{g.take(), {}};
  for (const NamedValue& s : made.graph.states())
    made.weights[s.name] = waves(made.graph.type(s.value));
  return made;
}

std::string small_file() {
  const Made made = small_network(kExportBatch);
  return write_onnx(made.graph, made.weights);
}

std::vector<Tensor> run(const Graph& graph, const std::map<std::string, Tensor>& weights,
                        const std::vector<Tensor>& inputs) {
  State state(weights.begin(), weights.end());
  return Program(graph).run(inputs, state);
}

TEST(Onnx, AnyNumberOfRowsComesBackBitForBit) {
  const std::string file = small_file();
  EXPECT_EQ(check_onnx(bytes_of(file)), "");
  for (const std::int64_t rows : {1, 2, 7}) {
    const Made made = small_network(rows);
    const OnnxModel model = read_onnx(bytes_of(file), rows);
    ASSERT_EQ(model.graph.outputs().size(), 1u);
    EXPECT_EQ(model.graph.outputs()[0].name, "probabilities");
    EXPECT_EQ(to_string(model.graph.type(model.graph.outputs()[0].value)),
              fmt::format("f32[{},3]", rows));
    ASSERT_EQ(model.weights.size(), 3u);
    const std::vector<Tensor> inputs{waves({f32, {rows, 1, 6, 6}})};
    EXPECT_TRUE(bit_equal(run(model.graph, model.weights, inputs)[0],
                          run(made.graph, made.weights, inputs)[0]));
  }
}

TEST(Onnx, EqualContentGivesEqualBytes) {
  EXPECT_EQ(small_file(), small_file());
  Made made = small_network(kExportBatch);
  made.weights["conv2d_1/bias"].set(0, 0.5);
  EXPECT_NE(write_onnx(made.graph, made.weights), small_file());
}

TEST(Onnx, KeepsMetadata) {
  const Made made = small_network(kExportBatch);
  const std::map<std::string, std::string> metadata{{"task", "image-classification"}, {"z", "1"}};
  const std::string file =
      write_onnx(made.graph, made.weights, {.producer_version = "1.2", .metadata = metadata});
  EXPECT_EQ(read_onnx(bytes_of(file), 1).metadata, metadata);
}

TEST(Onnx, EqualFunctionsAreWrittenOnce) {
  Builder g;
  const Value x = g.input("x", {f32, {4}});
  g.output("y", g.silu(g.silu(x)));
  onnx::ModelProto model;
  ASSERT_TRUE(model.ParseFromString(write_onnx(g.take(), {})));
  EXPECT_EQ(model.functions_size(), 1);
}

TEST(Onnx, OneValueMayBeInputAndTwoOutputs) {
  Builder g;
  const Value x = g.input("x", {f32, {3}});
  const Value y = g.exp(x);
  g.output("same", x);
  g.output("a", y);
  g.output("b", y);
  const std::string file = write_onnx(g.graph(), {});
  EXPECT_EQ(check_onnx(bytes_of(file)), "");
  const std::vector<Tensor> inputs{waves({f32, {3}})};
  const std::vector<Tensor> results = run(read_onnx(bytes_of(file), 1).graph, {}, inputs);
  EXPECT_TRUE(bit_equal(results.at(0), inputs[0]));
  EXPECT_TRUE(bit_equal(results.at(1), results.at(2)));
}

TEST(Onnx, TrainingIsNotExported) {
  Builder g;
  const Value x = g.input("x", {f32, {3, 4}});
  g.output("y", g.dropout(x, g.input("key", {i64, {3}})));
  const Graph graph = g.take();
  try {
    static_cast<void>(write_onnx(graph, {}));
    FAIL();
  } catch (const Error& e) {
    EXPECT_EQ(e.code(), "not_exportable");
    EXPECT_NE(e.message().en.find("dropout"), std::string::npos);
  }
  const Made made = small_network(kExportBatch);
  EXPECT_EQ(code_of([&] { return write_onnx(made.graph, {}); }), "unknown_state");
}

// A file as another program would write it.
onnx::ModelProto foreign_model(const std::string& op_type, std::int64_t opset = 17) {
  onnx::ModelProto model;
  model.set_ir_version(8);
  model.set_producer_name("another");
  model.add_opset_import()->set_version(opset);
  auto& graph = *model.mutable_graph();
  graph.set_name("g");
  for (auto* info : {graph.add_input(), graph.add_output()}) {
    info->set_name(info == &graph.input(0) ? "x" : "y");
    auto& type = *info->mutable_type()->mutable_tensor_type();
    type.set_elem_type(onnx::TensorProto::FLOAT);
    type.mutable_shape()->add_dim()->set_dim_param("N");
    type.mutable_shape()->add_dim()->set_dim_value(4);
  }
  auto& node = *graph.add_node();
  node.set_op_type(op_type);
  node.add_input("x");
  node.add_output("y");
  return model;
}

Graph read(const onnx::ModelProto& model, std::int64_t rows = 2) {
  const std::string file = model.SerializeAsString();
  return read_onnx(bytes_of(file), rows).graph;
}

TEST(Onnx, ReadsSizesThatTheFileComputes) {
  onnx::ModelProto model = foreign_model("Shape");
  auto& graph = *model.mutable_graph();
  graph.mutable_node(0)->set_output(0, "shape");
  const auto add = [&](const std::string& op, const std::vector<std::string>& inputs,
                       const std::string& output) -> onnx::NodeProto& {
    auto& node = *graph.add_node();
    node.set_op_type(op);
    for (const std::string& in : inputs) node.add_input(in);
    node.add_output(output);
    return node;
  };
  set_onnx_tensor(*graph.add_initializer(), "first", Tensor::scalar(std::int64_t{0}));
  set_onnx_tensor(*graph.add_initializer(), "axis", Tensor::from(Ints{0}, {1}));
  set_onnx_tensor(*graph.add_initializer(), "rest", Tensor::from(Ints{2, 2}, {2}));
  add("Gather", {"shape", "first"}, "rows");
  add("Unsqueeze", {"rows", "axis"}, "row_list");
  set_onnx_attribute(*add("Concat", {"row_list", "rest"}, "sizes").add_attribute(), "axis",
                     std::int64_t{0});
  add("Reshape", {"x", "sizes"}, "y");
  for (const std::int64_t rows : {2, 5}) {
    const Graph read_graph = read(model, rows);
    EXPECT_EQ(to_string(read_graph.type(read_graph.outputs().at(0).value)),
              fmt::format("f32[{},2,2]", rows));
  }
}

TEST(Onnx, ReductionsOfOthersKeepTheirAxes) {
  const Graph graph = read(foreign_model("ReduceMax"));
  EXPECT_EQ(to_string(graph.type(graph.outputs().at(0).value)), "f32[1,1]");
}

TEST(Onnx, UnknownOperatorsAreNamed) {
  try {
    static_cast<void>(read(foreign_model("Frobnicate")));
    FAIL();
  } catch (const Error& e) {
    EXPECT_EQ(e.code(), "unsupported_onnx_op");
    EXPECT_NE(e.message().en.find("Frobnicate"), std::string::npos);
  }
}

TEST(Onnx, OtherOpsetsAreRefused) {
  EXPECT_EQ(code_of([] { return read(foreign_model("Relu", 18)); }), "newer_onnx");
  EXPECT_EQ(code_of([] { return read(foreign_model("Relu", 12)); }), "older_onnx");
  EXPECT_EQ(code_of([] { return read(foreign_model("Relu", 13)); }), "");
}

TEST(Onnx, WhatAnOpRefusesIsAFaultOfTheFile) {
  EXPECT_EQ(code_of([] { return read(foreign_model("And")); }), "bad_onnx");
  EXPECT_EQ(code_of([] { return read(foreign_model("MatMul")); }), "bad_onnx");
  onnx::ModelProto loose = foreign_model("Relu");
  loose.mutable_graph()->mutable_node(0)->set_input(0, "nothing");
  EXPECT_EQ(code_of([&] { return read(loose); }), "bad_onnx");
  onnx::ModelProto gap = foreign_model("Concat");
  gap.mutable_graph()->mutable_node(0)->add_input("");
  EXPECT_EQ(code_of([&] { return read(gap); }), "bad_onnx");
  // Numbers that would overflow in shape inference.
  onnx::ModelProto far = foreign_model("AveragePool");
  set_onnx_attribute(*far.mutable_graph()->mutable_node(0)->add_attribute(), "pads",
                     Ints{std::int64_t{1} << 62, std::int64_t{1} << 62});
  EXPECT_NE(code_of([&] { return read(far); }), "");
  onnx::ModelProto negative = foreign_model("Relu");
  auto* shape = negative.mutable_graph()->mutable_input(0)->mutable_type();
  shape->mutable_tensor_type()->mutable_shape()->mutable_dim(1)->set_dim_value(-4);
  EXPECT_EQ(code_of([&] { return read(negative); }), "bad_onnx");
  onnx::ModelProto twice = foreign_model("Relu");
  *twice.mutable_graph()->add_node() = twice.graph().node(0);
  EXPECT_EQ(code_of([&] { return read(twice); }), "bad_onnx");
}

TEST(Onnx, SizesAreCheckedBeforeMemoryIsTaken) {
  onnx::ModelProto model = foreign_model("Relu");
  auto& tensor = *model.mutable_graph()->add_initializer();
  tensor.set_name("w");
  tensor.set_data_type(onnx::TensorProto::FLOAT);
  tensor.add_dims(std::int64_t{1} << 40);
  tensor.set_raw_data("1234");
  EXPECT_EQ(code_of([&] { return read(model); }), "bad_onnx");
  tensor.add_dims(std::int64_t{1} << 40);
  EXPECT_EQ(code_of([&] { return read(model); }), "bad_onnx");
}

// Two dense layers whose weights are large enough to be left in the file.
Made large_network() {
  Builder g;
  const Value x = g.input("input", {f32, {kExportBatch, 30}});
  const Value first = g.state("first", {f32, {30, 70}}), bias = g.state("bias", {f32, {70}}),
              second = g.state("second", {f32, {70, 9}});
  g.output("y", g.matmul(g.relu(g.matmul(x, first) + bias), second));
  Made made{g.take(), {}};
  for (const NamedValue& s : made.graph.states())
    made.weights[s.name] = waves(made.graph.type(s.value));
  return made;
}

TEST(Onnx, LargeWeightsStayInTheFile) {
  const Made made = large_network();
  const std::string bytes = write_onnx(made.graph, made.weights);
  // As a file is mapped: at an address that is aligned.
  Tensor mapped(u8, {static_cast<std::int64_t>(bytes.size())});
  std::memcpy(mapped.mutable_raw(), bytes.data(), bytes.size());
  const std::span file(static_cast<const std::byte*>(mapped.raw()), bytes.size());
  const auto owner = std::make_shared<Tensor>(mapped);
  const auto lies_in_file = [&](const Tensor& t) {
    return t.raw() >= file.data() && t.raw() < file.data() + file.size();
  };
  const OnnxModel views = OnnxReader(file, owner).model(2), copies = OnnxReader(file).model(2);
  EXPECT_TRUE(lies_in_file(views.weights.at("first")));
  EXPECT_TRUE(lies_in_file(views.weights.at("second")));
  EXPECT_FALSE(lies_in_file(views.weights.at("bias")));  // small
  for (const auto& [name, tensor] : made.weights) {
    EXPECT_TRUE(bit_equal(views.weights.at(name), tensor)) << name;
    EXPECT_TRUE(bit_equal(copies.weights.at(name), tensor)) << name;
    EXPECT_FALSE(lies_in_file(copies.weights.at(name))) << name;
  }
  // A file of others: in the message's own order, at any address.
  onnx::ModelProto message;
  ASSERT_TRUE(message.ParseFromString(bytes));
  const std::string plain = message.SerializeAsString();
  const OnnxModel others = OnnxReader(bytes_of(plain), owner).model(2);
  for (const auto& [name, tensor] : made.weights)
    EXPECT_TRUE(bit_equal(others.weights.at(name), tensor)) << name;
}

TEST(Onnx, WeightsOfAnySizeAndNameAreAligned) {
  for (std::int64_t size = 250; size < 330; ++size) {
    Builder g;
    const Value w =
        g.state(std::string(static_cast<std::size_t>(size % 67 + 1), 'w'), {f32, {size}});
    const Value large = g.state("large", {f32, {size * 64}});
    g.output("y", g.input("x", {f32, {kExportBatch, size}}) + w + g.sum(large));
    const Graph graph = g.take();
    std::map<std::string, Tensor> weights;
    for (const NamedValue& s : graph.states()) weights[s.name] = waves(graph.type(s.value));
    const std::string bytes = write_onnx(graph, weights);
    const OnnxParts parts = parse_onnx(bytes_of(bytes));
    for (const OnnxRawData& raw : parts.raw)
      if (!raw.bytes.empty()) {
        EXPECT_EQ((raw.bytes.data() - bytes_of(bytes).data()) % 64, 0) << size;
      }
    const auto in_message = [](const OnnxRawData& raw) { return raw.bytes.empty(); };
    EXPECT_EQ(std::ranges::count_if(parts.raw, in_message), size < 256);
    const OnnxModel read = read_onnx(bytes_of(bytes), 1);
    for (const auto& [name, tensor] : weights)
      EXPECT_TRUE(bit_equal(read.weights.at(name), tensor)) << size;
  }
}

TEST(Onnx, DamagedLargeFilesAreRefusedOrRead) {
  const Made made = large_network();
  const std::string file = write_onnx(made.graph, made.weights);
  std::mt19937 rng(3);
  const auto owner = std::make_shared<int>();
  for (int i = 0; i < 2000; ++i) {
    std::string damaged = file;
    // The weights' own bytes are most of the file and hurt nobody.
    for (int k = 0; k < 3; ++k) {
      const std::size_t at = k == 0 ? rng() % 200 : file.size() - 1 - rng() % 700;
      damaged[at] = static_cast<char>(rng());
    }
    if (i % 4 == 0) damaged.resize(rng() % file.size());
    const std::string code = code_of([&] { return OnnxReader(bytes_of(damaged), owner).model(1); });
    EXPECT_TRUE(code.empty() || code.ends_with("_onnx") || code == "unsupported_onnx_op") << code;
  }
}

TEST(Onnx, EveryCutOffFileIsRefusedOrReadWhole) {
  const std::string file = small_file();
  std::size_t refused = 0;
  for (std::size_t size = 0; size < file.size(); size += 1 + file.size() / 400)
    refused += code_of([&] { return read_onnx(bytes_of(file.substr(0, size)), 1); }) != "";
  EXPECT_GE(refused, 300u);
}

// Bytes changed at random are refused with a code or read; nothing else happens.
TEST(Onnx, DamagedFilesAreRefusedOrRead) {
  const std::string file = small_file();
  std::mt19937_64 rng(3);
  std::map<std::string, int> codes;
  for (int round = 0; round < 1500; ++round) {
    std::string damaged = file;
    for (std::uint64_t changes = 1 + rng() % 4; changes > 0; --changes)
      damaged[rng() % damaged.size()] = static_cast<char>(rng());
    ++codes[code_of([&] { return read_onnx(bytes_of(damaged), 1 + round % 3); })];
  }
  for (const auto& [code, count] : codes)
    EXPECT_TRUE(code.empty() || code == "bad_onnx" || code == "unsupported_onnx_op" ||
                code == "newer_onnx" || code == "older_onnx")
        << code << " " << count;
  EXPECT_GT(codes["bad_onnx"], 100);
}

TEST(Onnx, NoiseIsRefused) {
  std::mt19937_64 rng(4);
  for (int round = 0; round < 200; ++round) {
    std::string noise(rng() % 300, '\0');
    for (char& c : noise) c = static_cast<char>(rng());
    EXPECT_NE(code_of([&] { return read_onnx(bytes_of(noise), 1); }), "");
  }
}

}  // namespace
}  // namespace ingot::testing
