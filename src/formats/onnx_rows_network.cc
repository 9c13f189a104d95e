// Rows of convolution, pooling, products and normalisation.
#include <cmath>

#include "formats/onnx_rows.h"

namespace ingot {
namespace {

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

struct Window {
  Ints strides, low, high, dilation;
};
// errors: unsupported_onnx_op for SAME padding, rounding up, or lists of another length
Window read_window(const OnnxSource& s, std::size_t axes) {
  const std::string automatic = s.string("auto_pad", "NOTSET");
  s.require(automatic == "NOTSET" || automatic == "VALID",
            text("auto_pad {} is not read", "不支持 auto_pad {}", automatic));
  s.require(s.integer("ceil_mode", 0) == 0, text("ceil_mode is not read", "不支持 ceil_mode"));
  Ints pads = s.integers("pads", Ints(2 * axes, 0));
  Window w{s.integers("strides", Ints(axes, 1)), {}, {}, s.integers("dilations", Ints(axes, 1))};
  s.require(pads.size() == 2 * axes && w.strides.size() == axes && w.dilation.size() == axes,
            text("has lists of a wrong length", "的列表长度不符"));
  const auto positive = [](const Ints& list) {
    return std::all_of(list.begin(), list.end(), [](std::int64_t v) { return v > 0; });
  };
  s.require(positive(w.strides) && positive(w.dilation),
            text("has strides or dilations below 1", "的 strides 或 dilations 小于 1"));
  const auto half = pads.begin() + static_cast<std::ptrdiff_t>(axes);
  w.low.assign(pads.begin(), half);
  w.high.assign(half, pads.end());
  return w;
}

std::size_t spatial_axes(const OnnxSource& s) {
  const int rank = s.input(0).rank();
  s.require(rank >= 3, text("has an input without spatial axes", "的输入没有空间轴"));
  return static_cast<std::size_t>(rank - 2);
}

Ints kernel_shape(const OnnxSource& s) {
  Ints size = s.integers("kernel_shape", {});
  s.require(size.size() == spatial_axes(s) &&
                std::all_of(size.begin(), size.end(), [](std::int64_t v) { return v > 0; }),
            text("has no kernel_shape that fits its input", "的 kernel_shape 与输入不符"));
  return size;
}

bool write_conv(const NodeView& n, OnnxSink& sink) {
  const auto axes = static_cast<std::size_t>(n.input_type(0).rank() - 2);
  sink.finish({"Conv",
               given_inputs(n, sink),
               {{"strides", or_all(n.integers("strides"), axes, 1)},
                {"pads", joined_pads(n, axes)},
                {"dilations", or_all(n.integers("dilation"), axes, 1)},
                {"group", n.integer("groups")}}});
  return true;
}

Values read_conv(const OnnxSource& s, Builder& g) {
  const Window w = read_window(s, spatial_axes(s));
  return {g.conv(s.input(0), s.input(1), s.has_input(2) ? s.input(2) : Value(),
                 {.strides = w.strides,
                  .padding_low = w.low,
                  .padding_high = w.high,
                  .dilation = w.dilation,
                  .groups = s.integer("group", 1)})};
}

bool write_conv_transpose(const NodeView& n, OnnxSink& sink) {
  const auto axes = static_cast<std::size_t>(n.input_type(0).rank() - 2);
  sink.finish({"ConvTranspose",
               given_inputs(n, sink),
               {{"strides", or_all(n.integers("strides"), axes, 1)},
                {"pads", joined_pads(n, axes)},
                {"dilations", or_all(n.integers("dilation"), axes, 1)},
                {"output_padding", or_all(n.integers("output_padding"), axes, 0)},
                {"group", n.integer("groups")}}});
  return true;
}

// The transposed convolution without bias whose result has the wanted size.
bool write_conv_backward_data(const NodeView& n, OnnxSink& sink) {
  const Shape &dy = n.input_type(0).shape, &w = n.input_type(1).shape;
  const auto axes = static_cast<std::size_t>(dy.rank() - 2);
  const Ints strides = or_all(n.integers("strides"), axes, 1);
  const Ints dilation = or_all(n.integers("dilation"), axes, 1), pads = joined_pads(n, axes);
  Ints rest = n.integers("input_size");
  for (std::size_t a = 0; a < axes; ++a) {
    const int axis = static_cast<int>(a) + 2;
    rest[a] -=
        (dy[axis] - 1) * strides[a] - pads[a] - pads[a + axes] + dilation[a] * (w[axis] - 1) + 1;
    if (rest[a] < 0) return false;
  }
  sink.finish({"ConvTranspose",
               {sink.input(0), sink.input(1)},
               {{"strides", strides},
                {"pads", pads},
                {"dilations", dilation},
                {"output_padding", rest},
                {"group", n.integer("groups")}}});
  return true;
}

Values read_conv_transpose(const OnnxSource& s, Builder& g) {
  const std::size_t axes = spatial_axes(s);
  const Window w = read_window(s, axes);
  s.require(!s.has_attr("output_shape"),
            text("has output_shape, which is not read", "含有 output_shape, 不支持"));
  return {g.conv_transpose(s.input(0), s.input(1), s.has_input(2) ? s.input(2) : Value(),
                           {.strides = w.strides,
                            .padding_low = w.low,
                            .padding_high = w.high,
                            .dilation = w.dilation,
                            .groups = s.integer("group", 1),
                            .output_padding = s.integers("output_padding", Ints(axes, 0))})};
}

// ONNX's stride is 1 where none is given, ours the size of the window.
Ints strides_of(const NodeView& n) {
  return n.integers("strides").empty() ? n.integers("kernel_size") : n.integers("strides");
}

bool write_max_pool(const NodeView& n, OnnxSink& sink) {
  const Ints& size = n.integers("kernel_size");
  sink.finish({"MaxPool",
               {sink.input(0)},
               {{"kernel_shape", size},
                {"strides", strides_of(n)},
                {"pads", joined_pads(n, size.size())},
                {"dilations", or_all(n.integers("dilation"), size.size(), 1)}}});
  return true;
}

Values read_max_pool(const OnnxSource& s, Builder& g) {
  const Ints size = kernel_shape(s);
  const Window w = read_window(s, size.size());
  s.require(s.num_outputs() == 1, text("gives positions, which are not read", "输出位置, 不支持"));
  return {g.max_pool(s.input(0), {.kernel_size = size,
                                  .strides = w.strides,
                                  .padding_low = w.low,
                                  .padding_high = w.high,
                                  .dilation = w.dilation})};
}

bool write_avg_pool(const NodeView& n, OnnxSink& sink) {
  const Ints& size = n.integers("kernel_size");
  sink.finish({"AveragePool",
               {sink.input(0)},
               {{"kernel_shape", size},
                {"strides", strides_of(n)},
                {"pads", joined_pads(n, size.size())},
                {"count_include_pad", n.integer("count_include_pad")}}});
  return true;
}

Values read_avg_pool(const OnnxSource& s, Builder& g) {
  const Ints size = kernel_shape(s);
  const Window w = read_window(s, size.size());
  return {g.avg_pool(s.input(0), {.kernel_size = size,
                                  .strides = w.strides,
                                  .padding_low = w.low,
                                  .padding_high = w.high,
                                  .count_include_pad = s.integer("count_include_pad", 0)})};
}

bool write_matmul(const NodeView& n, OnnxSink& sink) {
  const bool turned[] = {n.flag("transpose_a"), n.flag("transpose_b")};
  std::vector<std::string> inputs;
  for (int i = 0; i < 2; ++i)
    if (turned[i] && n.input_type(i).rank() < 2) return false;
  for (int i = 0; i < 2; ++i) {
    inputs.push_back(sink.input(i));
    if (!turned[i]) continue;
    Ints perm(static_cast<std::size_t>(n.input_type(i).rank()));
    for (std::size_t axis = 0; axis < perm.size(); ++axis)
      perm[axis] = static_cast<std::int64_t>(axis);
    std::swap(perm[perm.size() - 1], perm[perm.size() - 2]);
    inputs.back() = sink.node({"Transpose", {inputs.back()}, {{"perm", perm}}});
  }
  sink.finish({"MatMul", inputs});
  return true;
}

Values read_matmul(const OnnxSource& s, Builder& g) { return {g.matmul(s.input(0), s.input(1))}; }

Values read_gemm(const OnnxSource& s, Builder& g) {
  const double alpha = s.number("alpha", 1), beta = s.number("beta", 1);
  Value y = g.matmul(s.input(0), s.input(1), s.integer("transA", 0), s.integer("transB", 0));
  if (alpha != 1) y = y * alpha;
  if (s.has_input(2)) y = y + (beta == 1 ? s.input(2) : s.input(2) * beta);
  return {y};
}

Values read_batch_norm(const OnnxSource& s, Builder& g) {
  s.require(s.integer("training_mode", 0) == 0, text("is in training mode", "处于训练模式"));
  return {g.batch_norm_inference(s.input(0), s.input(1), s.input(2), s.input(3), s.input(4),
                                 s.number("epsilon", 1e-5))};
}

// Sizes as ONNX takes them: of all axes.
bool write_resize(const NodeView& n, OnnxSink& sink) {
  const bool linear = n.string("mode") == "linear";
  const std::string none;
  OnnxNode node{
      "Resize",
      {sink.input(0), none, none, sink.sizes(n.output_type(0).shape.to_vector())},
      {{"mode", n.string("mode")},
       {"coordinate_transformation_mode", std::string(!linear                   ? "asymmetric"
                                                      : n.flag("align_corners") ? "align_corners"
                                                                                : "half_pixel")}}};
  if (!linear) node.attrs["nearest_mode"] = std::string("floor");
  sink.finish(std::move(node));
  return true;
}

Values read_resize(const OnnxSource& s, Builder& g) {
  const Shape& shape = s.input(0).shape();
  Ints sizes = s.constants(3);
  if (sizes.empty() && s.has_input(2)) {
    const Tensor scales = s.constant(2);
    s.require(scales.num_elements() == shape.rank(),
              text("has scales for other axes", "的 scales 与轴数不符"));
    for (int axis = 0; axis < shape.rank(); ++axis)
      sizes.push_back(static_cast<std::int64_t>(
          std::floor(static_cast<double>(shape[axis]) * scales.at(axis))));
  }
  const std::string mode = s.string("mode", "nearest");
  const std::string places = s.string("coordinate_transformation_mode", "half_pixel");
  const bool nearest = mode == "nearest" && places == "asymmetric" &&
                       s.string("nearest_mode", "round_prefer_floor") == "floor";
  const bool linear = mode == "linear" && (places == "half_pixel" || places == "align_corners" ||
                                           places == "pytorch_half_pixel");
  s.require(nearest || linear,
            text("of mode {}, {} is not read", "的模式 {}, {} 不支持", mode, places));
  s.require(static_cast<int>(sizes.size()) == shape.rank() && shape.rank() >= 3 &&
                sizes[0] == shape[0] && sizes[1] == shape[1],
            text("resizes more than the spatial axes", "改变了空间轴以外的大小"));
  return {g.resize(s.input(0), Ints(sizes.begin() + 2, sizes.end()), mode,
                   places == "align_corners" ? 1 : 0)};
}

}  // namespace

void add_network_rows(std::vector<OnnxRow>& rows) {
  rows.insert(rows.end(),
              {
                  {"conv", "Conv", write_conv, read_conv},
                  {"conv_transpose", "ConvTranspose", write_conv_transpose, read_conv_transpose},
                  {"conv_backward_data", "ConvTranspose", write_conv_backward_data, nullptr},
                  {"max_pool", "MaxPool", write_max_pool, read_max_pool},
                  {"avg_pool", "AveragePool", write_avg_pool, read_avg_pool},
                  {"matmul", "MatMul", write_matmul, read_matmul},
                  {"", "Gemm", nullptr, read_gemm},
                  {"", "BatchNormalization", nullptr, read_batch_norm},
                  {"resize", "Resize", write_resize, read_resize},
              });
}

}  // namespace ingot
