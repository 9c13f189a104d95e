#include "formats/onnx_rows.h"

#include <cstdlib>

#include "formats/onnx.h"
#include "formats/onnx_proto.h"

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-parameter"
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wconversion"
#include <onnx/defs/schema.h>
#pragma GCC diagnostic pop

namespace ingot {
namespace {

std::string_view onnx_type_name(DType dtype) {
  switch (dtype) {
    case DType::f32: return "tensor(float)";
    case DType::u8: return "tensor(uint8)";
    case DType::i8: return "tensor(int8)";
    case DType::i32: return "tensor(int32)";
    case DType::i64: return "tensor(int64)";
    case DType::boolean: return "tensor(bool)";
    case DType::f16: return "tensor(float16)";
    case DType::f64: return "tensor(double)";
    case DType::bf16: return "tensor(bfloat16)";
  }
  return "";
}

}  // namespace

Tensor ints_tensor(const Ints& values) {
  return Tensor::from(values, {static_cast<std::int64_t>(values.size())});
}

std::vector<std::string> given_inputs(const NodeView& n, const OnnxSink& sink) {
  std::vector<std::string> names;
  for (int i = 0; i < n.num_inputs(); ++i) names.push_back(sink.input(i));
  while (!names.empty() && names.back().empty()) names.pop_back();
  return names;
}

bool follows_rows(std::int64_t size) { return size > 0 && size % kExportBatch == 0; }

std::span<const OnnxRow> onnx_rows() {
  static const std::vector<OnnxRow> rows = [] {
    std::vector<OnnxRow> all;
    add_arithmetic_rows(all);
    add_network_rows(all);
    add_shape_rows(all);
    add_index_rows(all);
    add_tree_rows(all);
    return all;
  }();
  return rows;
}

std::string onnx_name(const OpDef& op) {
  for (const OnnxRow& row : onnx_rows())
    if (row.op == op.name) return row.op_type;
  return op.onnx.since <= kOnnxOpset ? op.onnx.name : "";
}

bool onnx_accepts(const std::string& op_type, int i, DType dtype) {
  const auto* schema = onnx::OpSchemaRegistry::Schema(op_type, kOnnxOpset, "");
  if (!schema) schema = onnx::OpSchemaRegistry::Schema(op_type, kOnnxMlOpset, kOnnxMlDomain);
  if (!schema || schema->inputs().empty()) return false;
  const auto last = schema->inputs().size() - 1;
  for (const std::string* type :
       schema->inputs()[std::min(static_cast<std::size_t>(i), last)].GetTypes())
    if (*type == onnx_type_name(dtype)) return true;
  return false;
}

std::int32_t onnx_dtype(DType dtype) {
  switch (dtype) {
    case DType::f32: return 1;
    case DType::u8: return 2;
    case DType::i8: return 3;
    case DType::i32: return 6;
    case DType::i64: return 7;
    case DType::boolean: return 9;
    case DType::f16: return 10;
    case DType::f64: return 11;
    case DType::bf16: return 16;
  }
  return 0;
}

DType dtype_of_onnx(std::int32_t number) {
  for (const DType d : {f64, f32, bf16, f16, i64, i32, u8, i8, boolean})
    if (onnx_dtype(d) == number) return d;
  throw Error("unsupported_onnx_op", text("element type {} of ONNX is not known here",
                                          "不支持 ONNX 的元素类型 {}", number));
}

double widened_decimal(float value) {
  return std::strtod(fmt::format("{}", value).c_str(), nullptr);
}

}  // namespace ingot
