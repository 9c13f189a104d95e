#include "formats/onnx.h"
#include "formats/onnx_proto.h"
#include "formats/onnx_rows.h"
#include "graph/graph_text.h"

namespace ingot {
namespace {

constexpr std::int64_t kOpset = 17, kIrVersion = 8;
constexpr const char* kDomain = "ingot";

void set_tensor(onnx::TensorProto& proto, const std::string& name, const Tensor& t) {
  proto.set_name(name);
  proto.set_data_type(onnx_dtype(t.dtype()));
  for (const std::int64_t size : t.shape()) proto.add_dims(size);
  proto.set_raw_data(t.raw(), t.bytes());
}

void set_type(onnx::ValueInfoProto& info, const std::string& name, const TensorType& type,
              std::int64_t rows) {
  info.set_name(name);
  auto& tensor = *info.mutable_type()->mutable_tensor_type();
  tensor.set_elem_type(onnx_dtype(type.dtype));
  auto& shape = *tensor.mutable_shape();
  for (int axis = 0; axis < type.rank(); ++axis)
    if (axis == 0 && type.shape[0] == rows)
      shape.add_dim()->set_dim_param("batch");
    else
      shape.add_dim()->set_dim_value(type.shape[axis]);
}

void set_attribute(onnx::AttributeProto& proto, const std::string& name, const AttrValue& value) {
  proto.set_name(name);
  if (const auto* i = std::get_if<std::int64_t>(&value)) {
    proto.set_type(onnx::AttributeProto::INT);
    proto.set_i(*i);
  } else if (const auto* d = std::get_if<double>(&value)) {
    proto.set_type(onnx::AttributeProto::FLOAT);
    proto.set_f(static_cast<float>(*d));
  } else if (const auto* s = std::get_if<std::string>(&value)) {
    proto.set_type(onnx::AttributeProto::STRING);
    proto.set_s(*s);
  } else if (const auto* list = std::get_if<Ints>(&value)) {
    proto.set_type(onnx::AttributeProto::INTS);
    for (const std::int64_t v : *list) proto.add_ints(v);
  } else if (const auto* keep = std::get_if<KeepDims>(&value)) {
    proto.set_type(onnx::AttributeProto::INT);
    proto.set_i(*keep == keep_dims);
  } else if (const auto* dtype = std::get_if<DType>(&value)) {
    proto.set_type(onnx::AttributeProto::INT);
    proto.set_i(onnx_dtype(*dtype));
  } else {
    proto.set_type(onnx::AttributeProto::TENSOR);
    set_tensor(*proto.mutable_t(), "", std::get<Tensor>(value));
  }
}

// The record's own row serves when every attribute that is not at its default has a name there.
bool record_says_all(const NodeView& n) {
  const OnnxDef& def = n.op().onnx;
  if (def.name.empty() || def.since > kOpset) return false;
  for (const AttrDef& attr : n.op().attrs) {
    const auto mapped =
        std::ranges::find(def.attrs, attr.name, &std::pair<std::string, std::string>::first);
    if (mapped == def.attrs.end() &&
        !equal_attrs(n.attrs().find(attr.name)->second, attr.default_value))
      return false;
  }
  return true;
}

const OnnxRow* row_of(const OpDef& op) {
  for (const OnnxRow& row : onnx_rows())
    if (row.write && row.op == op.name) return &row;
  return nullptr;
}

// Writes the nodes of one graph into a model's graph or into the body of a function.
class Writer {
 public:
  using AddNode = std::function<onnx::NodeProto&()>;
  using AddConstant = std::function<void(const std::string&, const Tensor&)>;

  Writer(const Graph& graph, onnx::ModelProto& model, std::string prefix, AddNode add_node,
         AddConstant add_constant)
      : graph_(graph),
        model_(model),
        prefix_(std::move(prefix)),
        add_node_(std::move(add_node)),
        add_constant_(std::move(add_constant)) {}

