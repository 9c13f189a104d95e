#include "ops/indexing.h"

namespace ingot {
namespace {

bool adds(const NodeView& n) { return n.string("reduction") == "add"; }

// An update has a gradient when it is still there: nothing with the same index came after it.
Value gradient_of_updates(Builder& g, const NodeView& n, const Value& dy) {
  const std::int64_t axis = n.axis("axis");
  const Value indices = n.input(1), reached = g.gather_elements(dy, indices, axis);
  if (adds(n)) return reached;
  const Shape shape = indices.shape();
  const Value order = g.reshape(g.iota(i64, {shape.num_elements()}, 0), shape.to_vector());
  const Value base = full(g, {i64, n.input_type(0).shape}, -1);
  const Value winners = g.scatter_elements(base, indices, order, axis);
  return g.select(g.equal(g.gather_elements(winners, indices, axis), order), reached,
                  g.scalar_like(dy, 0));
}

Values scatter_elements_gradient(Builder& g, const NodeView& n, const Value& dy) {
  const Value none = zeros(g, n.input_type(2));
  const Value dx = adds(n) ? dy : g.scatter_elements(dy, n.input(1), none, n.axis("axis"));
  return {dx, {}, gradient_of_updates(g, n, dy)};
}

}  // namespace

OpDef define_scatter_elements() {
  return {
      .name = "scatter_elements",
      .doc =
          "x with y[o, indices[o, k, i], i] = updates[o, k, i], k along `axis`, in row-major "
          "order:\n"
          "of several updates to one place the last stays. Reduction `add` adds them to x "
          "instead,\n"
          "each rounded. Negative indices count from the end; an index outside the axis is an "
          "error\n"
          "(index_out_of_range).\n"
          "Source: NumPy reference, numpy.put_along_axis.",
      .inputs = {{"x", "any tensor, rank >= 1"},
                 {"indices", "integer tensor, shaped as x but for `axis`"},
                 {"updates", "of x's dtype, shaped as the indices"}},
      .attrs = {{"axis", -1, "axis of x that is indexed; negative counts from the end"},
                {"reduction", "none", "none or add"}},
      .infer =
          [](const NodeView& n) {
            require_element_indices(n);
            n.require_same_dtype(0, 2);
            n.require(n.input_type(1).shape == n.input_type(2).shape,
                      text("indices and updates differ in shape", "索引与 updates 的形状不同"));
            n.require(adds(n) || n.string("reduction") == "none",
                      text("reduction \"{}\" is neither none nor add",
                           "归约方式 \"{}\" 既不是 none 也不是 add", n.string("reduction")));
            if (adds(n)) require_number(n, 0);
            return n.input_type(0);
          },
      .reference =
          [](const ReferenceArgs& r) {
            dispatch(r.input(0).dtype(), [&]<class T>() {
              const std::span<const T> x = r.input(0).data<T>();
              const T* updates = r.input(2).data<T>().data();
              T* y = r.output(0).mutable_data<T>().data();
              std::copy(x.begin(), x.end(), y);
              const bool add = adds(r.node());
              for_each_element_index(r, [=](std::int64_t in_y, std::int64_t at) {
                y[in_y] = add ? narrow<T>(widen(y[in_y]) + widen(updates[at])) : updates[at];
              });
            });
          },
      .grad = [](Builder& g, const NodeView& n,
                 const Values& dy) { return scatter_elements_gradient(g, n, dy[0]); },
      .onnx = {.name = "ScatterElements",
               .since = 16,
               .attrs = {{"axis", "axis"}, {"reduction", "reduction"}}},
      .samples = {"f32[3,5] i64[3,2] f32[3,2]", "f64[5,3] i64[7,3] f64[7,3] axis=0",
                  "f64[5,3] i64[7,3] f64[7,3] axis=0 reduction=\"add\"",
                  "f64[4] i32[6] f64[6] range1=-4..3", "f32[5] i64[0] f32[0]",
                  "bf16[2,5] u8[2,3] bf16[2,3] reduction=\"add\"", "i64[5] i64[3] i64[3]"},
  };
}

}  // namespace ingot
