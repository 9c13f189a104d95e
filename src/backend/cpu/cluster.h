// A cluster of scalar ops over tensors: the program, and how its inputs are walked.
#pragma once

#include "backend/backend.h"
#include "graph/expr.h"

namespace ingot {

/// How an input is walked along the flat index of the output.
struct Walk {
  DType dtype;
  enum class Kind : std::uint8_t { same, scalar, general } kind;
  std::array<std::int64_t, Shape::kMaxRank> strides{};
};

struct Cluster {
  ScalarProgram program;
  Shape shape;  ///< of all outputs
  std::vector<Walk> inputs = {};
  std::vector<DType> outputs = {};

  /// Whether an input is neither of the outputs' shape nor one number.
  [[nodiscard]] bool broadcasts() const {
    return std::ranges::any_of(inputs, [](const Walk& w) { return w.kind == Walk::Kind::general; });
  }
};
/// The program of `n` over its inputs in f32, or why there is no kernel for it.
[[nodiscard]] std::variant<Cluster, Refusal> make_cluster(const NodeView& n, ScalarProgram program);

/// Elements that are worked on at a time.
inline constexpr std::int64_t kClusterTile = 512;

[[nodiscard]] Walk walk_of(const TensorType& input, const Shape& out);
/// Elements [first, first + count) of an input, broadcast, as floats; a scalar is one float.
void load_tile(const Walk& w, const Shape& out, const void* data, std::int64_t first,
               std::int64_t count, float* to);

/// The operands of a cluster: inputs from their first element on, outputs from where the first
/// element goes that is computed.
struct ClusterOperands {
  std::span<const void* const> inputs;
  std::span<void* const> outputs;
};

/// Scratch for one thread.
[[nodiscard]] std::size_t interpreter_bytes(const Cluster& cluster);
/// These elements instruction by instruction, tile after tile.
void interpret(const Cluster& cluster, const ClusterOperands& operands, Share elements,
               std::byte* scratch);

}  // namespace ingot