  void name(ValueId v, const std::string& name) { names_[v] = name; }
  [[nodiscard]] std::string name_of(ValueId v) {
    if (v.node == kNoNode) return "";
    auto& name = names_[v];
    if (name.empty()) name = fmt::format("{}v{}_{}", prefix_, v.node, v.output);
    return name;
  }
  std::string constant(const Tensor& value) {
    std::string name = fmt::format("{}constant_{}", prefix_, next_constant_++);
    add_constant_(name, value);
    return name;
  }
  void write_node(std::uint32_t id, std::int64_t rows);
  onnx::NodeProto& add(const OnnxNode& node) {
    onnx::NodeProto& proto = add_node_();
    proto.set_op_type(node.op_type);
    proto.set_name(fmt::format("{}n{}", prefix_, next_node_++));
    for (const std::string& in : node.inputs) proto.add_input(in);
    for (const auto& [key, value] : node.attrs) set_attribute(*proto.add_attribute(), key, value);
    return proto;
  }
  std::string fresh() { return fmt::format("{}t{}", prefix_, next_temporary_++); }

 private:
  void write_function(const NodeView& n);
  std::string define_function(const NodeView& n);

  const Graph& graph_;
  onnx::ModelProto& model_;
  std::string prefix_;
  AddNode add_node_;
  AddConstant add_constant_;
  std::map<ValueId, std::string> names_;
  int next_constant_ = 0, next_node_ = 0, next_temporary_ = 0;
};

class Sink final : public OnnxSink {
 public:
  Sink(Writer& writer, const NodeView& n, std::int64_t rows) : w_(writer), n_(n), rows_(rows) {}
  [[nodiscard]] std::string input(int i) const override {
    return n_.has_input(i) ? w_.name_of(n_.input_id(i)) : "";
  }
  std::string constant(const Tensor& value) override { return w_.constant(value); }
  std::string node(OnnxNode node) override {
    std::string out = w_.fresh();
    w_.add(node).add_output(out);
    return out;
  }
  void finish(OnnxNode node) override {
    onnx::NodeProto& proto = w_.add(node);
    for (int i = 0; i < n_.num_outputs(); ++i)
      proto.add_output(w_.name_of({n_.id(), static_cast<std::uint32_t>(i)}));
  }
  [[nodiscard]] std::int64_t rows() const override { return rows_; }

