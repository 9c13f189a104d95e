#include <algorithm>
#include <cstring>

#include "formats/onnx.h"
#include "formats/onnx_proto.h"
#include "formats/onnx_rows.h"
#include "graph/graph_text.h"

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-parameter"
#include <onnx/checker.h>
#pragma GCC diagnostic pop

namespace ingot {
namespace {

constexpr const char* kDomain = "ingot";
constexpr std::int64_t kNewestOpset = 17;

Error bad_onnx(const Text& what) {
  return Error("bad_onnx", Text{fmt::format("not a valid ONNX model: {}", what.en),
                                fmt::format("不是有效的 ONNX 模型: {}", what.zh)})
      .fix(text("export the model again", "请重新导出该模型"));
}

Tensor tensor_of(const onnx::TensorProto& proto) {
  Shape shape;
  for (const std::int64_t size : proto.dims()) {
    if (size < 0 || shape.rank() == Shape::kMaxRank)
      throw bad_onnx(text("{} has an impossible shape", "{} 的形状无效", proto.name()));
    shape.push_back(size);
  }
  Tensor t(dtype_of_onnx(proto.data_type()), shape);
  const auto copy = [&](const auto& values) {
    if (values.size() != t.num_elements())
      throw bad_onnx(text("{} holds {} values, not {}", "{} 有 {} 个值, 而不是 {}", proto.name(),
                          values.size(), t.num_elements()));
    for (int i = 0; i < values.size(); ++i) t.set(i, static_cast<double>(values[i]));
  };
  if (proto.has_raw_data()) {
    if (proto.raw_data().size() != t.bytes())
      throw bad_onnx(text("{} holds {} bytes, not {}", "{} 有 {} 字节, 而不是 {}", proto.name(),
                          proto.raw_data().size(), t.bytes()));
    if (t.bytes() > 0) std::memcpy(t.mutable_raw(), proto.raw_data().data(), t.bytes());
  } else if (t.dtype() == f32) {
    copy(proto.float_data());
  } else if (t.dtype() == f64) {
    copy(proto.double_data());
  } else if (t.dtype() == i64) {
    copy(proto.int64_data());
  } else {
    copy(proto.int32_data());
  }
  return t;
}

TensorType type_of(const onnx::ValueInfoProto& info, std::int64_t rows) {
  const auto& tensor = info.type().tensor_type();
  TensorType type{dtype_of_onnx(tensor.elem_type()), {}};
  for (int axis = 0; axis < tensor.shape().dim_size(); ++axis) {
    const auto& dim = tensor.shape().dim(axis);
    if (!dim.has_dim_value() && axis > 0)
      throw Error("unsupported_onnx_op", text("axis {} of input {} has no size",
                                              "输入 {1} 的轴 {0} 没有大小", axis, info.name()));
    type.shape.push_back(dim.has_dim_value() ? dim.dim_value() : rows);
  }
  return type;
}

// One node of the file.
class Source final : public OnnxSource {
 public:
  Source(const onnx::NodeProto& node, const std::map<std::string, Value>& values)
      : node_(node), values_(values) {}

  [[nodiscard]] int num_inputs() const override { return node_.input_size(); }
  [[nodiscard]] Value input(int i) const override {
    if (i >= node_.input_size() || node_.input(i).empty()) return {};
    const auto found = values_.find(node_.input(i));
    if (found == values_.end())
      throw bad_onnx(text("nothing gives \"{}\"", "没有产生“{}”的节点", node_.input(i)));
    return found->second;
  }
  [[nodiscard]] Tensor constant(int i) const override {
    if (const auto* value = find("value"); value && node_.input_size() == 0)
      return tensor_of(value->t());
    const Value v = input(i);
    const Graph& graph = v.builder().graph();
    const Node& node = graph.node(v.id().node);
    require(v && node.op->name == "constant",
            text("needs input {} as a constant", "的输入 {} 须为常量", i));
    return std::get<Tensor>(node.attrs.find("value")->second);
  }
  [[nodiscard]] bool has_attr(const std::string& name) const override { return find(name); }
  [[nodiscard]] std::int64_t integer(const std::string& name,
                                     std::int64_t otherwise) const override {
    const auto* a = find(name);
    return a ? a->i() : otherwise;
  }
  [[nodiscard]] double number(const std::string& name, double otherwise) const override {
    const auto* a = find(name);
    return a ? widened_decimal(a->f()) : otherwise;
  }
  [[nodiscard]] std::string string(const std::string& name,
                                   const std::string& otherwise) const override {
    const auto* a = find(name);
    return a ? a->s() : otherwise;
  }
  [[nodiscard]] Ints integers(const std::string& name, const Ints& otherwise) const override {
    const auto* a = find(name);
    return a ? Ints(a->ints().begin(), a->ints().end()) : otherwise;
  }
  void require(bool ok, const Text& what) const override {
    if (ok) return;
    throw Error("unsupported_onnx_op",
                Text{fmt::format("{} ({}) {}", node_.op_type(), node_.name(), what.en),
                     fmt::format("{} ({}) {}", node_.op_type(), node_.name(), what.zh)});
  }

