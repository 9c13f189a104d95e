#include "ops/common.h"

namespace ingot {
namespace {

void check(const NodeView& n) {
  const Shape& shape = n.input_type(0).shape;
  const Ints &low = n.integers("low"), &high = n.integers("high");
  const std::string& mode = n.string("mode");
  const auto rank = static_cast<std::size_t>(shape.rank());
  n.require(mode == "constant" || mode == "reflect" || mode == "edge",
            text("mode \"{}\" is none of constant, reflect, edge",
                 "模式 \"{}\" 不是 constant, reflect, edge 之一", mode));
  n.require(low.size() == rank && high.size() == rank,
            text("needs one number in low ({}) and high ({}) for each axis",
                 "low ({}) 与 high ({}) 须各为每个轴给出一个数", low.size(), high.size()));
  for (int a = 0; a < shape.rank(); ++a) {
    const auto i = static_cast<std::size_t>(a);
    const std::int64_t most = std::max(low[i], high[i]);
    n.require(low[i] >= 0 && high[i] >= 0, text("the padding {}, {} of axis {} is negative",
                                                "轴 {2} 的填充 {0}, {1} 为负", low[i], high[i], a));
    n.require(mode != "reflect" || most < std::max<std::int64_t>(shape[a], 1),
              text("cannot reflect {} elements on an axis of {}",
                   "无法在大小为 {1} 的轴上反射 {0} 个元素", most, shape[a]));
    n.require(mode != "edge" || most == 0 || shape[a] > 0,
              text("axis {} has no edge to repeat", "轴 {} 没有可重复的边缘", a));
  }
}

// Fills the borders of one axis from the planes inside. Axes before it are complete already, those
// after it only inside.
void fill_borders(const ReferenceArgs& r, int axis) {
  const Ints &low = r.node().integers("low"), &high = r.node().integers("high");
  const bool reflect = r.node().string("mode") == "reflect";
  const Shape& from = r.input(0).shape();
  Tensor& y = r.output(0);
  const Strides strides = y.shape().strides();
  Shape plane = y.shape().with(axis, 1);
  std::int64_t corner = 0;
  for (int a = axis + 1; a < from.rank(); ++a) {
    plane.set(a, from[a]);
    corner += low[static_cast<std::size_t>(a)] * strides[static_cast<std::size_t>(a)];
  }
  if (plane.num_elements() == 0) return;
  const auto i = static_cast<std::size_t>(axis);
  const auto copy = [&](std::int64_t source, std::int64_t target) {
    void* data = y.mutable_raw();
    copy_box(plane, y.dtype(), advance(data, y.dtype(), corner + source * strides[i]), strides,
             advance(data, y.dtype(), corner + target * strides[i]), strides);
  };
  const std::int64_t first = low[i], last = low[i] + from[axis] - 1;
  for (std::int64_t k = 1; k <= low[i]; ++k) copy(reflect ? first + k : first, first - k);
  for (std::int64_t k = 1; k <= high[i]; ++k) copy(reflect ? last - k : last, last + k);
}

void run(const ReferenceArgs& r) {
  const Tensor& x = r.input(0);
  Tensor& y = r.output(0);
  const bool constant = r.node().string("mode") == "constant";
  if (constant)
    dispatch(x.dtype(), [&]<class T>() {
      const std::span<T> all = y.mutable_data<T>();
      std::fill(all.begin(), all.end(), narrow<T>(r.node().number("value")));
    });
  if (x.num_elements() == 0) return;
  const Strides strides = y.shape().strides();
  std::int64_t corner = 0;
  for (std::size_t a = 0; a < r.node().integers("low").size(); ++a)
    corner += r.node().integers("low")[a] * strides[a];
  copy_box(x.shape(), x.dtype(), x.raw(), x.shape().strides(),
           advance(y.mutable_raw(), x.dtype(), corner), strides);
  for (int a = 0; !constant && a < x.shape().rank(); ++a) fill_borders(r, a);
}

// `x` from `first` to `last` of `axis`.
Value part(Builder& g, const Value& x, int axis, std::int64_t first, std::int64_t last) {
  Ints starts(static_cast<std::size_t>(x.rank()), 0), stops = x.shape().to_vector();
  starts[static_cast<std::size_t>(axis)] = first;
  stops[static_cast<std::size_t>(axis)] = last;
  return g.slice(x, starts, stops);
}

Value embed(Builder& g, const Value& x, int axis, std::int64_t low, std::int64_t size) {
  Ints before(static_cast<std::size_t>(x.rank()), 0), after = before;
  before[static_cast<std::size_t>(axis)] = low;
  after[static_cast<std::size_t>(axis)] = size - low - x.shape()[axis];
  return g.pad(x, {.low = before, .high = after});
}

// Border elements give their gradient back to the element that they copy, axis by axis.
Value pad_gradient(Builder& g, const NodeView& n, Value dy) {
  const Shape shape = n.input_type(0).shape;
  const Ints &low = n.integers("low"), &high = n.integers("high");
  const std::string& mode = n.string("mode");
  for (int a = shape.rank() - 1; a >= 0; --a) {
    const auto i = static_cast<std::size_t>(a);
    const std::int64_t size = shape[a], first = low[i], end = first + size;
    if (low[i] == 0 && high[i] == 0) continue;
    Value inside = part(g, dy, a, first, end);
    const Value before = part(g, dy, a, 0, first), after = part(g, dy, a, end, end + high[i]);
    if (mode == "reflect" && low[i] > 0)
      inside = inside + embed(g, g.flip(before, {a}), a, 1, size);
    if (mode == "reflect" && high[i] > 0)
      inside = inside + embed(g, g.flip(after, {a}), a, size - 1 - high[i], size);
    if (mode == "edge" && low[i] > 0)
      inside = inside + embed(g, g.sum(before, {a}, keep_dims), a, 0, size);
    if (mode == "edge" && high[i] > 0)
      inside = inside + embed(g, g.sum(after, {a}, keep_dims), a, size - 1, size);
    dy = inside;
  }
  return dy;
}

}  // namespace

OpDef define_pad() {
  return {
      .name = "pad",
      .doc =
          "x with low[i] elements before and high[i] after it on axis i. Mode `constant` fills "
          "with\n"
          "`value`, `reflect` mirrors without repeating the edge (padding below the axis' size),\n"
          "`edge` repeats the edge.\n"
          "Source: NumPy reference, numpy.pad.",
      .inputs = {{"x", "any tensor"}},
      .attrs = {{"low", Ints{}, "elements before, one number for each axis"},
                {"high", Ints{}, "elements after, one number for each axis"},
                {"value", 0.0, "what `constant` fills with"},
                {"mode", "constant", "constant, reflect or edge"}},
      .infer =
          [](const NodeView& n) {
            check(n);
            TensorType y = n.input_type(0);
            for (int a = 0; a < y.rank(); ++a)
              y.shape.set(a, y.shape[a] + n.integers("low")[static_cast<std::size_t>(a)] +
                                 n.integers("high")[static_cast<std::size_t>(a)]);
            return y;
          },
      .reference = run,
      .grad = [](Builder& g, const NodeView& n, const Values& dy) -> Values {
        return {pad_gradient(g, n, dy[0])};
      },
      .onnx = {.name = "Pad", .since = 13, .attrs = {{"mode", "mode"}}},
      .samples = {"f32[3,4] low=[1,0] high=[2,3]", "f64[2,3,4] low=[0,1,2] high=[0,1,0] value=-1.5",
                  "f64[5] low=[3] high=[4] mode=\"reflect\"",
                  "f64[3,4] low=[2,1] high=[1,3] mode=\"reflect\"",
                  "f64[3,2] low=[2,3] high=[1,0] mode=\"edge\"", "f64[] low=[] high=[]",
                  "f32[0,2] low=[1,1] high=[1,0]", "bf16[4] low=[1] high=[1]",
                  "i64[3] low=[2] high=[1] value=7.0"},
  };
}

}  // namespace ingot
