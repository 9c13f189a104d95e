#include "formats/onnx_rows.h"

#include <cstdlib>

namespace ingot {
namespace {

Tensor ints_tensor(const Ints& values) {
  return Tensor::from(values, {static_cast<std::int64_t>(values.size())});
}

Ints to_ints(const Tensor& t) {
  Ints values;
  for (std::int64_t i = 0; i < t.num_elements(); ++i)
    values.push_back(static_cast<std::int64_t>(t.at(i)));
  return values;
}

std::vector<std::string> all_inputs(const NodeView& n, const OnnxSink& sink) {
  std::vector<std::string> names;
  for (int i = 0; i < n.num_inputs(); ++i) names.push_back(sink.input(i));
  while (!names.empty() && names.back().empty()) names.pop_back();
  return names;
}

// Ours keeps the padding of both ends apart; ONNX has one list, first all beginnings.
Ints joined_pads(const NodeView& n, std::size_t axes) {
  Ints low = n.integers("padding_low"), high = n.integers("padding_high");
  low.resize(axes, 0);
  high.resize(axes, 0);
  low.insert(low.end(), high.begin(), high.end());
  return low;
}

Ints or_all(Ints values, std::size_t axes, std::int64_t otherwise) {
  if (values.empty()) values.assign(axes, otherwise);
  return values;
}

struct Pads {
  Ints low, high;
};
Pads read_pads(const OnnxSource& s, std::size_t axes) {
  const std::string automatic = s.string("auto_pad", "NOTSET");
  s.require(automatic == "NOTSET" || automatic == "VALID",
            text("auto_pad {} is not read", "不支持 auto_pad {}", automatic));
  const Ints pads = s.integers("pads", Ints(2 * axes, 0));
  s.require(pads.size() == 2 * axes, text("has {} pads", "有 {} 个 pads", pads.size()));
  const auto half = pads.begin() + static_cast<std::ptrdiff_t>(axes);
  return {{pads.begin(), half}, {half, pads.end()}};
}

bool write_conv(const NodeView& n, OnnxSink& sink) {
  const auto axes = static_cast<std::size_t>(n.input_type(0).rank() - 2);
  sink.finish({"Conv",
               all_inputs(n, sink),
               {{"strides", or_all(n.integers("strides"), axes, 1)},
                {"pads", joined_pads(n, axes)},
                {"dilations", or_all(n.integers("dilation"), axes, 1)},
                {"group", n.integer("groups")}}});
  return true;
}

Values read_conv(const OnnxSource& s, Builder& g) {
  const auto axes = static_cast<std::size_t>(s.input(0).rank() - 2);
  const Pads pads = read_pads(s, axes);
  return {g.conv(s.input(0), s.input(1), s.num_inputs() > 2 ? s.input(2) : Value(),
                 {.strides = s.integers("strides", Ints(axes, 1)),
                  .padding_low = pads.low,
                  .padding_high = pads.high,
                  .dilation = s.integers("dilations", Ints(axes, 1)),
                  .groups = s.integer("group", 1)})};
}

// ONNX's stride is 1 where none is given, ours the size of the window.
bool write_max_pool(const NodeView& n, OnnxSink& sink) {
  const Ints& size = n.integers("kernel_size");
  const std::size_t axes = size.size();
  const Ints strides = n.integers("strides").empty() ? size : n.integers("strides");
  sink.finish({"MaxPool",
               {sink.input(0)},
               {{"kernel_shape", size},
                {"strides", strides},
                {"pads", joined_pads(n, axes)},
                {"dilations", or_all(n.integers("dilation"), axes, 1)}}});
  return true;
}

Values read_max_pool(const OnnxSource& s, Builder& g) {
  const Ints size = s.integers("kernel_shape", {});
  s.require(s.integer("ceil_mode", 0) == 0, text("ceil_mode is not read", "不支持 ceil_mode"));
  const Pads pads = read_pads(s, size.size());
  return {g.max_pool(s.input(0), {.kernel_size = size,
                                  .strides = s.integers("strides", Ints(size.size(), 1)),
                                  .padding_low = pads.low,
                                  .padding_high = pads.high,
                                  .dilation = s.integers("dilations", Ints(size.size(), 1))})};
}

bool write_avg_pool(const NodeView& n, OnnxSink& sink) {
  const Ints& size = n.integers("kernel_size");
  sink.finish({"AveragePool",
               {sink.input(0)},
               {{"kernel_shape", size},
                {"strides", n.integers("strides").empty() ? size : n.integers("strides")},
                {"pads", joined_pads(n, size.size())},
                {"count_include_pad", n.integer("count_include_pad")}}});
  return true;
}

Values read_avg_pool(const OnnxSource& s, Builder& g) {
  const Ints size = s.integers("kernel_shape", {});
  s.require(s.integer("ceil_mode", 0) == 0, text("ceil_mode is not read", "不支持 ceil_mode"));
  const Pads pads = read_pads(s, size.size());
  return {g.avg_pool(s.input(0), {.kernel_size = size,
                                  .strides = s.integers("strides", Ints(size.size(), 1)),
                                  .padding_low = pads.low,
                                  .padding_high = pads.high,
                                  .count_include_pad = s.integer("count_include_pad", 0)})};
}

// A size that follows the rows is written as 0, "as in the input", or else -1.
bool write_reshape(const NodeView& n, OnnxSink& sink) {
  Ints shape = n.output_type(0).shape.to_vector();
  const Shape& before = n.input_type(0).shape;
  const std::int64_t rows = sink.rows();
  for (std::size_t axis = 0; axis < shape.size(); ++axis) {
    if (shape[axis] == 0) return false;  // empty: 0 means something else there
    if (shape[axis] % rows != 0) continue;
    const bool same = axis == 0 && before.rank() > 0 && before[0] == rows && shape[0] == rows;
    shape[axis] = same ? 0 : -1;
  }
  if (std::count(shape.begin(), shape.end(), -1) > 1) return false;
  sink.finish({"Reshape", {sink.input(0), sink.constant(ints_tensor(shape))}});
  return true;
}

Values read_reshape(const OnnxSource& s, Builder& g) {
  Ints shape = to_ints(s.constant(1));
  const Shape& before = s.input(0).shape();
  if (s.integer("allowzero", 0) == 0)
    for (std::size_t axis = 0; axis < shape.size(); ++axis) {
      if (shape[axis] != 0) continue;
      s.require(static_cast<int>(axis) < before.rank(),
                text("keeps an axis that is not there", "保留了不存在的轴"));
      shape[axis] = before[static_cast<int>(axis)];
    }
  return {g.reshape(s.input(0), shape)};
}

bool write_matmul(const NodeView& n, OnnxSink& sink) {
  std::vector<std::string> inputs;
  for (int i = 0; i < 2; ++i) {
    std::string name = sink.input(i);
    if (n.flag(i == 0 ? "transpose_a" : "transpose_b")) {
      const int rank = n.input_type(i).rank();
      if (rank < 2) return false;
      Ints perm(static_cast<std::size_t>(rank));
      for (std::size_t axis = 0; axis < perm.size(); ++axis)
        perm[axis] = static_cast<std::int64_t>(axis);
      std::swap(perm[perm.size() - 1], perm[perm.size() - 2]);
      name = sink.node({"Transpose", {name}, {{"perm", perm}}});
    }
    inputs.push_back(name);
  }
  sink.finish({"MatMul", inputs});
  return true;
}

Values read_matmul(const OnnxSource& s, Builder& g) { return {g.matmul(s.input(0), s.input(1))}; }

Values read_gemm(const OnnxSource& s, Builder& g) {
  const double alpha = s.number("alpha", 1), beta = s.number("beta", 1);
  Value y = g.matmul(s.input(0), s.input(1), s.integer("transA", 0), s.integer("transB", 0));
  if (alpha != 1) y = y * alpha;
  if (s.num_inputs() > 2) y = y + (beta == 1 ? s.input(2) : s.input(2) * beta);
  return {y};
}

bool write_sum(const NodeView& n, OnnxSink& sink) {
  std::vector<std::string> inputs{sink.input(0)};
  if (!n.integers("axes").empty()) inputs.push_back(sink.constant(ints_tensor(n.integers("axes"))));
  sink.finish({"ReduceSum", inputs, {{"keepdims", std::int64_t{n.keeps("keep") == keep_dims}}}});
  return true;
}

Values read_sum(const OnnxSource& s, Builder& g) {
  const Ints axes = s.num_inputs() > 1 ? to_ints(s.constant(1)) : Ints{};
  if (axes.empty() && s.integer("noop_with_empty_axes", 0) != 0) return {s.input(0)};
  return {g.sum(s.input(0), axes, s.integer("keepdims", 1) != 0 ? keep_dims : drop_dims)};
}

bool write_clamp(const NodeView& n, OnnxSink& sink) {
  const DType dtype = n.input_type(0).dtype;
  const std::string low = sink.constant(Tensor::full({dtype, {}}, n.number("low")));
  const std::string high = sink.constant(Tensor::full({dtype, {}}, n.number("high")));
  sink.finish({"Clip", {sink.input(0), low, high}});
  return true;
}

Values read_clamp(const OnnxSource& s, Builder& g) {
  const auto limit = [&](int i, double otherwise) {
    if (i >= s.num_inputs() || !s.input(i)) return otherwise;
    const Tensor t = s.constant(i);
    return t.dtype() == f32 ? widened_decimal(static_cast<float>(t.item())) : t.item();
  };
  return {g.clamp(s.input(0), limit(1, -HUGE_VAL), limit(2, HUGE_VAL))};
}

Values read_constant(const OnnxSource& s, Builder& g) { return {g.constant(s.constant(0))}; }

Values read_identity(const OnnxSource& s, Builder&) { return {s.input(0)}; }

Values read_flatten(const OnnxSource& s, Builder& g) {
  const Shape& shape = s.input(0).shape();
  std::int64_t axis = s.integer("axis", 1), first = 1, rest = 1;
  if (axis < 0) axis += shape.rank();
  for (int i = 0; i < shape.rank(); ++i) (i < axis ? first : rest) *= shape[i];
  return {g.reshape(s.input(0), {first, rest})};
}

}  // namespace

std::span<const OnnxRow> onnx_rows() {
  static const std::vector<OnnxRow> rows = {
      {"conv", "Conv", write_conv, read_conv},
      {"max_pool", "MaxPool", write_max_pool, read_max_pool},
      {"avg_pool", "AveragePool", write_avg_pool, read_avg_pool},
      {"reshape", "Reshape", write_reshape, read_reshape},
      {"matmul", "MatMul", write_matmul, read_matmul},
      {"", "Gemm", nullptr, read_gemm},
      {"sum", "ReduceSum", write_sum, read_sum},
      {"clamp", "Clip", write_clamp, read_clamp},
      {"", "Constant", nullptr, read_constant},
      {"", "Identity", nullptr, read_identity},
      {"", "Dropout", nullptr, read_identity},
      {"", "Flatten", nullptr, read_flatten},
  };
  return rows;
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
