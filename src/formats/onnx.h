// Graphs as ONNX files, and back.
#pragma once

#include <filesystem>
#include <map>
#include <span>
#include <string>

#include "ingot/graph.h"

namespace ingot {

/// An inference graph as the bytes of an ONNX model (opset 17). Axis 0 of every input is symbolic
/// ("batch"), so that the file takes any number of rows. States become initializers of their names.
/// An op that ONNX lacks is written as a function of domain `ingot` whose body is its expansion.
/// Equal graphs and weights give equal bytes.
///
/// graph     traced for kExportBatch rows, so that sizes that follow the rows can be told apart
/// weights   a value for each state
/// errors    not_exportable (names the op), unknown_state
/// source    https://onnx.ai/onnx/repo-docs/IR.html
[[nodiscard]] std::string write_onnx(const Graph& graph,
                                     const std::map<std::string, Tensor>& weights);

/// A batch size that no other size of a network is likely to equal.
inline constexpr std::int64_t kExportBatch = 9973;

struct OnnxModel {
  Graph graph;                            ///< for a given number of rows
  std::map<std::string, Tensor> weights;  ///< of its states
};

/// errors    bad_onnx, unsupported_onnx_op (names it), newer_onnx
[[nodiscard]] OnnxModel read_onnx(std::span<const std::byte> bytes, std::int64_t rows);

/// What the official checker says of a model; empty when it accepts it.
[[nodiscard]] std::string check_onnx(std::span<const std::byte> bytes);

}  // namespace ingot
