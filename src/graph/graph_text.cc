// The text form of graphs.
//
//   %0 = input(dtype=f32, name="x", shape=[64,784]) : f32[64,784]
//   %1 = relu(%0) : f32[64,784]  @ dense_1
//   %2 = top_k(%1, k=5) : f32[64,5], i64[64,5]
//   output "best" = %2.1
//   update "counter" = %7
//   guard %9
//
// Attributes with their default value are left out; `_` is an absent optional input.
#include "graph/graph_text.h"

#include <cstring>

#include "graph/op_def.h"

namespace ingot {
namespace {

std::string number(double v) {
  std::string s = fmt::format("{}", v);
  if (s.find_first_of(".ein") == std::string::npos) s += ".0";
  return s;
}

std::string quoted(std::string_view s) {
  std::string r = "\"";
  for (char c : s) {
    if (c == '"' || c == '\\') r += '\\';
    if (c == '\n')
      r += "\\n";
    else
      r += c;
  }
  return r + "\"";
}

std::string elements(const Tensor& t) {
  std::string s = to_string(t.type()) + "{";
  for (std::int64_t i = 0; i < t.num_elements(); ++i) {
    if (i > 0) s += ",";
    if (t.dtype() == i64)
      s += fmt::format("{}", t.data<std::int64_t>()[static_cast<std::size_t>(i)]);
    else if (t.dtype() == f32)
      s += fmt::format("{}", t.data<float>()[static_cast<std::size_t>(i)]);
    else
      s += fmt::format("{}", t.at(i));
  }
  return s + "}";
}

struct AttrPrinter {
  std::string operator()(std::int64_t v) const { return fmt::format("{}", v); }
  std::string operator()(double v) const { return number(v); }
  std::string operator()(const std::string& v) const { return quoted(v); }
  std::string operator()(const Ints& v) const { return fmt::format("[{}]", fmt::join(v, ",")); }
  std::string operator()(DType v) const { return std::string(to_string(v)); }
  std::string operator()(KeepDims v) const { return v == keep_dims ? "keep" : "drop"; }
  std::string operator()(const Tensor& v) const { return elements(v); }
};

std::string reference(ValueId v) {
  if (v.node == kNoNode) return "_";
  return v.output == 0 ? fmt::format("%{}", v.node) : fmt::format("%{}.{}", v.node, v.output);
}

std::string line(const Node& n, std::uint32_t id) {
  std::vector<std::string> args;
  for (ValueId v : n.inputs) args.push_back(reference(v));
  for (const auto& [name, value] : n.attrs) {
    const auto def = std::find_if(n.op->attrs.begin(), n.op->attrs.end(),
                                  [&, &key = name](const AttrDef& a) { return a.name == key; });
    if (!n.op->traits.has(Trait::source) && equal_attrs(def->default_value, value)) continue;
    args.push_back(fmt::format("{}={}", name, to_string(value)));
  }
  std::vector<std::string> types;
  for (const TensorType& t : n.outputs) types.push_back(to_string(t));
  return fmt::format("%{} = {}({}) : {}{}{}\n", id, n.op->name, fmt::join(args, ", "),
                     fmt::join(types, ", "), n.scope.empty() ? "" : "  @ ", n.scope);
}

}  // namespace

std::string to_string(const AttrValue& value) { return std::visit(AttrPrinter{}, value); }

bool equal_attrs(const AttrValue& a, const AttrValue& b) {
  if (a.index() != b.index()) return false;
  if (const Tensor* t = std::get_if<Tensor>(&a)) return bit_equal(*t, std::get<Tensor>(b));
  if (const double* d = std::get_if<double>(&a))
    return std::memcmp(d, &std::get<double>(b), sizeof *d) == 0;
  return to_string(a) == to_string(b);
}

std::string to_string(const Graph& graph) {
  std::string s;
  for (std::uint32_t i = 0; i < graph.size(); ++i) s += line(graph.node(i), i);
  for (const NamedValue& v : graph.outputs())
    s += fmt::format("output {} = {}\n", quoted(v.name), reference(v.value));
  for (const NamedValue& v : graph.updates())
    s += fmt::format("update {} = {}\n", quoted(v.name), reference(v.value));
  if (graph.guard()) s += fmt::format("guard {}\n", reference(*graph.guard()));
  return s;
}

}  // namespace ingot
