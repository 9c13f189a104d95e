// Rows of ops that move elements, and of reductions whose axes are an input.
#include <limits>

#include "formats/onnx_rows.h"

namespace ingot {
namespace {

constexpr std::int64_t kEnd = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kStart = std::numeric_limits<std::int64_t>::min();

// A size that follows the rows is written as 0, "as in the input", or else -1; with two of them or
// empty axes beside it the sizes are computed.
bool write_reshape(const NodeView& n, OnnxSink& sink) {
  const Shape& before = n.input_type(0).shape;
  const Ints shape = n.output_type(0).shape.to_vector();
  Ints sizes = shape;
  int open = 0;
  bool empty = false;
  for (std::size_t axis = 0; axis < shape.size(); ++axis) {
    empty |= shape[axis] == 0;
    if (!follows_rows(shape[axis])) continue;
    const bool same = axis == 0 && before.rank() > 0 && before[0] == shape[0];
    sizes[axis] = same ? 0 : -1;
    open += same ? 0 : 1;
  }
  if (!empty && open <= 1)
    sink.finish({"Reshape", {sink.input(0), sink.constant(ints_tensor(sizes))}});
  else
    sink.finish({"Reshape", {sink.input(0), sink.sizes(shape)}, {{"allowzero", std::int64_t{1}}}});
  return true;
}

void require_sizes(const OnnxSource& s, const Ints& sizes) {
  std::int64_t product = 1;
  bool fits = sizes.size() <= Shape::kMaxRank;
  for (const std::int64_t size : sizes)
    fits = fits && size >= -1 && (size <= 0 || !__builtin_mul_overflow(product, size, &product));
  s.require(fits, text("makes an impossible shape", "的形状无效"));
}

Values read_reshape(const OnnxSource& s, Builder& g) {
  Ints shape = s.constants(1);
  const Shape& before = s.input(0).shape();
  require_sizes(s, shape);
  if (s.integer("allowzero", 0) == 0)
    for (std::size_t axis = 0; axis < shape.size(); ++axis) {
      if (shape[axis] != 0) continue;
      s.require(static_cast<int>(axis) < before.rank(),
                text("keeps an axis that is not there", "保留了不存在的轴"));
      shape[axis] = before[static_cast<int>(axis)];
    }
  require_sizes(s, shape);
  return {g.reshape(s.input(0), shape)};
}

Values read_flatten(const OnnxSource& s, Builder& g) {
  const Shape& shape = s.input(0).shape();
  std::int64_t axis = s.integer("axis", 1), first = 1, rest = 1;
  if (axis < 0) axis += shape.rank();
  for (int i = 0; i < shape.rank(); ++i) (i < axis ? first : rest) *= shape[i];
  return {g.reshape(s.input(0), {first, rest})};
}

bool write_broadcast(const NodeView& n, OnnxSink& sink) {
  const Shape &from = n.input_type(0).shape, &to = n.output_type(0).shape;
  Ints sizes = to.to_vector();
  // Nothing of x is left, and ONNX Runtime does not shrink 1 to 0.
  if (to.num_elements() == 0 && from.num_elements() > 0 && size_bytes(n.input_type(0).dtype) != 2) {
    sink.finish({"ConstantOfShape",
                 {sink.sizes(sizes)},
                 {{"value", Tensor::zeros({n.input_type(0).dtype, {1}})}}});
    return true;
  }
  // ONNX broadcasts both ways: 1 keeps the size of x, whatever the number of rows.
  for (int axis = 0; axis < from.rank(); ++axis) {
    const int at = to.rank() - from.rank() + axis;
    if (from[axis] == to[at]) sizes[static_cast<std::size_t>(at)] = 1;
  }
  sink.finish({"Expand", {sink.input(0), sink.sizes(sizes)}});
  return true;
}

Values read_broadcast(const OnnxSource& s, Builder& g) {
  const Ints sizes = s.constants(1);
  require_sizes(s, sizes);
  const auto shape = broadcast(s.input(0).shape(), Shape(sizes));
  s.require(shape.has_value(), text("makes an impossible shape", "的形状无效"));
  return {g.broadcast_to(s.input(0), shape->to_vector())};
}

Ints axes_of(const OnnxSource& s) {
  return s.has_input(1) ? s.constants(1) : s.integers("axes", {});
}

bool write_same(OnnxSink& sink) {
  sink.finish({"Identity", {sink.input(0)}});
  return true;
}

bool write_unsqueeze(const NodeView& n, OnnxSink& sink) {
  if (n.integers("axes").empty()) return write_same(sink);
  sink.finish({"Unsqueeze", {sink.input(0), sink.constant(ints_tensor(n.integers("axes")))}});
  return true;
}
Values read_unsqueeze(const OnnxSource& s, Builder& g) {
  return {g.expand_dims(s.input(0), axes_of(s))};
}

bool write_squeeze(const NodeView& n, OnnxSink& sink) {
  std::vector<std::string> inputs{sink.input(0)};
  if (!n.integers("axes").empty()) inputs.push_back(sink.constant(ints_tensor(n.integers("axes"))));
  sink.finish({"Squeeze", inputs});
  return true;
}
Values read_squeeze(const OnnxSource& s, Builder& g) { return {g.squeeze(s.input(0), axes_of(s))}; }

bool write_slice(const NodeView& n, OnnxSink& sink) {
  const Ints& starts = n.integers("starts");
  if (starts.empty()) return write_same(sink);
  Ints stops = n.integers("stops"), steps = n.integers("steps"), axes;
  steps.resize(starts.size(), 1);
  for (std::size_t axis = 0; axis < starts.size(); ++axis) {
    const std::int64_t size = n.input_type(0).shape[static_cast<int>(axis)];
    if (steps[axis] > 0 && stops[axis] >= size) stops[axis] = kEnd;
    if (steps[axis] < 0 && stops[axis] < -size) stops[axis] = kStart;
    axes.push_back(static_cast<std::int64_t>(axis));
  }
  std::vector<std::string> inputs{sink.input(0)};
  for (const Ints& list : {starts, stops, axes, steps}) inputs.push_back(sink.sizes(list));
  sink.finish({"Slice", inputs});
  return true;
}

Values read_slice(const OnnxSource& s, Builder& g) {
  const Shape& shape = s.input(0).shape();
  const auto rank = static_cast<std::size_t>(shape.rank());
  const Ints starts = s.positions(1), stops = s.positions(2);
  Ints axes = s.constants(3), steps = s.positions(4);
  if (axes.empty())
    for (std::size_t i = 0; i < starts.size(); ++i) axes.push_back(static_cast<std::int64_t>(i));
  steps.resize(starts.size(), 1);
  s.require(stops.size() == starts.size() && axes.size() == starts.size(),
            text("has lists of different lengths", "的列表长度不一"));
  Ints first(rank, 0), last = shape.to_vector(), step(rank, 1);
  for (std::size_t i = 0; i < axes.size(); ++i) {
    const std::int64_t axis = axes[i] < 0 ? axes[i] + shape.rank() : axes[i];
    s.require(axis >= 0 && axis < shape.rank(), text("has no axis {}", "没有轴 {}", axes[i]));
    s.require(steps[i] != 0, text("has a step of 0", "的步长为 0"));
    const auto at = static_cast<std::size_t>(axis);
    const std::int64_t size = shape[static_cast<int>(axis)];
    // Positions far outside mean the same as those just outside.
    first[at] = std::clamp(starts[i], -size - 1, size);
    last[at] = std::clamp(stops[i], -size - 1, size);
    step[at] = std::clamp<std::int64_t>(steps[i], -size - 1, size + 1);
  }
  return {g.slice(s.input(0), first, last, step)};
}

// ONNX counts axes from the front only.
bool write_transpose(const NodeView& n, OnnxSink& sink) {
  Ints perm = n.integers("perm");
  for (std::int64_t& axis : perm)
    if (axis < 0) axis += n.input_type(0).rank();
  sink.finish({"Transpose", {sink.input(0)}, {{"perm", perm}}});
  return true;
}
Values read_transpose(const OnnxSource& s, Builder& g) {
  return {g.transpose(s.input(0), s.integers("perm", {}))};
}

bool write_split(const NodeView& n, OnnxSink& sink) {
  const Ints& sizes = n.integers("sizes");
  sink.finish({"Split", {sink.input(0), sink.sizes(sizes)}, {{"axis", n.integer("axis")}}});
  return true;
}

Values read_split(const OnnxSource& s, Builder& g) {
  std::int64_t axis = s.integer("axis", 0);
  if (axis < 0) axis += s.input(0).rank();
  s.require(axis >= 0 && axis < s.input(0).rank(), text("has no axis {}", "没有轴 {}", axis));
  Ints sizes = s.constants(1);
  if (sizes.empty()) {
    const std::int64_t size = s.input(0).shape()[static_cast<int>(axis)];
    const std::int64_t part = (size + s.num_outputs() - 1) / s.num_outputs();
    for (int i = 0; i < s.num_outputs(); ++i)
      sizes.push_back(std::max<std::int64_t>(0, std::min(part, size - i * part)));
  }
  return g.split(s.input(0), sizes, axis);
}

bool write_pad(const NodeView& n, OnnxSink& sink) {
  if (n.input_type(0).rank() == 0) return write_same(sink);
  Ints pads = n.integers("low");
  pads.insert(pads.end(), n.integers("high").begin(), n.integers("high").end());
  std::vector<std::string> inputs{sink.input(0), sink.constant(ints_tensor(pads))};
  if (n.string("mode") == "constant")
    inputs.push_back(sink.constant(Tensor::full({n.input_type(0).dtype, {}}, n.number("value"))));
  sink.finish({"Pad", inputs, {{"mode", n.string("mode")}}});
  return true;
}

Values read_pad(const OnnxSource& s, Builder& g) {
  const Ints pads = s.constants(1);
  const auto rank = static_cast<std::size_t>(s.input(0).rank());
  s.require(pads.size() == 2 * rank, text("has {} pads", "有 {} 个 pads", pads.size()));
  const auto half = pads.begin() + static_cast<std::ptrdiff_t>(rank);
  double value = 0;
  if (s.has_input(2)) {
    const Tensor t = s.constant(2);
    s.require(t.num_elements() == 1, text("fills with no scalar", "的填充值不是标量"));
    value = t.dtype() == f32 ? widened_decimal(static_cast<float>(t.at(0))) : t.at(0);
  }
  return {g.pad(s.input(0), {.low = Ints(pads.begin(), half),
                             .high = Ints(half, pads.end()),
                             .value = value,
                             .mode = s.string("mode", "constant")})};
}

bool write_tile(const NodeView& n, OnnxSink& sink) {
  sink.finish({"Tile", {sink.input(0), sink.constant(ints_tensor(n.integers("repeats")))}});
  return true;
}
Values read_tile(const OnnxSource& s, Builder& g) {
  require_sizes(s, s.constants(1));
  return {g.tile(s.input(0), s.constants(1))};
}

bool write_triangle(const NodeView& n, OnnxSink& sink) {
  sink.finish({"Trilu",
               {sink.input(0), sink.constant(Tensor::scalar(n.integer("diagonal")))},
               {{"upper", std::int64_t{n.op().name == "triu"}}}});
  return true;
}
Values read_triangle(const OnnxSource& s, Builder& g) {
  const Ints k = s.constants(1);
  const std::int64_t diagonal = k.empty() ? 0 : k[0];
  return {s.integer("upper", 1) != 0 ? g.triu(s.input(0), diagonal) : g.tril(s.input(0), diagonal)};
}

bool write_sum(const NodeView& n, OnnxSink& sink) {
  std::vector<std::string> inputs{sink.input(0)};
  if (!n.integers("axes").empty()) inputs.push_back(sink.constant(ints_tensor(n.integers("axes"))));
  sink.finish({"ReduceSum", inputs, {{"keepdims", std::int64_t{n.keeps("keep") == keep_dims}}}});
  return true;
}
Values read_sum(const OnnxSource& s, Builder& g) {
  const Ints axes = axes_of(s);
  if (axes.empty() && s.integer("noop_with_empty_axes", 0) != 0) return {s.input(0)};
  return {g.sum(s.input(0), axes, s.integer("keepdims", 1) != 0 ? keep_dims : drop_dims)};
}

// The mean of nothing is NaN; ONNX leaves it open.
bool write_mean(const NodeView& n, OnnxSink& sink) {
  if (n.input_type(0).num_elements() == 0) return false;
  sink.finish(
      {"ReduceMean",
       {sink.input(0)},
       {{"axes", n.integers("axes")}, {"keepdims", std::int64_t{n.keeps("keep") == keep_dims}}}});
  return true;
}

bool write_cumsum(const NodeView& n, OnnxSink& sink) {
  sink.finish({"CumSum",
               {sink.input(0), sink.constant(Tensor::scalar(n.integer("axis")))},
               {{"reverse", n.integer("reverse")}, {"exclusive", n.integer("exclusive")}}});
  return true;
}
Values read_cumsum(const OnnxSource& s, Builder& g) {
  const Ints axis = s.constants(1);
  s.require(axis.size() == 1, text("has no single axis", "须有一个轴"));
  return {g.cumsum(s.input(0), axis[0], s.integer("reverse", 0), s.integer("exclusive", 0))};
}

}  // namespace

void add_shape_rows(std::vector<OnnxRow>& rows) {
  rows.insert(rows.end(), {
                              {"reshape", "Reshape", write_reshape, read_reshape},
                              {"", "Flatten", nullptr, read_flatten},
                              {"broadcast_to", "Expand", write_broadcast, read_broadcast},
                              {"expand_dims", "Unsqueeze", write_unsqueeze, read_unsqueeze},
                              {"squeeze", "Squeeze", write_squeeze, read_squeeze},
                              {"slice", "Slice", write_slice, read_slice},
                              {"transpose", "Transpose", write_transpose, read_transpose},
                              {"split", "Split", write_split, read_split},
                              {"pad", "Pad", write_pad, read_pad},
                              {"tile", "Tile", write_tile, read_tile},
                              {"tril", "Trilu", write_triangle, read_triangle},
                              {"triu", "Trilu", write_triangle, read_triangle},
                              {"sum", "ReduceSum", write_sum, read_sum},
                              {"mean", "ReduceMean", write_mean, nullptr},
                              {"cumsum", "CumSum", write_cumsum, read_cumsum},
                          });
}

}  // namespace ingot
