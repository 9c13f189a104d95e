// The op record: every fact about one op, in one place.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "graph/expr.h"
#include "ingot/graph.h"

namespace ingot {

/// What passes and backends ask instead of listing op names.
enum class Trait : std::uint32_t {
  source = 1 << 0,         ///< has no body: input, state, constant
  random = 1 << 1,         ///< depends on its key: never folded
  commutative = 1 << 2,    ///< f(a, b) = f(b, a)
  view = 1 << 3,           ///< same elements in the same order as input 0 (reshape): no launch
  training_only = 1 << 4,  ///< never in an exported graph
  backward = 1 << 5,       ///< emitted by autodiff
  rowwise = 1 << 6,        ///< row i of axis 0 of the output depends on row i of the inputs only
  idempotent = 1 << 7,     ///< f(f(x)) = f(x)
  sort_like = 1 << 8,      ///< discontinuous: compared on exact small integers
};
class Traits {
 public:
  Traits() = default;
  Traits(std::initializer_list<Trait> list) {
    for (Trait t : list) bits_ |= static_cast<std::uint32_t>(t);
  }
  [[nodiscard]] bool has(Trait t) const { return (bits_ & static_cast<std::uint32_t>(t)) != 0; }

 private:
  std::uint32_t bits_ = 0;
};

/// How often an input may be given.
enum class Arity : std::uint8_t { one, optional, variadic };
struct InputDef {
  std::string name;
  std::string doc;
  Arity arity = Arity::one;
};
struct AttrDef {
  std::string name;
  AttrValue default_value;
  std::string doc;
};

/// A node as op records, passes and kernels see it.
class NodeView {
 public:
  /// A node that is not (yet) in a graph, with inputs that are.
  NodeView(Builder* builder, const Graph& graph, const OpDef& op, std::span<const ValueId> inputs,
           const Attrs& attrs)
      : builder_(builder), graph_(&graph), op_(&op), inputs_(inputs), attrs_(&attrs) {}
  /// Node `id` of a graph; without a builder its inputs and outputs are types only.
  NodeView(const Graph& graph, std::uint32_t id, Builder* builder = nullptr)
      : NodeView(builder, graph, *graph.node(id).op, graph.node(id).inputs, graph.node(id).attrs) {
    outputs_ = graph.node(id).outputs;
    id_ = id;
  }
  /// The same node with inputs of another graph, as rewrites see it.
  NodeView(Builder& builder, const Node& node, std::span<const ValueId> inputs, std::uint32_t id)
      : NodeView(&builder, builder.graph(), *node.op, inputs, node.attrs) {
    outputs_ = node.outputs;
    id_ = id;
  }

  [[nodiscard]] const OpDef& op() const { return *op_; }
  [[nodiscard]] const Graph& graph() const { return *graph_; }
  [[nodiscard]] std::uint32_t id() const { return id_; }
  [[nodiscard]] int num_inputs() const { return static_cast<int>(inputs_.size()); }
  [[nodiscard]] bool has_input(int i) const {
    return i < num_inputs() && inputs_[static_cast<std::size_t>(i)].node != kNoNode;
  }
  [[nodiscard]] ValueId input_id(int i) const { return inputs_[static_cast<std::size_t>(i)]; }
  [[nodiscard]] const TensorType& input_type(int i) const { return graph_->type(input_id(i)); }
  [[nodiscard]] std::span<const ValueId> input_ids() const { return inputs_; }
  /// Null for an absent optional input. Needs a builder (infer, expand, grad, rewrite).
  [[nodiscard]] Value input(int i) const;
  [[nodiscard]] Values inputs() const;
  /// Only in `grad`.
  [[nodiscard]] Value output(int i) const;
  [[nodiscard]] const TensorType& output_type(int i) const {
    return outputs_[static_cast<std::size_t>(i)];
  }
  [[nodiscard]] int num_outputs() const { return static_cast<int>(outputs_.size()); }
  [[nodiscard]] std::size_t output_bytes() const;

  [[nodiscard]] const Attrs& attrs() const { return *attrs_; }
  [[nodiscard]] std::int64_t integer(std::string_view name) const {
    return get<std::int64_t>(name);
  }
  [[nodiscard]] bool flag(std::string_view name) const { return integer(name) != 0; }
  [[nodiscard]] double number(std::string_view name) const { return get<double>(name); }
  [[nodiscard]] const std::string& string(std::string_view name) const {
    return get<std::string>(name);
  }
  [[nodiscard]] const Ints& integers(std::string_view name) const { return get<Ints>(name); }
  [[nodiscard]] DType dtype(std::string_view name) const { return get<DType>(name); }
  [[nodiscard]] KeepDims keeps(std::string_view name) const { return get<KeepDims>(name); }
  [[nodiscard]] const Tensor& tensor(std::string_view name) const { return get<Tensor>(name); }
  /// Attribute `name` as an axis of input 0, negative ones resolved. errors: bad_axis
  [[nodiscard]] int axis(std::string_view name) const;
  /// Attribute `name` as sorted axes of input 0; an empty list means all.
  [[nodiscard]] std::vector<int> axes(std::string_view name) const;

  /// An Error that starts with the op's name and ends with the types of all inputs.
  [[nodiscard]] Error fail(std::string code, const Text& what) const;
  /// Throws fail("shape_mismatch", what) unless `ok`; `require_dtype` accordingly.
  void require(bool ok, const Text& what) const;
  void require_same_dtype(int a, int b) const;
  void require_float(int i) const;

