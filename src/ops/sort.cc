#include "ops/common.h"

namespace ingot {

OpDef define_sort() {
  return {
      .name = "sort",
      .doc =
          "The elements of `axis` in order; NaN counts as the largest. The gradient follows each\n"
          "element to its place.\n"
          "Source: Knuth 1998, The Art of Computer Programming, vol. 3, sec. 5.",
      .inputs = {{"x", "any tensor, rank >= 1"}},
      .attrs = {{"axis", -1, "axis to sort along; negative counts from the end"},
                {"descending", 0, "1: the largest first"}},
      .infer =
          [](const NodeView& n) {
            (void)n.axis("axis");
            return n.input_type(0);
          },
      .traits = {Trait::sort_like},
      .expand = [](Builder& g, const NodeView& n) -> Values {
        const int axis = n.axis("axis");
        const Value order = g.argsort(n.input(0), axis, n.integer("descending"));
        return {g.gather_elements(n.input(0), order, axis)};
      },
      .samples = {"f32[3,7] kinks", "f64[5,2] axis=0 descending=1 kinks", "i64[9] range=0..3",
                  "bf16[2,6] kinks", "f32[0,4]", "f32[4,0]", "bool[6] descending=1"},
  };
}

}  // namespace ingot
