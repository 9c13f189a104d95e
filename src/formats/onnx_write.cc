#include <algorithm>

#include "formats/onnx.h"
#include "formats/onnx_rows.h"
#include "formats/onnx_tensor.h"
#include "formats/onnx_wire.h"
#include "graph/graph_text.h"

namespace ingot {
namespace {

constexpr std::int64_t kIrVersion = 8;

void set_type(onnx::ValueInfoProto& info, const std::string& name, const TensorType& type) {
  info.set_name(name);
  auto& tensor = *info.mutable_type()->mutable_tensor_type();
  tensor.set_elem_type(onnx_dtype(type.dtype));
  auto& shape = *tensor.mutable_shape();
  for (int axis = 0; axis < type.rank(); ++axis) {
    auto& dim = *shape.add_dim();
    if (type.shape[axis] == kExportBatch) dim.set_dim_param("batch");
    if (!follows_rows(type.shape[axis])) dim.set_dim_value(type.shape[axis]);
  }
}

// What a file and its functions import.
template <class Proto>
void set_opsets(Proto& proto) {
  for (const char* domain : {"", kOnnxDomain}) {
    auto& opset = *proto.add_opset_import();
    opset.set_domain(domain);
    opset.set_version(*domain ? 1 : kOnnxOpset);
  }
}

bool accepts_inputs(const std::string& op_type, const NodeView& n) {
  for (int i = 0; i < n.num_inputs(); ++i)
    if (n.has_input(i) && !onnx_accepts(op_type, i, n.input_type(i).dtype)) return false;
  return true;
}

// ONNX keeps numbers as f32: those that would come back as another number need a function.
bool survives(const AttrValue& value) {
  const auto* d = std::get_if<double>(&value);
  return !d || widened_decimal(static_cast<float>(*d)) == *d;
}

// The record's own row serves when every attribute that is not at its default has a name there.
bool record_says_all(const NodeView& n) {
  const OnnxDef& def = n.op().onnx;
  if (def.name.empty() || def.since > kOnnxOpset || !accepts_inputs(def.name, n)) return false;
  for (const AttrDef& attr : n.op().attrs) {
    const AttrValue& value = n.attrs().find(attr.name)->second;
    const auto mapped =
        std::ranges::find(def.attrs, attr.name, &std::pair<std::string, std::string>::first);
    if (mapped == def.attrs.end() ? !equal_attrs(value, attr.default_value) : !survives(value))
      return false;
  }
  return true;
}

const OnnxRow* row_of(const OpDef& op) {
  for (const OnnxRow& row : onnx_rows())
    if (row.op == op.name) return &row;
  return nullptr;
}

// Functions of the model, one for each body.
class Functions {
 public:
  explicit Functions(onnx::ModelProto& model) : model_(model) {}
  // The name of a function of this body, which may have been there before.
  std::string add(const std::string& op, onnx::FunctionProto function) {
    auto& name = names_[op + '\0' + function.SerializeAsString()];
    if (!name.empty()) return name;
    name = fmt::format("{}_{}", op, ++count_[op]);
    function.set_name(name);
    *model_.add_functions() = std::move(function);
    return name;
  }

 private:
  onnx::ModelProto& model_;
  std::map<std::string, std::string> names_;
  std::map<std::string, int> count_;
};

// Writes the nodes of one graph into a model's graph or into the body of a function. Names that
// begin with # are the writer's own.
class Writer {
 public:
  using AddNode = std::function<onnx::NodeProto&()>;
  using AddConstant = std::function<void(const std::string&, const Tensor&)>;

  Writer(const Graph& graph, Functions& functions, AddNode add_node, AddConstant add_constant)
      : graph_(graph),
        functions_(functions),
        add_node_(std::move(add_node)),
        add_constant_(std::move(add_constant)) {}

  void name(ValueId v, const std::string& name) { names_[v] = name; }
  [[nodiscard]] std::string name_of(ValueId v) {
    if (v.node == kNoNode) return "";
    auto& name = names_[v];
    if (name.empty()) name = fmt::format("#v{}.{}", v.node, v.output);
    return name;
  }
  std::string constant(const Tensor& value) {
    std::string name = fmt::format("#c{}", next_constant_++);
    add_constant_(name, value);
    return name;
  }
  std::string sizes(const Ints& sizes);
  void write_nodes(const OpDef* unwrapped);
  void write_outputs();
  onnx::NodeProto& add(const OnnxNode& node) {
    onnx::NodeProto& proto = add_node_();
    proto.set_op_type(node.op_type);
    proto.set_name(fmt::format("{}#{}", scope_, next_node_++));
    if (!node.domain.empty()) proto.set_domain(node.domain);
    for (const std::string& in : node.inputs) proto.add_input(in);
    for (const auto& [key, value] : node.attrs) {
      const auto* list = std::get_if<Ints>(&value);
      if (!list || !list->empty()) set_onnx_attribute(*proto.add_attribute(), key, value);
    }
    for (const auto& [key, values] : node.floats)
      set_onnx_attribute(*proto.add_attribute(), key, values);
    for (const auto& [key, values] : node.strings)
      set_onnx_attribute(*proto.add_attribute(), key, values);
    return proto;
  }
  std::string add_temporary(const OnnxNode& node) {
    std::string out = fmt::format("#t{}", next_temporary_++);
    add(node).add_output(out);
    return out;
  }