 private:
  Writer& w_;
  const NodeView& n_;
  std::int64_t rows_;
};

void Writer::write_node(std::uint32_t id, std::int64_t rows) {
  const NodeView n(graph_, id);
  Sink sink(*this, n, rows);
  if (n.op().traits.has(Trait::training_only))
    throw Error("not_exportable", text("{} is used in training only: ONNX has no place for it",
                                       "{} 仅用于训练, 无法写入 ONNX", n.op().name));
  if (const OnnxRow* row = row_of(n.op()); row && row->write(n, sink)) return;
  if (record_says_all(n)) {
    OnnxNode node{n.op().onnx.name, {}};
    for (int i = 0; i < n.num_inputs(); ++i) node.inputs.push_back(sink.input(i));
    for (const auto& [ours, theirs] : n.op().onnx.attrs)
      node.attrs[theirs] = n.attrs().find(ours)->second;
    return sink.finish(std::move(node));
  }
  write_function(n);
}

// The expansion of a node as a function: for these very types and attributes.
std::string Writer::define_function(const NodeView& n) {
  Builder g;
  Values inputs;
  std::vector<ValueId> ids;
  for (int i = 0; i < n.num_inputs(); ++i) {
    inputs.push_back(n.has_input(i) ? g.input(fmt::format("x{}", i), n.input_type(i)) : Value());
    ids.push_back(inputs.back() ? inputs.back().id() : ValueId{kNoNode, 0});
  }
  const NodeView inside(&g, g.graph(), n.op(), ids, n.attrs());
  Values outputs;
  if (n.op().expand) {
    outputs = n.op().expand(g, inside);
  } else if (n.op().scalar) {
    std::vector<Expr> args;
    for (int i = 0; i < n.num_inputs(); ++i) args.push_back(Expr::arg(i));
    outputs = {emit_expr(g, n.op().scalar(inside, args), inputs, n.input_type(0).dtype)};
  } else {
    throw Error("not_exportable", text("ONNX has no {}, and it has no expansion",
                                       "ONNX 中没有 {}, 它也没有展开式", n.op().name));
  }
  const std::string name = fmt::format("{}_{}", n.op().name, model_.functions_size());
  onnx::FunctionProto function;
  function.set_name(name);
  function.set_domain(kDomain);
  function.add_attribute("op");
  function.add_attribute("attributes");
  for (const char* domain : {"", kDomain}) {
    auto& opset = *function.add_opset_import();
    opset.set_domain(domain);
    opset.set_version(*domain ? 1 : kOpset);
  }
  const Graph& body = g.graph();
  Writer w(
      body, model_, "", [&]() -> onnx::NodeProto& { return *function.add_node(); },
      [&](const std::string& constant_name, const Tensor& value) {
        onnx::NodeProto& node = *function.add_node();
        node.set_op_type("Constant");
        node.add_output(constant_name);
        set_attribute(*node.add_attribute(), "value", value);
      });
  for (const NamedValue& in : body.inputs()) {
    function.add_input(in.name);
    w.name(in.value, in.name);
  }
  for (std::uint32_t id = 0; id < body.size(); ++id) {
    const OpDef& op = *body.node(id).op;
    if (op.name == "constant")
      w.name({id, 0}, w.constant(std::get<Tensor>(body.node(id).attrs.find("value")->second)));
    else if (!op.traits.has(Trait::source))
      w.write_node(id, kExportBatch);
  }
  for (const Value& v : outputs) {
    // An output must not be an input itself.
    onnx::NodeProto& same = *function.add_node();
    same.set_op_type("Identity");
    same.add_input(w.name_of(v.id()));
    same.add_output(fmt::format("y{}", function.output_size()));
    function.add_output(same.output(0));
  }
  // Functions that the body calls were added meanwhile.
  *model_.add_functions() = std::move(function);
  return name;
}

void Writer::write_function(const NodeView& n) {
  const std::string name = define_function(n);
  std::vector<std::string> inputs;
  for (int i = 0; i < n.num_inputs(); ++i)
    if (n.has_input(i)) inputs.push_back(name_of(n.input_id(i)));
  Attrs attrs{{"op", n.op().name}};
  std::string text;
  for (const auto& [key, value] : n.attrs())
    text += fmt::format("{}{}={}", text.empty() ? "" : ", ", key, to_string(value));
  attrs["attributes"] = text;
  onnx::NodeProto& proto = add({name, inputs, attrs});
  proto.set_domain(kDomain);
  for (int i = 0; i < n.num_outputs(); ++i)
    proto.add_output(name_of({n.id(), static_cast<std::uint32_t>(i)}));
}

}  // namespace

std::string write_onnx(const Graph& graph, const std::map<std::string, Tensor>& weights) {
  onnx::ModelProto model;
  model.set_ir_version(kIrVersion);
  model.set_producer_name("ingot");
  for (const char* domain : {"", kDomain}) {
    auto& opset = *model.add_opset_import();
    opset.set_domain(domain);
    opset.set_version(*domain ? 1 : kOpset);
  }
  onnx::GraphProto& out = *model.mutable_graph();
  out.set_name("model");
  const std::int64_t rows =
      graph.inputs().empty() ? kExportBatch : graph.type(graph.inputs()[0].value).shape[0];
  Writer w(
      graph, model, "", [&]() -> onnx::NodeProto& { return *out.add_node(); },
      [&](const std::string& name, const Tensor& value) {
        set_tensor(*out.add_initializer(), name, value);
      });
  for (const NamedValue& in : graph.inputs()) {
    set_type(*out.add_input(), in.name, graph.type(in.value), rows);
    w.name(in.value, in.name);
  }
  for (const NamedValue& state : graph.states()) {
    const auto weight = weights.find(state.name);
    if (weight == weights.end())
      throw Error("unknown_state",
                  text("there is no weight \"{}\"", "没有名为“{}”的权重", state.name));
    set_tensor(*out.add_initializer(), state.name, weight->second);
    w.name(state.value, state.name);
  }
  for (const NamedValue& o : graph.outputs()) w.name(o.value, o.name);
  for (std::uint32_t id = 0; id < graph.size(); ++id) {
    const OpDef& op = *graph.node(id).op;
    if (op.name == "constant")
      w.name({id, 0}, w.constant(std::get<Tensor>(graph.node(id).attrs.find("value")->second)));
    else if (!op.traits.has(Trait::source))
      w.write_node(id, rows);
  }
  for (const NamedValue& o : graph.outputs())
    set_type(*out.add_output(), o.name, graph.type(o.value), rows);
  return model.SerializeAsString();
}

}  // namespace ingot
