// How ops are written to ONNX rows and read from them, where names alone do not tell.
#pragma once

#include <functional>

#include "graph/op_def.h"

namespace ingot {

inline constexpr std::int64_t kOnnxOpset = 17;
inline constexpr const char* kOnnxDomain = "ingot";
/// ONNX's operators of classical machine learning.
inline constexpr const char* kOnnxMlDomain = "ai.onnx.ml";
inline constexpr std::int64_t kOnnxMlOpset = 3;

/// A node on its way into a file: attributes in ONNX's own types.
struct OnnxNode {
  std::string op_type;
  std::vector<std::string> inputs;
  Attrs attrs = {};  ///< int64, double (written as float), string, Ints, Tensor
  std::string domain = {};
  /// Attributes of types that ours do not have.
  std::map<std::string, std::vector<float>> floats = {};
  std::map<std::string, std::vector<std::string>> strings = {};
};

/// What a row's writer may do beside naming its node.
class OnnxSink {
 public:
  virtual ~OnnxSink() = default;
  /// The name of an input of the node that is written; empty for an absent one.
  [[nodiscard]] virtual std::string input(int i) const = 0;
  virtual std::string constant(const Tensor& value) = 0;
  /// An i64 vector: a constant where no size follows the rows, else computed when the model runs.
  virtual std::string sizes(const Ints& sizes) = 0;
  /// A further node with one output, whose name is returned.
  virtual std::string node(OnnxNode node) = 0;
  /// The node that gives the op's outputs.
  virtual void finish(OnnxNode node) = 0;
};

/// A node of a file as a row's reader sees it.
class OnnxSource {
 public:
  virtual ~OnnxSource() = default;
  /// errors: bad_onnx when it is absent
  [[nodiscard]] virtual Value input(int i) const = 0;
  [[nodiscard]] virtual bool has_input(int i) const = 0;
  [[nodiscard]] virtual int num_inputs() const = 0;
  [[nodiscard]] virtual int num_outputs() const = 0;
  /// The value of an input that must be known now. errors: unsupported_onnx_op
  [[nodiscard]] virtual Tensor constant(int i) const = 0;
  /// The same as whole numbers; nothing when it is absent.
  [[nodiscard]] virtual Ints constants(int i) const = 0;
  /// The same, of any size: "up to the end" is often the largest number.
  [[nodiscard]] virtual Ints positions(int i) const = 0;
  [[nodiscard]] virtual Tensor tensor(const std::string& name) const = 0;
  [[nodiscard]] virtual bool has_attr(const std::string& name) const = 0;
  [[nodiscard]] virtual std::int64_t integer(const std::string& name,
                                             std::int64_t otherwise) const = 0;
  [[nodiscard]] virtual double number(const std::string& name, double otherwise) const = 0;
  [[nodiscard]] virtual std::string string(const std::string& name,
                                           const std::string& otherwise) const = 0;
  [[nodiscard]] virtual Ints integers(const std::string& name, const Ints& otherwise) const = 0;
  /// Empty when it is absent.
  [[nodiscard]] virtual std::vector<float> floats(const std::string& name) const = 0;
  [[nodiscard]] virtual std::vector<std::string> strings(const std::string& name) const = 0;
  /// An unsupported_onnx_op that names the node. Throws it unless `ok`.
  virtual void require(bool ok, const Text& what) const = 0;
};

/// One op that needs more than its record says.
struct OnnxRow {
  std::string op;       ///< ours; empty: only read
  std::string op_type;  ///< ONNX's; empty: only a function will do
  /// False: this node cannot be said in ONNX's row, a function must do. Adds nothing then.
  bool (*write)(const NodeView& n, OnnxSink& sink) = nullptr;
  Values (*read)(const OnnxSource& s, Builder& g) = nullptr;
  /// The nodes of that function, where onnx_body does not tell them.
  void (*write_body)(const NodeView& n, OnnxSink& sink) = nullptr;
  /// Where the operator is defined; empty: with most of them.
  const char* domain = "";
};
[[nodiscard]] std::span<const OnnxRow> onnx_rows();
void add_arithmetic_rows(std::vector<OnnxRow>& rows);
void add_network_rows(std::vector<OnnxRow>& rows);
void add_shape_rows(std::vector<OnnxRow>& rows);
void add_index_rows(std::vector<OnnxRow>& rows);
void add_tree_rows(std::vector<OnnxRow>& rows);

/// The inputs of a node without trailing absent ones.
[[nodiscard]] std::vector<std::string> given_inputs(const NodeView& n, const OnnxSink& sink);
[[nodiscard]] Tensor ints_tensor(const Ints& values);
[[nodiscard]] bool follows_rows(std::int64_t size);

/// The body of a function for one node, for its types and attributes: inputs "x0", "x1" ... and
/// outputs "y0", "y1" ... errors: not_exportable
[[nodiscard]] Graph onnx_body(const NodeView& n);
/// ONNX's name of an op; empty when it has none.
[[nodiscard]] std::string onnx_name(const OpDef& op);
/// Whether ONNX's operator takes this type as input i.
[[nodiscard]] bool onnx_accepts(const std::string& op_type, int i, DType dtype);

/// A value that depends on constants (and given weights) alone.
[[nodiscard]] std::optional<Tensor> constant_value(const Graph& graph, ValueId value,
                                                   const std::map<std::string, Tensor>& weights);

/// ONNX's number of an element type. errors: unsupported_onnx_op
[[nodiscard]] std::int32_t onnx_dtype(DType dtype);
[[nodiscard]] DType dtype_of_onnx(std::int32_t number);

/// A number as ONNX keeps it (f32) and the shortest decimal that it stands for, so that 1e-5 comes
/// back as 1e-5.
[[nodiscard]] double widened_decimal(float value);

}  // namespace ingot
