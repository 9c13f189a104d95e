// The graph: an arena of immutable nodes named by 32-bit ids, and the builder that adds to it.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "ingot/tensor.h"

namespace ingot {

struct OpDef;
class Builder;
class Graph;

/// Whether a reduction keeps the reduced axes with size 1.
enum class KeepDims : std::uint8_t { drop, keep };
inline constexpr KeepDims drop_dims = KeepDims::drop, keep_dims = KeepDims::keep;

using Ints = std::vector<std::int64_t>;
/// An attribute's value. A `bool` flag is an int64 0 or 1.
using AttrValue = std::variant<std::int64_t, double, std::string, Ints, DType, KeepDims, Tensor>;
/// Attributes by name. Nodes hold every attribute of their op, defaults filled in.
using Attrs = std::map<std::string, AttrValue, std::less<>>;

/// Names output `output` of node `node`.
struct ValueId {
  std::uint32_t node = 0;
  std::uint32_t output = 0;
  friend auto operator<=>(const ValueId&, const ValueId&) = default;
};

/// A value of a graph under construction: cheap to copy, valid as long as its builder. A default
/// constructed Value is null and stands for "no such input".
class Value {
 public:
  Value() = default;
  Value(Builder& builder, ValueId id) : builder_(&builder), id_(id) {}

  [[nodiscard]] explicit operator bool() const { return builder_ != nullptr; }
  [[nodiscard]] ValueId id() const { return id_; }
  [[nodiscard]] Builder& builder() const { return *builder_; }
  [[nodiscard]] const TensorType& type() const;
  [[nodiscard]] DType dtype() const { return type().dtype; }
  [[nodiscard]] const Shape& shape() const { return type().shape; }
  [[nodiscard]] int rank() const { return shape().rank(); }

 private:
  Builder* builder_ = nullptr;
  ValueId id_;
};
using Values = std::vector<Value>;

/// One node. Immutable once it is in a graph. `inputs[i]` with node == kNoNode is an absent
/// optional input.
inline constexpr std::uint32_t kNoNode = 0xffffffff;
struct Node {
  const OpDef* op = nullptr;
  std::vector<ValueId> inputs;
  Attrs attrs;
  std::vector<TensorType> outputs;
  /// The layer that the node was traced from, for messages and profiles; may be empty.
  std::string scope;
};

/// A value with the name under which the caller gives or gets it.
struct NamedValue {
  std::string name;
  ValueId value;
};

/// A program over tensors. Nodes are in an order in which each comes after its inputs.
///
/// inputs    nodes of op `input`: given at each run
/// states    nodes of op `state`: kept between runs, read by `value`, replaced by `updates`
/// outputs   what a run returns
/// updates   new value of a state, written in place at the end of a run
/// guard     optional bool scalar: when it is false, no update is written
class Graph {
 public:
  [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(nodes_.size()); }
  [[nodiscard]] const Node& node(std::uint32_t id) const { return nodes_[id]; }
  [[nodiscard]] const TensorType& type(ValueId v) const { return nodes_[v.node].outputs[v.output]; }

  [[nodiscard]] const std::vector<NamedValue>& inputs() const { return inputs_; }
  [[nodiscard]] const std::vector<NamedValue>& states() const { return states_; }
  [[nodiscard]] const std::vector<NamedValue>& outputs() const { return outputs_; }
  /// By state name.
  [[nodiscard]] const std::vector<NamedValue>& updates() const { return updates_; }
  [[nodiscard]] const std::optional<ValueId>& guard() const { return guard_; }

  /// Number of readers of each value: uses[node][output], with outputs, updates and guard counted.
  [[nodiscard]] std::vector<std::vector<int>> count_uses() const;

