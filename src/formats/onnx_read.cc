#include <algorithm>

#include "formats/onnx.h"
#include "formats/onnx_rows.h"
#include "formats/onnx_tensor.h"
#include "formats/onnx_wire.h"
#include "graph/graph_text.h"

namespace ingot {
namespace {

constexpr std::int64_t kOldestOpset = 13;
// No real network comes near; products and sums of two such numbers cannot overflow.
constexpr std::int64_t kLargestNumber = std::int64_t{1} << 30;
constexpr std::int64_t kMostTensorElements = std::int64_t{1} << 40;

void require_possible(std::span<const std::int64_t> shape, const std::string& name) {
  std::int64_t product = 1;
  bool fits = shape.size() <= Shape::kMaxRank;
  for (const std::int64_t size : shape) {
    fits = fits && size >= 0 && size <= kLargestNumber && product * size <= kMostTensorElements;
    product = fits ? product * size : 0;
  }
  if (!fits) throw bad_onnx(text("{} has an impossible shape", "{} 的形状无效", name));
}

TensorType type_of(const onnx::ValueInfoProto& info, std::int64_t rows) {
  const auto& tensor = info.type().tensor_type();
  Ints shape;
  for (int axis = 0; axis < tensor.shape().dim_size(); ++axis) {
    const auto& dim = tensor.shape().dim(axis);
    if (!dim.has_dim_value() && axis > 0 && dim.dim_param() != "batch")
      throw Error("unsupported_onnx_op", text("axis {} of input {} has no size",
                                              "输入 {1} 的轴 {0} 没有大小", axis, info.name()));
    shape.push_back(dim.has_dim_value() ? dim.dim_value() : rows);
  }
  require_possible(shape, info.name());
  return {dtype_of_onnx(tensor.elem_type()), Shape(shape)};
}

using Weights = std::map<std::string, Tensor>;

// One node of the file.
class Source final : public OnnxSource {
 public:
  Source(const onnx::NodeProto& node, const std::map<std::string, Value>& values,
         const Weights& weights)
      : node_(node), values_(values), weights_(weights) {}

  [[nodiscard]] int num_inputs() const override { return node_.input_size(); }
  [[nodiscard]] int num_outputs() const override { return node_.output_size(); }
  [[nodiscard]] bool has_input(int i) const override {
    return i < node_.input_size() && !node_.input(i).empty();
  }
  [[nodiscard]] Value input(int i) const override {
    if (!has_input(i))
      throw bad_onnx(
          text("{} ({}) lacks input {}", "{} ({}) 缺少输入 {}", node_.op_type(), node_.name(), i));
    const auto found = values_.find(node_.input(i));
    if (found == values_.end())
      throw bad_onnx(text("nothing gives \"{}\"", "没有产生“{}”的节点", node_.input(i)));
    return found->second;
  }
  [[nodiscard]] Tensor constant(int i) const override {
    const Value v = input(i);
    const auto value = constant_value(v.builder().graph(), v.id(), weights_);
    require(value.has_value(), text("needs input {} as a constant", "的输入 {} 须为常量", i));
    return *value;
  }
  [[nodiscard]] Ints constants(int i) const override {
    const Ints values = positions(i);
    for (const std::int64_t v : values) (void)possible(v);
    return values;
  }
  [[nodiscard]] Ints positions(int i) const override {
    if (!has_input(i)) return {};
    const Tensor t = constant(i);
    require(is_integer(t.dtype()),
            text("needs whole numbers as input {}", "的输入 {} 须为整数", i));
    const Tensor wide = t.to(i64);
    return {wide.data<std::int64_t>().begin(), wide.data<std::int64_t>().end()};
  }
  [[nodiscard]] Tensor tensor(const std::string& name) const override {
    const auto* a = find(name, onnx::AttributeProto::TENSOR);
    require(a, text("has no tensor \"{}\"", "没有张量“{}”", name));
    return onnx_tensor(a->t());
  }
  [[nodiscard]] bool has_attr(const std::string& name) const override {
    return std::ranges::any_of(node_.attribute(), [&](const auto& a) { return a.name() == name; });
  }
  [[nodiscard]] std::int64_t integer(const std::string& name,
                                     std::int64_t otherwise) const override {
    const auto* a = find(name, onnx::AttributeProto::INT);
    return a ? possible(a->i()) : otherwise;
  }
  [[nodiscard]] double number(const std::string& name, double otherwise) const override {
    const auto* a = find(name, onnx::AttributeProto::FLOAT);
    return a ? widened_decimal(a->f()) : otherwise;
  }
  [[nodiscard]] std::string string(const std::string& name,
                                   const std::string& otherwise) const override {
    const auto* a = find(name, onnx::AttributeProto::STRING);
    return a ? a->s() : otherwise;
  }
  [[nodiscard]] Ints integers(const std::string& name, const Ints& otherwise) const override {
    const auto* a = find(name, onnx::AttributeProto::INTS);
    if (!a) return otherwise;
    for (const std::int64_t v : a->ints()) (void)possible(v);
    return {a->ints().begin(), a->ints().end()};
  }
  [[nodiscard]] std::vector<float> floats(const std::string& name) const override {
    const auto* a = find(name, onnx::AttributeProto::FLOATS);
    return a ? std::vector<float>(a->floats().begin(), a->floats().end()) : std::vector<float>();
  }
  [[nodiscard]] std::vector<std::string> strings(const std::string& name) const override {
    const auto* a = find(name, onnx::AttributeProto::STRINGS);
    if (!a) return {};
    return {a->strings().begin(), a->strings().end()};
  }
  void require(bool ok, const Text& what) const override {
    if (ok) return;
    throw Error("unsupported_onnx_op",
                Text{fmt::format("{} ({}) {}", node_.op_type(), node_.name(), what.en),
                     fmt::format("{} ({}) {}", node_.op_type(), node_.name(), what.zh)});
  }