 private:
  template <class T>
  const T& get(std::string_view name) const;

  Builder* builder_;
  const Graph* graph_;
  const OpDef* op_;
  std::span<const ValueId> inputs_;
  const Attrs* attrs_;
  std::span<const TensorType> outputs_;
  std::uint32_t id_ = kNoNode;
};

/// What a reference body gets: tensors with memory, no allocation needed.
class ReferenceArgs {
 public:
  ReferenceArgs(const NodeView& node, std::span<const Tensor> inputs, std::span<Tensor> outputs)
      : node_(node), inputs_(inputs), outputs_(outputs) {}
  [[nodiscard]] const NodeView& node() const { return node_; }
  [[nodiscard]] bool has_input(int i) const { return node_.has_input(i); }
  [[nodiscard]] const Tensor& input(int i) const { return inputs_[static_cast<std::size_t>(i)]; }
  [[nodiscard]] Tensor& output(int i) const { return outputs_[static_cast<std::size_t>(i)]; }

 private:
  const NodeView& node_;
  std::span<const Tensor> inputs_;
  std::span<Tensor> outputs_;
};

/// Output types of a node; one type converts.
struct TensorTypes : std::vector<TensorType> {
  using std::vector<TensorType>::vector;
  TensorTypes(const TensorType& one) : std::vector<TensorType>{one} {}
};

using InferFn = std::function<TensorTypes(const NodeView&)>;
using ScalarFn = std::function<Expr(const NodeView&, std::span<const Expr>)>;
using ExpandFn = std::function<Values(Builder&, const NodeView&)>;
using ReferenceFn = std::function<void(const ReferenceArgs&)>;
/// dy[i] is the gradient of output i, null where there is none; returns one per input, null where
/// none flows.
using GradFn = std::function<Values(Builder&, const NodeView&, const Values& dy)>;

/// How a node is written to ONNX.
struct OnnxDef {
  std::string name;  ///< empty: written as a function of domain `ingot` (from the expansion)
  int since = 0;     ///< first opset with this meaning
  /// Names of our attributes as ONNX calls them, where both mean the same.
  std::vector<std::pair<std::string, std::string>> attrs = {};
};

/// One case to test an op with, as text: input types in order (`-` for an absent optional one),
/// then attributes and options: "f32[2,5] i64[2] axis=0 range=-3..3".
///
///   range=LO..HI   inputs are drawn from it (default -2..2; integers from 0..4)
///   range1=...     the same for input 1 only
///   kinks          gradients are not compared near ties (sorting, max-pooling draw distinct
///   values) nograd         not differentiated (integer inputs, points where no derivative exists)
using Sample = std::string;

struct OpDef {
  std::string name;
  std::string doc;  ///< formula, behaviour at the edges, then "Source: ..."
  std::vector<InputDef> inputs = {};
  std::vector<AttrDef> attrs = {};
  InferFn infer = {};  ///< default for `scalar`: broadcast of the inputs, all of one dtype
  Traits traits = {};
  /// Names of the outputs, when there is more than one.
  std::vector<std::string> outputs = {};

  // Exactly one body, but for Trait::source.
  ScalarFn scalar = {};
  ExpandFn expand = {};
  ReferenceFn reference = {};

  GradFn grad = {};          ///< required with `reference`, or `no_grad`
  std::string no_grad = {};  ///< why there is no gradient: "piecewise constant"
  OnnxDef onnx = {};
  std::vector<Sample> samples = {};
  /// Relative tolerance of a kernel against the reference, in units of the dtype's epsilon.
  double tolerance_ulp = 64;
};

/// All ops, frozen before main() uses any; sorted by name.
class OpRegistry {
 public:
  explicit OpRegistry(std::vector<OpDef> ops);
  [[nodiscard]] const OpDef* find(std::string_view name) const;
  /// errors: unknown_op, with a near name
  [[nodiscard]] const OpDef& at(std::string_view name) const;
  [[nodiscard]] std::span<const OpDef> all() const { return ops_; }

 private:
  std::vector<OpDef> ops_;
};
[[nodiscard]] const OpRegistry& op_registry();
/// Name, then inputs and attributes in order, as the generator of the builder read them.
[[nodiscard]] std::span<const std::pair<const char*, const char*>> generated_op_signatures();

/// NumPy broadcasting; nothing when the shapes do not fit.
[[nodiscard]] std::optional<Shape> broadcast(const Shape& a, const Shape& b);
/// Sums `v` back to `shape`, the inverse of broadcasting.
[[nodiscard]] Value sum_to(Builder& g, const Value& v, const Shape& shape);
/// Adds the nodes of a scalar expression over `args`, computed in `dtype`. Subexpressions in
/// `known` are taken from there.
[[nodiscard]] Value emit_expr(Builder& g, const Expr& e, std::span<const Value> args, DType dtype,
                              std::vector<std::pair<Expr, Value>> known = {});
/// Gradients of `outputs`, weighted by `seeds` (null: no weight), with respect to `wrt`; null where
/// nothing flows.
[[nodiscard]] Values vector_jacobian_product(Builder& g, std::span<const Value> outputs,
                                             std::span<const Value> seeds,
                                             std::span<const Value> wrt);

}  // namespace ingot