 private:
  friend class Builder;
  std::vector<Node> nodes_;
  std::vector<NamedValue> inputs_, states_, outputs_, updates_;
  std::optional<ValueId> guard_;
};

/// The text form: one node a line, prints and parses back to an equal graph.
[[nodiscard]] std::string to_string(const Graph& graph);
/// errors: parse_error with line and column
[[nodiscard]] Graph parse_graph(std::string_view text);
/// Checks every invariant (order, arity, attributes, inferred types). Throws std::logic_error that
/// names the node.
void verify(const Graph& graph);

#include "ingot/op_options.inc"

/// Adds nodes to a graph. Every op has a typed function here, generated from its record:
/// `g.softmax(x, axis)`. Types are inferred at once, so a wrong shape is reported at the call.
class Builder {
 public:
  Builder() = default;
  explicit Builder(Graph graph) : graph_(std::move(graph)) {}
  Builder(const Builder&) = delete;
  Builder& operator=(const Builder&) = delete;

  Value input(std::string_view name, const TensorType& type);
  Value state(std::string_view name, const TensorType& type);
  Value constant(const Tensor& value);
  /// A constant of rank 0 with the type of `like`.
  Value scalar_like(const Value& like, double value);
  Value scalar(DType dtype, double value);

  void output(std::string_view name, const Value& value);
  void update(std::string_view state_name, const Value& value);
  void guard(const Value& ok);

  /// Adds a node by op name. Missing attributes take their defaults.
  /// errors: unknown_op, unknown_attribute, shape_mismatch, dtype_mismatch (with both types)
  Values emit(std::string_view op, std::span<const Value> inputs, Attrs attrs = {});
  Values emit(const OpDef& op, std::span<const Value> inputs, Attrs attrs = {});
  Value emit1(std::string_view op, std::initializer_list<Value> inputs, Attrs attrs = {});

  /// Label that following nodes carry; returns the former one.
  std::string set_scope(std::string scope) { return std::exchange(scope_, std::move(scope)); }
  [[nodiscard]] const std::string& scope() const { return scope_; }

  [[nodiscard]] const Graph& graph() const { return graph_; }
  [[nodiscard]] Value value(ValueId id) { return {*this, id}; }
  [[nodiscard]] Graph take() { return std::move(graph_); }

#include "ingot/ops.inc"

 private:
  Graph graph_;
  std::string scope_;
};

Value operator+(const Value& a, const Value& b);
Value operator-(const Value& a, const Value& b);
Value operator*(const Value& a, const Value& b);
Value operator/(const Value& a, const Value& b);
Value operator-(const Value& a);
Value operator+(const Value& a, double b);
Value operator-(const Value& a, double b);
Value operator*(const Value& a, double b);
Value operator/(const Value& a, double b);
Value operator+(double a, const Value& b);
Value operator-(double a, const Value& b);
Value operator*(double a, const Value& b);
Value operator/(double a, const Value& b);

/// Gradients of the scalar `loss` with respect to `wrt`, as further nodes of the same graph. A
/// value that the loss does not depend on gets zeros. May be applied to its own result.
///
/// errors    not_differentiable (names the op and its stated reason), shape_mismatch
/// cost      a small multiple of the forward pass
/// source    reverse-mode accumulation: Griewank and Walther 2008, ch. 3
[[nodiscard]] Values gradients(const Value& loss, std::span<const Value> wrt);

/// Named tensors that live between runs: weights, optimizer slots, running statistics, counters.
using State = std::map<std::string, Tensor, std::less<>>;

/// A graph, compiled for this machine. It keeps its memory between runs; one thread at a time may
/// run it.
class Program {
 public:
  explicit Program(const Graph& graph, int num_threads = 1);
  ~Program();
  Program(Program&&) noexcept;
  Program& operator=(Program&&) noexcept;

  /// Runs on `inputs` (in the order of Graph::inputs) and updates `state` in place.
  ///
  /// errors    unknown_state, shape_mismatch, not_finite (the guard failed; names the first op)
  std::vector<Tensor> run(std::span<const Tensor> inputs, State& state);
  /// One line a launch: kernel, layer, bytes, FLOPs, and why other kernels refused.
  [[nodiscard]] std::string plan() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace ingot
