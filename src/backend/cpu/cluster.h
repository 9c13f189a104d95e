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
};

/// Elements that are worked on at a time.
inline constexpr std::int64_t kClusterTile = 512;

[[nodiscard]] Walk walk_of(const TensorType& input, const Shape& out);
/// Elements [first, first + count) of an input, broadcast, as floats; a scalar is one float.
void load_tile(const Walk& w, const Shape& out, const void* data, std::int64_t first,
               std::int64_t count, float* to);

/// Scratch for one thread.
[[nodiscard]] std::size_t interpreter_bytes(const Cluster& cluster);
/// Elements [first, last) instruction by instruction, tile after tile; `first` begins a tile.
void interpret(const Cluster& cluster, const Launch& l, std::int64_t first, std::int64_t last,
               std::byte* scratch);

}  // namespace ingot
