// How ops are written to ONNX rows and read from them, where names alone do not tell.
#pragma once

#include <functional>

#include "graph/op_def.h"

namespace ingot {

/// A node on its way into a file: attributes in ONNX's own types.
struct OnnxNode {
  std::string op_type;
  std::vector<std::string> inputs;
  Attrs attrs = {};  ///< int64, double (written as float), string, Ints, Tensor
};

/// What a row's writer may do beside naming its node.
class OnnxSink {
 public:
  virtual ~OnnxSink() = default;
  /// The name of an input of the node that is written; empty for an absent one.
  [[nodiscard]] virtual std::string input(int i) const = 0;
  /// A new initializer.
  virtual std::string constant(const Tensor& value) = 0;
  /// A further node with one output, whose name is returned.
  virtual std::string node(OnnxNode node) = 0;
  /// The node that gives the op's outputs.
  virtual void finish(OnnxNode node) = 0;
  /// Rows that the graph was traced for.
  [[nodiscard]] virtual std::int64_t rows() const = 0;
};

/// A node of a file as a row's reader sees it.
class OnnxSource {
 public:
  virtual ~OnnxSource() = default;
  /// Null for an absent input.
  [[nodiscard]] virtual Value input(int i) const = 0;
  [[nodiscard]] virtual int num_inputs() const = 0;
  /// The value of an input that must be known now. errors: unsupported_onnx_op
  [[nodiscard]] virtual Tensor constant(int i) const = 0;
  [[nodiscard]] virtual bool has_attr(const std::string& name) const = 0;
  [[nodiscard]] virtual std::int64_t integer(const std::string& name,
                                             std::int64_t otherwise) const = 0;
  [[nodiscard]] virtual double number(const std::string& name, double otherwise) const = 0;
  [[nodiscard]] virtual std::string string(const std::string& name,
                                           const std::string& otherwise) const = 0;
  [[nodiscard]] virtual Ints integers(const std::string& name, const Ints& otherwise) const = 0;
  /// An Error that names the node. Throws it unless `ok`.
  virtual void require(bool ok, const Text& what) const = 0;
};

/// One op that needs more than its record says.
struct OnnxRow {
  std::string op;       ///< ours
  std::string op_type;  ///< ONNX's
  /// False: this node cannot be said in ONNX's row, a function must do.
  bool (*write)(const NodeView& n, OnnxSink& sink) = nullptr;
  Values (*read)(const OnnxSource& s, Builder& g) = nullptr;
};
[[nodiscard]] std::span<const OnnxRow> onnx_rows();

/// ONNX's number of an element type. errors: not_exportable, unsupported_onnx_op
[[nodiscard]] std::int32_t onnx_dtype(DType dtype);
[[nodiscard]] DType dtype_of_onnx(std::int32_t number);

/// A number as ONNX keeps it (f32) and the shortest decimal that it stands for, so that 1e-5 comes
/// back as 1e-5.
[[nodiscard]] double widened_decimal(float value);

}  // namespace ingot
