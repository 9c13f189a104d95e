#include "formats/onnx_tensor.h"

#include <cstring>

#include "formats/onnx_rows.h"

namespace ingot {

Error bad_onnx(const Text& what) {
  return Error("bad_onnx", Text{fmt::format("not a valid ONNX model: {}", what.en),
                                fmt::format("不是有效的 ONNX 模型: {}", what.zh)})
      .fix(text("export the model again", "请重新导出该模型"));
}

void set_onnx_tensor(onnx::TensorProto& proto, const std::string& name, const Tensor& t) {
  proto.set_name(name);
  proto.set_data_type(onnx_dtype(t.dtype()));
  for (const std::int64_t size : t.shape()) proto.add_dims(size);
  proto.set_raw_data(t.raw(), t.bytes());
}

void set_onnx_attribute(onnx::AttributeProto& proto, const std::string& name,
                        const AttrValue& value) {
  proto.set_name(name);
  if (const auto* i = std::get_if<std::int64_t>(&value)) {
    proto.set_type(onnx::AttributeProto::INT);
    proto.set_i(*i);
  } else if (const auto* d = std::get_if<double>(&value)) {
    proto.set_type(onnx::AttributeProto::FLOAT);
    proto.set_f(static_cast<float>(*d));
  } else if (const auto* s = std::get_if<std::string>(&value)) {
    proto.set_type(onnx::AttributeProto::STRING);
    proto.set_s(*s);
  } else if (const auto* list = std::get_if<Ints>(&value)) {
    proto.set_type(onnx::AttributeProto::INTS);
    for (const std::int64_t v : *list) proto.add_ints(v);
  } else if (const auto* keep = std::get_if<KeepDims>(&value)) {
    proto.set_type(onnx::AttributeProto::INT);
    proto.set_i(*keep == keep_dims);
  } else if (const auto* dtype = std::get_if<DType>(&value)) {
    proto.set_type(onnx::AttributeProto::INT);
    proto.set_i(onnx_dtype(*dtype));
  } else {
    proto.set_type(onnx::AttributeProto::TENSOR);
    set_onnx_tensor(*proto.mutable_t(), "", std::get<Tensor>(value));
  }
}

void set_onnx_attribute(onnx::AttributeProto& proto, const std::string& name,
                        std::span<const float> values) {
  proto.set_name(name);
  proto.set_type(onnx::AttributeProto::FLOATS);
  for (const float v : values) proto.add_floats(v);
}

void set_onnx_attribute(onnx::AttributeProto& proto, const std::string& name,
                        std::span<const std::string> values) {
  proto.set_name(name);
  proto.set_type(onnx::AttributeProto::STRINGS);
  for (const std::string& v : values) proto.add_strings(v);
}

namespace {

// Checked against what the file holds before memory is taken for it.
std::int64_t num_elements(const onnx::TensorProto& proto) {
  std::int64_t product = 1;
  bool fits = proto.dims_size() <= Shape::kMaxRank;
  for (const std::int64_t size : proto.dims())
    fits = fits && size >= 0 && !__builtin_mul_overflow(product, size, &product);
  if (!fits) throw bad_onnx(text("{} has an impossible shape", "{} 的形状无效", proto.name()));
  return product;
}

void require_count(const onnx::TensorProto& proto, std::int64_t given, std::int64_t wanted) {
  if (given != wanted)
    throw bad_onnx(text("{} holds {} values, not {}", "{} 有 {} 个值, 而不是 {}", proto.name(),
                        given, wanted));
}

}  // namespace

Tensor onnx_tensor(const onnx::TensorProto& proto, const OnnxRawData& raw) {
  const std::int64_t count = num_elements(proto);
  const DType dtype = dtype_of_onnx(proto.data_type());
  if (proto.data_location() == onnx::TensorProto::EXTERNAL)
    throw Error("unsupported_onnx_op",
                text("{} is kept in another file", "{} 存放在另一个文件中", proto.name()))
        .fix(text("export it with its weights inside", "请将权重一并导出到同一文件"));
  Shape shape;
  for (const std::int64_t size : proto.dims()) shape.push_back(size);
  const auto filled = [&](const auto& values) {
    require_count(proto, values.size(), count);
    Tensor t(dtype, shape);
    for (int i = 0; i < values.size(); ++i) t.set(i, static_cast<double>(values[i]));
    return t;
  };
  if (proto.has_raw_data()) {
    const std::span<const std::byte> data =
        raw.bytes.empty() ? std::as_bytes(std::span(proto.raw_data())) : raw.bytes;
    const auto bytes = static_cast<std::int64_t>(data.size());
    const auto each = static_cast<std::int64_t>(size_bytes(dtype));
    require_count(proto, bytes / each + (bytes % each != 0 ? 1 : 0), count);
    if (bytes % each != 0) throw bad_onnx(text("{} is cut off", "{} 被截断", proto.name()));
    if (raw.owner)
      return Tensor::view_of({dtype, shape}, raw.owner, const_cast<std::byte*>(data.data()));
    Tensor t(dtype, shape);
    if (bytes > 0) std::memcpy(t.mutable_raw(), data.data(), t.bytes());
    return t;
  }
  if (dtype == f32) return filled(proto.float_data());
  if (dtype == f64) return filled(proto.double_data());
  if (dtype == i64) return filled(proto.int64_data());
  if (dtype != f16 && dtype != bf16) return filled(proto.int32_data());
  // 16-bit floats are kept as their bits.
  require_count(proto, proto.int32_data_size(), count);
  Tensor t(dtype, shape);
  auto* bits = static_cast<std::uint16_t*>(t.mutable_raw());
  for (int i = 0; i < proto.int32_data_size(); ++i)
    bits[i] = static_cast<std::uint16_t>(proto.int32_data(i));
  return t;
}

}  // namespace ingot
