#include "formats/onnx_table.h"

#include <array>
#include <limits>
#include <map>

#include "features/derivation.h"
#include "features/transform.h"
#include "formats/onnx_encoders.h"
#include "formats/onnx_wire.h"

namespace ingot {
namespace {

using nlohmann::json;

constexpr const char* kInput = "input";

struct Column {
  ColumnProfile profile;
  bool takes_numbers = false;  // or points of time
};

// A column that the pipeline makes of two others.
struct Derived {
  std::string name, form;
  std::array<std::string, 2> of;
};

class ColumnWriter {
 public:
  ColumnWriter(onnx::GraphProto& graph, const std::set<std::string>& taken, const json& pipeline)
      : graph_(graph), steps_(graph, taken) {
    for (const json& column : pipeline.at("columns")) {
      order_.push_back(column.at("name").get<std::string>());
      columns_.emplace(order_.back(), Column{column_profile_from_json(column)});
    }
    for (const json& column : pipeline.value("derived", json::array())) {
      Derived& d = derived_.emplace_back(
          Derived{{}, column.at("form"), column.at("of").get<std::array<std::string, 2>>()});
      Column made{column_profile_from_json(column.at("profile"))};
      d.name = made.profile.name;
      if (!find_derivation(d.form).is_of_numbers)
        throw column_not_exportable(
            d.name, text("ONNX has no operators for pairs of texts", "ONNX 没有文本组合的算子"));
      for (const std::string& of : d.of) {
        Column& read = columns_.at(of);
        read.takes_numbers = read.profile.order.empty();
      }
      columns_.emplace(d.name, std::move(made));
    }
    for (const json& view : pipeline.at("views"))
      for (const json& part : view.at("encoders")) {
        Column& column = columns_.at(part.at("column").get<std::string>());
        encoders_.push_back({&column, {part.at("name").get<std::string>(), part.at("values")}});
        // Words that stand in an order remain texts.
        column.takes_numbers |= encodes_numbers(encoders_.back().second.name) &&
                                column.profile.order.empty() && column.profile.reading.index() != 0;
      }
  }

  std::vector<OnnxColumn> write(const std::string& output) {
    std::vector<OnnxColumn> written;
    for (const std::string& name : order_) written.push_back(add_input(columns_.at(name)));
    for (const Derived& d : derived_) cells_.emplace(d.name, made(d));
    find_deviates();
    std::vector<std::string> features;
    for (const auto& [column, encoder] : encoders_)
      if (std::string f = encoded(steps_, encoder, cells_.at(column->profile.name)); !f.empty())
        features.push_back(std::move(f));
    steps_.add({"Concat", features, {{"axis", std::int64_t{1}}}}, output);
    return written;
  }

 private:
  OnnxCells made(const Derived& derived) {
    constexpr double kSecondsPerDay = 86400;
    const std::array<const Column*, 2> of{&columns_.at(derived.of[0]), &columns_.at(derived.of[1])};
    std::array<std::string, 2> numbers{cells_.at(derived.of[0]).numbers,
                                       cells_.at(derived.of[1]).numbers};
    std::string result;
    if (derived.form == "product") {
      for (std::size_t i = 0; i < 2; ++i) {
        const ColumnProfile& p = of[i]->profile;
        numbers[i] = steps_.add({"Div",
                                 {steps_.add({"Sub", {numbers[i], steps_.number(p.mean)}}),
                                  steps_.number(p.deviation > 0 ? p.deviation : 1)}});
      }
      result = steps_.add({"Mul", {numbers[0], numbers[1]}});
    } else if (derived.form == "ratio") {
      result = steps_.add({"Div", {numbers[0], numbers[1]}});
    } else if (derived.form == "difference") {
      result = steps_.add({"Sub", {numbers[0], numbers[1]}});
      if (of[0]->profile.date() != nullptr)
        result = steps_.add({"Div", {result, steps_.number(kSecondsPerDay)}});
    } else {
      throw column_not_exportable(derived.name,
                                  text("ONNX has no operators for the derivation {}",
                                       "ONNX 没有对应派生列 {} 的算子", derived.form));
    }
    const std::string fits =
        steps_.add({"LessOrEqual", {steps_.add({"Abs", {result}}), steps_.number(kLargestNumber)}});
    result = steps_.add(
        {"Where", {fits, result, steps_.number(std::numeric_limits<double>::quiet_NaN())}});
    OnnxCells cells{columns_.at(derived.name).profile, {}, result, {}};
    cells.is_missing = steps_.add({"IsNaN", {cells.numbers}});
    return cells;
  }

