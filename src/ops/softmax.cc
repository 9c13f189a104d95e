#include "ops/common.h"
#include "ops/operand.h"

namespace ingot {

OpDef define_softmax() {
  return {
      .name = "softmax",
      .doc =
          "exp(x) / sum(exp(x)) along `axis`, shifted by max(x) so that it cannot overflow.\n"
          "-inf gives 0. A slice with a NaN or +inf, or of nothing but -inf, is NaN.\n"
          "Source: Goodfellow et al. 2016, Deep Learning, eq. 4.1.",
      .inputs = {{"x", "float tensor, rank >= 1"}},
      .attrs = {{"axis", -1, "axis that sums to 1; negative counts from the end"}},
      .infer =
          [](const NodeView& n) {
            n.require_float(0);
            (void)n.axis("axis");
            return infer_same(n);
          },
      .expand = [](Builder& g, const NodeView& n) -> Values {
        const Value x = widened(g, n.input(0));
        const Ints axis{n.axis("axis")};
        const Value e = g.exp(x - g.max(x, axis, keep_dims));
        return {narrowed(g, e / g.sum(e, axis, keep_dims), n.input(0).dtype())};
      },
      .grad = [](Builder& g, const NodeView& n, const Values& dy) -> Values {
        return {g.softmax_backward(n.output(0), dy[0], n.axis("axis"))};
      },
      .onnx = {.name = "Softmax", .since = 13, .attrs = {{"axis", "axis"}}},
      .samples = {"f32[2,5]", "f32[0,5]", "f32[3,0] nograd", "f64[4,1,7] axis=0",
                  "f64[2,3,4] axis=1", "bf16[1,40] range=-80..80", "f32[3]"},
  };
}

}  // namespace ingot