 private:
  [[nodiscard]] const onnx::AttributeProto* find(const std::string& name) const {
    for (const auto& a : node_.attribute())
      if (a.name() == name) return &a;
    return nullptr;
  }

  const onnx::NodeProto& node_;
  const std::map<std::string, Value>& values_;
};

// An attribute of the file as the type that our record has.
AttrValue attribute_like(const AttrValue& like, const Source& s, const std::string& name) {
  if (std::holds_alternative<std::int64_t>(like))
    return s.integer(name, std::get<std::int64_t>(like));
  if (std::holds_alternative<double>(like)) return s.number(name, std::get<double>(like));
  if (std::holds_alternative<std::string>(like)) return s.string(name, std::get<std::string>(like));
  if (std::holds_alternative<Ints>(like)) return s.integers(name, std::get<Ints>(like));
  if (std::holds_alternative<KeepDims>(like))
    return s.integer(name, 1) != 0 ? keep_dims : drop_dims;
  if (std::holds_alternative<DType>(like))
    return dtype_of_onnx(static_cast<std::int32_t>(s.integer(name, 1)));
  return like;
}

Values read_by_record(const OpDef& op, const Source& s, Builder& g) {
  Values inputs;
  for (int i = 0; i < s.num_inputs(); ++i) inputs.push_back(s.input(i));
  Attrs attrs;
  for (const auto& [ours, theirs] : op.onnx.attrs) {
    const auto def = std::ranges::find(op.attrs, ours, &AttrDef::name);
    if (s.has_attr(theirs)) attrs[ours] = attribute_like(def->default_value, s, theirs);
  }
  return g.emit(op, inputs, attrs);
}

// A node of our own domain: an op with its attributes as the text form prints them.
Values read_function(const Source& s, Builder& g) {
  const OpDef& op = op_registry().at(s.string("op", ""));
  Values inputs;
  for (int i = 0; i < s.num_inputs(); ++i) inputs.push_back(s.input(i));
  return g.emit(op, inputs, parse_attrs(op, s.string("attributes", "")));
}

Values read_node(const onnx::NodeProto& node, const std::map<std::string, Value>& values,
                 Builder& g) {
  const Source s(node, values);
  if (node.domain() == kDomain) return read_function(s, g);
  for (const OnnxRow& row : onnx_rows())
    if (row.read && row.op_type == node.op_type()) return row.read(s, g);
  for (const OpDef& op : op_registry().all())
    if (op.onnx.name == node.op_type()) return read_by_record(op, s, g);
  throw Error("unsupported_onnx_op", text("this program does not know the ONNX operator {}",
                                          "本程序不支持 ONNX 算子 {}", node.op_type()));
}

bool is_constant(const std::string& name, DType dtype) {
  return name.starts_with("constant_") || !is_float(dtype);
}

OnnxModel read_model(const onnx::ModelProto& model, std::int64_t rows) {
  for (const auto& opset : model.opset_import())
    if (opset.domain().empty() && opset.version() > kNewestOpset)
      throw Error("newer_onnx",
                  text("the model uses opset {}; up to {} is known here",
                       "该模型使用算子集 {}, 本程序最高支持 {}", opset.version(), kNewestOpset))
          .fix(text("export it for opset {}", "请按算子集 {} 导出", kNewestOpset));
  Builder g;
  std::map<std::string, Value> values;
  OnnxModel result;
  for (const auto& proto : model.graph().initializer()) {
    Tensor t = tensor_of(proto);
    if (is_constant(proto.name(), t.dtype())) {
      values[proto.name()] = g.constant(t);
    } else {
      values[proto.name()] = g.state(proto.name(), t.type());
      result.weights[proto.name()] = std::move(t);
    }
  }
  for (const auto& in : model.graph().input())
    if (!values.contains(in.name())) values[in.name()] = g.input(in.name(), type_of(in, rows));
  for (const auto& node : model.graph().node()) {
    const std::string outer = g.set_scope(node.name());
    const Values outputs = read_node(node, values, g);
    g.set_scope(outer);
    for (int i = 0; i < node.output_size(); ++i) {
      if (i >= static_cast<int>(outputs.size()))
        throw bad_onnx(text("{} has too many outputs", "{} 的输出过多", node.op_type()));
      values[node.output(i)] = outputs[static_cast<std::size_t>(i)];
    }
  }
  for (const auto& out : model.graph().output()) {
    const auto found = values.find(out.name());
    if (found == values.end())
      throw bad_onnx(text("nothing gives \"{}\"", "没有产生“{}”的节点", out.name()));
    g.output(out.name(), found->second);
  }
  result.graph = g.take();
  return result;
}

}  // namespace

OnnxModel read_onnx(std::span<const std::byte> bytes, std::int64_t rows) {
  onnx::ModelProto model;
  if (!model.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())) || !model.has_graph())
    throw bad_onnx(text("its bytes do not parse", "字节无法解析"));
  return read_model(model, rows);
}

std::string check_onnx(std::span<const std::byte> bytes) {
  onnx::ModelProto model;
  if (!model.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())))
    return "its bytes do not parse";
  try {
    onnx::checker::check_model(model);
  } catch (const std::exception& e) {
    return e.what();
  }
  return "";
}

}  // namespace ingot