 private:
  void write_node(std::uint32_t id, const OpDef* unwrapped);
  void write_function(const NodeView& n);
  std::string define_function(const NodeView& n);

  const Graph& graph_;
  Functions& functions_;
  AddNode add_node_;
  AddConstant add_constant_;
  std::map<ValueId, std::string> names_;
  std::string rows_, scope_;
  int next_constant_ = 0, next_node_ = 0, next_temporary_ = 0;
};

class Sink final : public OnnxSink {
 public:
  Sink(Writer& writer, const NodeView& n) : w_(writer), n_(n) {}
  [[nodiscard]] std::string input(int i) const override {
    return n_.has_input(i) ? w_.name_of(n_.input_id(i)) : "";
  }
  std::string constant(const Tensor& value) override { return w_.constant(value); }
  std::string sizes(const Ints& sizes) override { return w_.sizes(sizes); }
  std::string node(OnnxNode node) override { return w_.add_temporary(node); }
  void finish(OnnxNode node) override {
    onnx::NodeProto& proto = w_.add(node);
    for (int i = 0; i < n_.num_outputs(); ++i)
      proto.add_output(w_.name_of({n_.id(), static_cast<std::uint32_t>(i)}));
  }

 private:
  Writer& w_;
  const NodeView& n_;
};

std::string Writer::sizes(const Ints& sizes) {
  if (std::none_of(sizes.begin(), sizes.end(), follows_rows)) return constant(ints_tensor(sizes));
  if (rows_.empty()) {
    for (const NamedValue& in : graph_.inputs()) {
      const Shape& shape = graph_.type(in.value).shape;
      for (int axis = 0; axis < shape.rank() && rows_.empty(); ++axis) {
        if (shape[axis] != kExportBatch) continue;
        const std::string all = add_temporary({"Shape", {name_of(in.value)}});
        rows_ = add_temporary({"Gather", {all, constant(ints_tensor({axis}))}});
      }
    }
    if (rows_.empty())
      throw Error("not_exportable",
                  text("no input tells the number of rows", "没有输入能给出行数"));
  }
  std::vector<std::string> parts;
  for (const std::int64_t size : sizes) {
    if (!follows_rows(size))
      parts.push_back(constant(ints_tensor({size})));
    else if (size == kExportBatch)
      parts.push_back(rows_);
    else
      parts.push_back(
          add_temporary({"Mul", {rows_, constant(ints_tensor({size / kExportBatch}))}}));
  }
  if (parts.size() == 1) return parts[0];
  return add_temporary({"Concat", parts, {{"axis", std::int64_t{0}}}});
}

void Writer::write_node(std::uint32_t id, const OpDef* unwrapped) {
  const NodeView n(graph_, id);
  Sink sink(*this, n);
  scope_ = graph_.node(id).scope;
  if (n.op().traits.has(Trait::training_only))
    throw Error("not_exportable", text("{} is used in training only: ONNX has no place for it",
                                       "{} 仅用于训练, 无法写入 ONNX", n.op().name));
  const OnnxRow* row = row_of(n.op());
  if (row && unwrapped == &n.op() && row->write_body) return row->write_body(n, sink);
  if (row && row->write && accepts_inputs(row->op_type, n) && row->write(n, sink)) return;
  if (row || !record_says_all(n)) return write_function(n);
  OnnxNode node{n.op().onnx.name, given_inputs(n, sink)};
  for (const auto& [ours, theirs] : n.op().onnx.attrs)
    node.attrs[theirs] = n.attrs().find(ours)->second;
  sink.finish(std::move(node));
}

void Writer::write_nodes(const OpDef* unwrapped) {
  for (std::uint32_t id = 0; id < graph_.size(); ++id) {
    const Node& node = graph_.node(id);
    if (node.op->name == "constant")
      name({id, 0}, constant(std::get<Tensor>(node.attrs.find("value")->second)));
    else if (!node.op->traits.has(Trait::source))
      write_node(id, unwrapped);
  }
}

// Under names of their own, since a value may be an input or two outputs at once.
void Writer::write_outputs() {
  scope_.clear();
  for (const NamedValue& out : graph_.outputs())
    if (name_of(out.value) != out.name)
      add({"Identity", {name_of(out.value)}}).add_output(out.name);
}

// Values that are one output and no source take its name at once.
void name_outputs(Writer& w, const Graph& graph) {
  std::map<ValueId, int> count;
  for (const NamedValue& out : graph.outputs()) ++count[out.value];
  for (const NamedValue& out : graph.outputs())
    if (count[out.value] == 1 && !graph.node(out.value.node).op->traits.has(Trait::source))
      w.name(out.value, out.name);
}

std::string Writer::define_function(const NodeView& n) {
  onnx::FunctionProto function;
  function.set_domain(kOnnxDomain);
  for (const char* name : {"op", "attributes", "inputs"}) function.add_attribute(name);
  set_opsets(function);
  const OnnxRow* row = row_of(n.op());
  const bool by_hand = row && row->write_body;
  Graph body;
  if (by_hand) {
    Builder g;
    Values inputs;
    for (int i = 0; i < n.num_inputs(); ++i)
      inputs.push_back(n.has_input(i) ? g.input(fmt::format("x{}", i), n.input_type(i)) : Value());
    const Values outputs = g.emit(n.op(), inputs, n.attrs());
    for (std::size_t i = 0; i < outputs.size(); ++i) g.output(fmt::format("y{}", i), outputs[i]);
    body = g.take();
  } else {
    body = onnx_body(n);
  }
  Writer w(
      body, functions_, [&]() -> onnx::NodeProto& { return *function.add_node(); },
      [&](const std::string& constant_name, const Tensor& value) {
        onnx::NodeProto& node = *function.add_node();
        node.set_op_type("Constant");
        node.add_output(constant_name);
        set_onnx_attribute(*node.add_attribute(), "value", value);
      });
  for (const NamedValue& in : body.inputs()) {
    function.add_input(in.name);
    w.name(in.value, in.name);
  }
  name_outputs(w, body);
  w.write_nodes(by_hand ? &n.op() : nullptr);
  w.write_outputs();
  for (const NamedValue& out : body.outputs()) function.add_output(out.name);
  return functions_.add(n.op().name, std::move(function));
}

// A call says which op it stands for, with all attributes, and which of its inputs are given.
void Writer::write_function(const NodeView& n) {
  const std::string scope = scope_;
  const std::string name = define_function(n);
  scope_ = scope;
  OnnxNode call{name, {}, {{"op", n.op().name}}};
  Ints given;
  for (int i = 0; i < n.num_inputs(); ++i) {
    if (!n.has_input(i)) continue;
    given.push_back(i);
    call.inputs.push_back(name_of(n.input_id(i)));
  }
  std::string text;
  for (const auto& [key, value] : n.attrs())
    text += fmt::format("{}{}={}", text.empty() ? "" : ", ", key, to_string(value));
  call.attrs["attributes"] = text;
  call.attrs["inputs"] = given;
  onnx::NodeProto& proto = add(call);
  proto.set_domain(kOnnxDomain);
  for (int i = 0; i < n.num_outputs(); ++i)
    proto.add_output(name_of({n.id(), static_cast<std::uint32_t>(i)}));
}

}  // namespace

std::string write_onnx(const Graph& graph, const std::map<std::string, Tensor>& weights,
                       const OnnxOptions& options) {
  onnx::ModelProto model;
  model.set_ir_version(kIrVersion);
  model.set_producer_name("ingot");
  model.set_producer_version(options.producer_version);
  set_opsets(model);
  for (const auto& [key, value] : options.metadata) {
    auto& entry = *model.add_metadata_props();
    entry.set_key(key);
    entry.set_value(value);
  }
  onnx::GraphProto& out = *model.mutable_graph();
  out.set_name("model");
  Functions functions(model);
  Writer w(
      graph, functions, [&]() -> onnx::NodeProto& { return *out.add_node(); },
      [&](const std::string& name, const Tensor& value) {
        set_onnx_tensor(*out.add_initializer(), name, value);
      });
  for (const NamedValue& in : graph.inputs()) {
    set_type(*out.add_input(), in.name, graph.type(in.value));
    w.name(in.value, in.name);
  }
  for (const NamedValue& state : graph.states()) {
    const auto weight = weights.find(state.name);
    if (weight == weights.end())
      throw Error("unknown_state",
                  text("there is no weight \"{}\"", "没有名为“{}”的权重", state.name));
    set_onnx_tensor(*out.add_initializer(), state.name, weight->second);
    w.name(state.value, state.name);
  }
  for (const NamedValue& o : graph.outputs())
    for (const auto* given : {&graph.inputs(), &graph.states()})
      for (const NamedValue& v : *given)
        if (v.name == o.name)
          throw Error("not_exportable",
                      text("\"{}\" is an input and an output", "“{}”既是输入又是输出", v.name));
  name_outputs(w, graph);
  w.write_nodes(nullptr);
  w.write_outputs();
  for (const NamedValue& o : graph.outputs())
    set_type(*out.add_output(), o.name, graph.type(o.value));
  if (std::ranges::any_of(out.node(), [](const auto& n) { return n.domain() == kOnnxMlDomain; })) {
    auto& opset = *model.add_opset_import();
    opset.set_domain(kOnnxMlDomain);
    opset.set_version(kOnnxMlOpset);
  }
  return serialize_onnx(std::move(model));
}

}  // namespace ingot
