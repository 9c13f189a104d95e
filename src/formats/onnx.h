// Graphs as ONNX files, and back.
#pragma once

#include <map>
#include <memory>
#include <span>
#include <string>

#include "ingot/graph.h"

namespace ingot {

struct OnnxOptions {
  std::string producer_version;
  std::map<std::string, std::string> metadata;  ///< of the model, by key
};

/// An inference graph as the bytes of an ONNX model (opset 17). Sizes that are kExportBatch follow
/// the number of rows: axis 0 of such inputs is symbolic ("batch"), so that the file takes any
/// number of rows. States become initializers of their names. An op that ONNX lacks, or lacks for
/// these types, is written as a function of domain `ingot`, by default from its expansion. Equal
/// graphs and weights give equal bytes.
///
/// graph     traced for kExportBatch rows
/// weights   a value for each state
/// errors    not_exportable (names the op), unknown_state
/// source    https://onnx.ai/onnx/repo-docs/IR.html
[[nodiscard]] std::string write_onnx(const Graph& graph,
                                     const std::map<std::string, Tensor>& weights,
                                     const OnnxOptions& options = {});

/// A batch size that no other size of a network is likely to equal.
inline constexpr std::int64_t kExportBatch = 9973;

struct OnnxModel {
  Graph graph;                            ///< for a given number of rows
  std::map<std::string, Tensor> weights;  ///< of its states
  std::map<std::string, std::string> metadata;
};

/// A file of opset 13 to 17, of this program or of others, parsed once for any number of rows.
class OnnxReader {
 public:
  /// With an owner of the bytes the weights are views of them, where they lie aligned as in our own
  /// files; nobody may write there. Else they are copied.
  ///
  /// errors    bad_onnx, newer_onnx, older_onnx, unsupported_onnx_op (of weights)
  explicit OnnxReader(std::span<const std::byte> bytes, std::shared_ptr<void> owner = nullptr);
  ~OnnxReader();
  OnnxReader(OnnxReader&&) noexcept;

  /// The weights of all models that it gives share their buffers.
  ///
  /// rows      size of every symbolic axis 0
  /// errors    bad_onnx, unsupported_onnx_op (names it)
  [[nodiscard]] OnnxModel model(std::int64_t rows) const;

 private:
  struct Parsed;
  std::unique_ptr<Parsed> parsed_;
};

/// OnnxReader(bytes).model(rows)
[[nodiscard]] OnnxModel read_onnx(std::span<const std::byte> bytes, std::int64_t rows);

/// What the official checker and its strict shape inference say of a model; empty when both accept
/// it.
[[nodiscard]] std::string check_onnx(std::span<const std::byte> bytes);

}  // namespace ingot
