#include "ops/along_axis.h"

namespace ingot {
namespace {

// dx_i = sum over j of dy_j * (y_j without the factor x_i). Row i of a square table holds those
// products as running products of x with x_i replaced by 1, so that zeros are no special case.
Value cumprod_gradient(Builder& g, const NodeView& n, const Value& dy) {
  const Value x = n.input(0);
  const Shape shape = x.shape();
  const AxisView view = around(shape, n.axis("axis"));
  const std::int64_t reverse = n.integer("reverse"), exclusive = n.integer("exclusive");
  const Value row = g.iota(i64, {view.length, 1, 1}, 0),
              column = g.iota(i64, {1, view.length, 1}, 1);
  const Value one = g.scalar_like(x, 1), zero = g.scalar_like(x, 0);
  const Value factors = g.reshape(x, {view.outer, 1, view.length, view.inner});
  const Value table =
      g.cumprod(g.select(g.equal(row, column), one, factors), 2, reverse, exclusive);
  const Value first = reverse != 0 ? column : row, second = reverse != 0 ? row : column;
  const Value reached = exclusive != 0 ? g.less(first, second) : g.less_equal(first, second);
  const Value weights = g.reshape(dy, {view.outer, 1, view.length, view.inner});
  const Value terms = g.select(reached, table * weights, zero);
  return g.reshape(g.sum(terms, {2}), shape.to_vector());
}

}  // namespace

OpDef define_cumprod() {
  return {
      .name = "cumprod",
      .doc =
          "Running products along `axis`: y_k = x_0 * ... * x_k. `reverse` multiplies from the\n"
          "end; `exclusive` leaves out x_k, so that the first is 1. Floats are multiplied in\n"
          "double, in the order of the axis; integers wrap around.\n"
          "Gradient: exact also at zeros; its memory grows with the square of the axis.\n"
          "Source: Blelloch 1990, Prefix sums and their applications.",
      .inputs = {{"x", "numbers, rank >= 1"}},
      .attrs = {{"axis", -1, "axis to multiply along; negative counts from the end"},
                {"reverse", 0, "1: from the end"},
                {"exclusive", 0, "1: without the element itself"}},
      .infer =
          [](const NodeView& n) {
            require_number(n, 0);
            (void)n.axis("axis");
            return n.input_type(0);
          },
      .reference =
          [](const ReferenceArgs& r) {
            dispatch(r.input(0).dtype(), [&]<class T>() {
              using A = Accumulator<T>;
              accumulate_along<T>(r, A{1}, [](A total, A x) { return total * x; });
            });
          },
      .grad = [](Builder& g, const NodeView& n, const Values& dy) -> Values {
        return {cumprod_gradient(g, n, dy[0])};
      },
      .samples = {"f32[3,5]", "f64[4,3] axis=0", "f64[2,5] reverse=1", "f64[2,5] exclusive=1",
                  "f64[2,3,2] axis=1 reverse=1 exclusive=1", "f64[4] range=0..0", "f32[0,3] axis=0",
                  "bf16[4]", "i64[6]"},
  };
}

}  // namespace ingot