  OnnxColumn add_input(const Column& column) {
    const std::string& name = column.profile.name;
    onnx::ValueInfoProto& info = *graph_.add_input();
    info.set_name(name);
    auto& tensor = *info.mutable_type()->mutable_tensor_type();
    tensor.set_elem_type(column.takes_numbers ? onnx_dtype(f64) : onnx::TensorProto::STRING);
    tensor.mutable_shape()->add_dim()->set_dim_param("batch");
    tensor.mutable_shape()->add_dim()->set_dim_value(1);
    OnnxCells cells{column.profile, {}, {}, {}};
    (column.takes_numbers ? cells.numbers : cells.texts) = name;
    if (!column.profile.order.empty()) cells.numbers = places_in_order(steps_, cells);
    if (!cells.numbers.empty()) cells.is_missing = steps_.add({"IsNaN", {cells.numbers}});
    cells_.emplace(name, std::move(cells));
    if (!column.takes_numbers) return {name, "text"};
    return {name, column.profile.date() != nullptr ? "time" : "number"};
  }

  void find_deviates() {
    std::vector<OnnxEncoder*> takers;
    std::vector<std::string> shares;
    for (auto& [column, encoder] : encoders_) {
      if (!takes_deviates(encoder) || cells_.at(column->profile.name).numbers.empty()) continue;
      takers.push_back(&encoder);
      shares.push_back(normal_share(steps_, encoder, cells_.at(column->profile.name)));
    }
    if (takers.empty()) return;
    const std::string all = normal_deviates(steps_, steps_.joined(shares));
    for (std::size_t i = 0; i < takers.size(); ++i) {
      const Tensor place = Tensor::from<std::int64_t>({static_cast<std::int64_t>(i)}, {1});
      takers[i]->deviates =
          steps_.add({"Gather", {all, steps_.constant(place)}, {{"axis", std::int64_t{1}}}});
    }
  }

  onnx::GraphProto& graph_;
  OnnxSteps steps_;
  std::map<std::string, Column> columns_;
  std::vector<std::string> order_;
  std::vector<Derived> derived_;
  std::vector<std::pair<const Column*, OnnxEncoder>> encoders_;
  std::map<std::string, OnnxCells> cells_;
};

// Names that the graph knows, but for that of its input.
std::set<std::string> names_in(const onnx::GraphProto& graph) {
  std::set<std::string> names;
  for (const auto& initializer : graph.initializer()) names.insert(initializer.name());
  for (const auto& node : graph.node()) names.insert(node.output().begin(), node.output().end());
  return names;
}

void rename_input(onnx::GraphProto& graph, const std::string& name) {
  if (graph.input_size() != 1 || graph.input(0).name() != kInput)
    throw bad_onnx(text("its only input is not \"{}\"", "其唯一输入不是“{}”", kInput));
  graph.clear_input();
  for (auto& node : *graph.mutable_node())
    for (auto& in : *node.mutable_input())
      if (in == kInput) in = name;
}

}  // namespace

OnnxTable with_columns(std::span<const std::byte> model, std::string_view pipeline) {
  onnx::ModelProto file;
  if (!file.ParseFromArray(model.data(), static_cast<int>(model.size())))
    throw bad_onnx(text("it cannot be parsed", "无法解析"));
  const json document = json::parse(pipeline, nullptr, false);
  constexpr const char* kFeatures = "#features";
  rename_input(*file.mutable_graph(), kFeatures);
  std::set<std::string> taken = names_in(file.graph());
  taken.insert(kFeatures);
  // Those of the columns come first.
  google::protobuf::RepeatedPtrField<onnx::NodeProto> nodes;
  nodes.Swap(file.mutable_graph()->mutable_node());
  OnnxTable table;
  try {
    for (const json& column : document.at("columns")) {
      const std::string name = column.at("name");
      if (!taken.insert(name).second)
        throw column_not_exportable(
            name, text("a value of the model has its name", "模型中已有同名的值"));
    }
    table.columns = ColumnWriter(*file.mutable_graph(), taken, document).write(kFeatures);
  } catch (const json::exception& e) {
    throw bad_pipeline(
        text("a member is missing or of another type ({})", "缺少某项或其类型不符 ({})", e.what()));
  }
  file.mutable_graph()->mutable_node()->MergeFrom(nodes);
  if (std::ranges::none_of(file.opset_import(),
                           [](const auto& o) { return o.domain() == kOnnxMlDomain; })) {
    auto& opset = *file.add_opset_import();
    opset.set_domain(kOnnxMlDomain);
    opset.set_version(kOnnxMlOpset);
  }
  table.model = serialize_onnx(std::move(file));
  return table;
}

}  // namespace ingot
