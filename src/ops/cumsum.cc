#include "ops/along_axis.h"

namespace ingot {

OpDef define_cumsum() {
  return {
      .name = "cumsum",
      .doc =
          "Running sums along `axis`: y_k = x_0 + ... + x_k. `reverse` sums from the end;\n"
          "`exclusive` leaves out x_k, so that the first is 0. Floats are added in double, in the\n"
          "order of the axis; integers wrap around.\n"
          "Gradient: the running sum of dy from the other end.\n"
          "Source: Blelloch 1990, Prefix sums and their applications.",
      .inputs = {{"x", "numbers, rank >= 1"}},
      .attrs = {{"axis", -1, "axis to sum along; negative counts from the end"},
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
              accumulate_along<T>(r, A{0}, [](A total, A x) { return total + x; });
            });
          },
      .grad = [](Builder& g, const NodeView& n, const Values& dy) -> Values {
        return {g.cumsum(dy[0], n.axis("axis"), n.flag("reverse") ? 0 : 1, n.integer("exclusive"))};
      },
      .onnx = {.name = "CumSum",
               .since = 14,
               .attrs = {{"reverse", "reverse"}, {"exclusive", "exclusive"}}},
      .samples = {"f32[3,5]", "f64[4,3] axis=0", "f64[2,5] reverse=1", "f64[2,5] exclusive=1",
                  "f64[2,3,2] axis=1 reverse=1 exclusive=1", "f32[0,3] axis=0", "bf16[9]", "i64[6]",
                  "u8[4] range=100..200"},
  };
}

}  // namespace ingot