  /// errors: bad_onnx for numbers that no network has
  [[nodiscard]] std::int64_t possible(std::int64_t v) const {
    if (v > kLargestNumber || v < -kLargestNumber)
      throw bad_onnx(
          text("{} ({}) has a number {}", "{} ({}) 含有数 {}", node_.op_type(), node_.name(), v));
    return v;
  }

 private:
  [[nodiscard]] const onnx::AttributeProto* find(const std::string& name,
                                                 onnx::AttributeProto::AttributeType type) const {
    for (const auto& a : node_.attribute()) {
      if (a.name() != name) continue;
      if (a.type() != type)
        throw bad_onnx(text("{}: attribute \"{}\" has another type", "{}: 属性“{}”的类型不符",
                            node_.op_type(), name));
      return &a;
    }
    return nullptr;
  }

  const onnx::NodeProto& node_;
  const std::map<std::string, Value>& values_;
  const Weights& weights_;
};

// An attribute of the file as the type that our record has.
AttrValue attribute_like(const AttrValue& like, const Source& s, const std::string& name) {
  if (std::holds_alternative<std::int64_t>(like)) return s.integer(name, 0);
  if (std::holds_alternative<double>(like)) return s.number(name, 0);
  if (std::holds_alternative<std::string>(like)) return s.string(name, "");
  if (std::holds_alternative<Ints>(like)) return s.integers(name, {});
  if (std::holds_alternative<KeepDims>(like))
    return s.integer(name, 1) != 0 ? keep_dims : drop_dims;
  if (std::holds_alternative<DType>(like))
    return dtype_of_onnx(static_cast<std::int32_t>(s.integer(name, 0)));
  return s.tensor(name);
}

// An absent input stands only where the record has an optional one.
Values emit_checked(Builder& g, const OpDef& op, const Values& inputs, const Attrs& attrs) {
  const bool variadic = !op.inputs.empty() && op.inputs.back().arity == Arity::variadic;
  for (std::size_t i = op.inputs.size() - (variadic ? 1 : 0); i < inputs.size(); ++i)
    if (!inputs[i]) throw bad_onnx(text("{} lacks input {}", "{} 缺少输入 {}", op.name, i));
  return g.emit(op, inputs, attrs);
}

Values read_by_record(const OpDef& op, const Source& s, Builder& g) {
  Values inputs;
  for (int i = 0; i < s.num_inputs(); ++i) inputs.push_back(s.has_input(i) ? s.input(i) : Value());
  Attrs attrs;
  for (const auto& [ours, theirs] : op.onnx.attrs) {
    const auto def = std::ranges::find(op.attrs, ours, &AttrDef::name);
    if (s.has_attr(theirs)) attrs[ours] = attribute_like(def->default_value, s, theirs);
    // ONNX keeps reduced axes unless told otherwise.
    else if (std::holds_alternative<KeepDims>(def->default_value))
      attrs[ours] = keep_dims;
  }
  return emit_checked(g, op, inputs, attrs);
}

// A call of our own domain: an op with its attributes as the text form prints them.
Values read_function(const Source& s, Builder& g, std::int64_t rows) {
  const OpDef& op = op_registry().at(s.string("op", ""));
  const Ints given = s.integers("inputs", {});
  Values inputs(op.inputs.size());
  for (int i = 0; i < s.num_inputs(); ++i) {
    const std::size_t at = static_cast<std::size_t>(i) < given.size()
                               ? static_cast<std::size_t>(given[static_cast<std::size_t>(i)])
                               : static_cast<std::size_t>(i);
    if (at > static_cast<std::size_t>(s.num_inputs()) + op.inputs.size())
      throw bad_onnx(text("{} has no input {}", "{} 没有输入 {}", op.name, at));
    if (at >= inputs.size()) inputs.resize(at + 1);
    inputs[at] = s.input(i);
  }
  Attrs attrs = parse_attrs(op, s.string("attributes", ""));
  for (auto& [name, value] : attrs)
    if (auto* sizes = std::get_if<Ints>(&value))
      for (std::int64_t& size : *sizes)
        if (follows_rows(size)) size = size / kExportBatch * rows;
  for (const auto& [name, value] : attrs) {
    if (const auto* number = std::get_if<std::int64_t>(&value)) (void)s.possible(*number);
    if (const auto* numbers = std::get_if<Ints>(&value))
      for (const std::int64_t number : *numbers) (void)s.possible(number);
  }
  return emit_checked(g, op, inputs, attrs);
}

Values read_node(const onnx::NodeProto& node, const Source& s, Builder& g, std::int64_t rows) {
  if (node.domain() == kOnnxDomain) return read_function(s, g, rows);
  const std::string domain = node.domain() == "ai.onnx" ? "" : node.domain();
  for (const OnnxRow& row : onnx_rows())
    if (row.read && row.domain == domain && row.op_type == node.op_type()) return row.read(s, g);
  if (domain.empty())
    for (const OpDef& op : op_registry().all())
      if (!op.onnx.name.empty() && op.onnx.name == node.op_type()) return read_by_record(op, s, g);
  throw Error("unsupported_onnx_op", text("this program does not know the ONNX operator {}",
                                          "本程序不支持 ONNX 算子 {}", node.op_type()));
}

// What an op's record refuses is a fault of the file.
Values checked_node(const onnx::NodeProto& node, const Source& s, Builder& g, std::int64_t rows) {
  try {
    Values outputs = read_node(node, s, g, rows);
    for (const Value& v : outputs)
      require_possible({v.shape().begin(), v.shape().end()}, node.name());
    if (node.output_size() > static_cast<int>(outputs.size()))
      throw bad_onnx(text("{} has too many outputs", "{} 的输出过多", node.op_type()));
    return outputs;
  } catch (const Error& e) {
    if (e.code() == "bad_onnx" || e.code() == "unsupported_onnx_op") throw;
    throw bad_onnx(e.message());
  }
}

void check_opsets(const onnx::ModelProto& model) {
  for (const auto& opset : model.opset_import()) {
    if (!opset.domain().empty() && opset.domain() != "ai.onnx") continue;
    const std::int64_t version = opset.version();
    if (version > kOnnxOpset)
      throw Error("newer_onnx", text("the model uses opset {}; up to {} is known here",
                                     "该模型使用算子集 {}, 本程序最高支持 {}", version, kOnnxOpset))
          .fix(text("export it for opset {}", "请按算子集 {} 导出", kOnnxOpset));
    if (version < kOldestOpset)
      throw Error("older_onnx",
                  text("the model uses opset {}; {} is the oldest known here",
                       "该模型使用算子集 {}, 本程序最低支持 {}", version, kOldestOpset))
          .fix(text("export it for opset {}", "请按算子集 {} 导出", kOnnxOpset));
  }
}

// Our own files tell constants from weights by name; in others whole numbers are constants.
bool is_constant(const onnx::ModelProto& model, const std::string& name, DType dtype) {
  return name.starts_with('#') || (model.producer_name() != "ingot" && !is_float(dtype));
}

void define(std::map<std::string, Value>& values, const std::string& name, const Value& value) {
  if (!values.emplace(name, value).second)
    throw bad_onnx(text("\"{}\" is given twice", "“{}”出现了两次", name));
}

OnnxModel read_model(const onnx::ModelProto& model, const std::vector<Tensor>& tensors,
                     std::int64_t rows) {
  Builder g;
  std::map<std::string, Value> values;
  OnnxModel result;
  for (const auto& entry : model.metadata_props()) result.metadata[entry.key()] = entry.value();
  std::size_t place = 0;
  for (const auto& proto : model.graph().initializer()) {
    const Tensor& t = tensors[place++];
    if (values.contains(proto.name()))
      throw bad_onnx(text("\"{}\" is given twice", "“{}”出现了两次", proto.name()));
    if (is_constant(model, proto.name(), t.dtype())) {
      define(values, proto.name(), g.constant(t));
    } else {
      define(values, proto.name(), g.state(proto.name(), t.type()));
      result.weights[proto.name()] = t;
    }
  }
  for (const auto& in : model.graph().input()) {
    if (std::ranges::any_of(model.graph().initializer(),
                            [&](const auto& t) { return t.name() == in.name(); }))
      continue;
    if (values.contains(in.name()))
      throw bad_onnx(text("\"{}\" is given twice", "“{}”出现了两次", in.name()));
    define(values, in.name(), g.input(in.name(), type_of(in, rows)));
  }
  for (const auto& node : model.graph().node()) {
    const std::string& name = node.name();
    g.set_scope(name.substr(0, name.find('#')));
    const Values outputs = checked_node(node, {node, values, result.weights}, g, rows);
    for (int i = 0; i < node.output_size(); ++i)
      if (!node.output(i).empty())
        define(values, node.output(i), outputs[static_cast<std::size_t>(i)]);
  }
  std::map<std::string, bool> given;
  for (const auto& out : model.graph().output()) {
    const auto found = values.find(out.name());
    if (found == values.end())
      throw bad_onnx(text("nothing gives \"{}\"", "没有产生“{}”的节点", out.name()));
    if (!given.emplace(out.name(), true).second)
      throw bad_onnx(text("\"{}\" is given twice", "“{}”出现了两次", out.name()));
    g.output(out.name(), found->second);
  }
  result.graph = g.take();
  return result;
}

}  // namespace

struct OnnxReader::Parsed {
  onnx::ModelProto model;
  std::vector<Tensor> tensors;  ///< of the initializers
};

OnnxReader::OnnxReader(std::span<const std::byte> bytes, std::shared_ptr<void> owner)
    : parsed_(std::make_unique<Parsed>()) {
  OnnxParts parts = parse_onnx(bytes, owner);
  check_opsets(parts.model);
  for (std::size_t i = 0; i < parts.raw.size(); ++i)
    parsed_->tensors.push_back(
        onnx_tensor(parts.model.graph().initializer(static_cast<int>(i)), parts.raw[i]));
  parsed_->model = std::move(parts.model);
}
OnnxReader::~OnnxReader() = default;
OnnxReader::OnnxReader(OnnxReader&&) noexcept = default;

OnnxModel OnnxReader::model(std::int64_t rows) const {
  return read_model(parsed_->model, parsed_->tensors, rows);
}

OnnxModel read_onnx(std::span<const std::byte> bytes, std::int64_t rows) {
  return OnnxReader(bytes).model(rows);
}

}  // namespace ingot
