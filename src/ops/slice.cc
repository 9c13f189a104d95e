#include "ops/common.h"

namespace ingot {
namespace {

struct Range {
  std::int64_t start = 0, step = 1, size = 0;
};

// NumPy's rules: negative positions count from the end, then both are clamped to the axis.
Range resolve(std::int64_t start, std::int64_t stop, std::int64_t step, std::int64_t n) {
  const std::int64_t low = step > 0 ? 0 : -1, high = step > 0 ? n : n - 1;
  const auto clamp = [&](std::int64_t at) { return std::clamp(at < 0 ? at + n : at, low, high); };
  start = clamp(start);
  stop = clamp(stop);
  const std::int64_t distance = step > 0 ? stop - start : start - stop;
  const std::int64_t length = step > 0 ? step : -step;
  return {start, step, distance <= 0 ? 0 : (distance - 1) / length + 1};
}

// One range for each axis of x; axes that are not named are taken whole.
std::vector<Range> ranges(const NodeView& n) {
  const Shape& shape = n.input_type(0).shape;
  const Ints &starts = n.integers("starts"), &stops = n.integers("stops"),
             &steps = n.integers("steps");
  n.require(starts.size() == stops.size() && static_cast<int>(starts.size()) <= shape.rank() &&
                (steps.empty() || steps.size() == starts.size()),
            text("needs as many starts ({}) as stops ({}) and steps ({}), at most one an axis",
                 "starts ({}), stops ({}) 与 steps ({}) 的个数须相同, 且不超过轴数", starts.size(),
                 stops.size(), steps.size()));
  std::vector<Range> result;
  for (int a = 0; a < shape.rank(); ++a) {
    const auto i = static_cast<std::size_t>(a);
    if (i >= starts.size()) {
      result.push_back({0, 1, shape[a]});
      continue;
    }
    const std::int64_t step = steps.empty() ? 1 : steps[i];
    n.require(step != 0 && step > -INT64_MAX, text("a step is {}", "步长为 {}", step));
    result.push_back(resolve(starts[i], stops[i], step, shape[a]));
  }
  return result;
}

// The gradient goes back to where the elements came from: padding for whole stretches, a scatter
// along each axis that is stepped through.
Value put_back(Builder& g, const NodeView& n, Value dy) {
  const TensorType x = n.input_type(0);
  const std::vector<Range> all = ranges(n);
  Ints low, high;
  for (int a = 0; a < x.rank(); ++a) {
    const Range& range = all[static_cast<std::size_t>(a)];
    const bool stepped = range.step != 1 && range.size > 0;
    low.push_back(stepped ? 0 : range.start * (range.size > 0));
    high.push_back(stepped ? 0 : x.shape[a] - range.size - low.back());
    if (!stepped) continue;
    Ints positions;
    for (std::int64_t i = 0; i < range.size; ++i) positions.push_back(range.start + i * range.step);
    const Value base = zeros(g, {x.dtype, dy.shape().with(a, x.shape[a])});
    dy = g.scatter(base, g.constant(Tensor::from(positions, {range.size})), dy, a);
  }
  return dy.shape() == x.shape ? dy : g.pad(dy, {.low = low, .high = high});
}

}  // namespace

OpDef define_slice() {
  return {
      .name = "slice",
      .doc =
          "x[starts[0]:stops[0]:steps[0], ...] by NumPy's rules: negative positions count from "
          "the\n"
          "end, positions beyond an end are moved to it, negative steps walk backwards. Trailing\n"
          "axes that are not named are taken whole. To walk backwards up to and including the\n"
          "first element, stop before -size.\n"
          "Source: NumPy reference, basic slicing.",
      .inputs = {{"x", "any tensor"}},
      .attrs = {{"starts", Ints{}, "first position on each of the leading axes"},
                {"stops", Ints{}, "one past the last position"},
                {"steps", Ints{}, "distance between positions, not 0; empty: all 1"}},
      .infer =
          [](const NodeView& n) {
            Shape shape;
            for (const Range& range : ranges(n)) shape.push_back(range.size);
            return TensorType{n.input_type(0).dtype, shape};
          },
      .reference =
          [](const ReferenceArgs& r) {
            Strides strides = r.input(0).shape().strides();
            std::int64_t first = 0;
            std::size_t a = 0;
            for (const Range& range : ranges(r.node())) {
              first += range.start * strides[a];
              strides[a++] *= range.step;
            }
            const Shape& to = r.output(0).shape();
            if (to.num_elements() == 0) return;
            const DType dtype = r.input(0).dtype();
            copy_box(to, dtype, advance(r.input(0).raw(), dtype, first), strides,
                     r.output(0).mutable_raw(), to.strides());
          },
      .grad = [](Builder& g, const NodeView& n, const Values& dy) -> Values {
        return {put_back(g, n, dy[0])};
      },
      .onnx = {.name = "Slice", .since = 13},
      .samples = {"f32[5,6] starts=[1,2] stops=[4,6]", "f64[7] starts=[-1] stops=[-100] steps=[-2]",
                  "f64[4,5,6] starts=[0,1] stops=[4,-1] steps=[1,2]", "f32[5] starts=[3] stops=[3]",
                  "f64[]", "bf16[6,2] starts=[2] stops=[100]", "f32[0,3] starts=[0,1] stops=[5,2]",
                  "i64[8] starts=[1] stops=[8] steps=[3]",
                  "f64[3,4] starts=[2,3] stops=[-9,0] steps=[-1,-2]"},
  };
}

}  // namespace ingot
