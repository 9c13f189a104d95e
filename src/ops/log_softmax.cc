#include "ops/common.h"
#include "ops/operand.h"

namespace ingot {

OpDef define_log_softmax() {
  return {
      .name = "log_softmax",
      .doc =
          "x - log(sum(exp(x))) along `axis`, shifted by max(x) so that it cannot overflow.\n"
          "-inf stays -inf. A slice with a NaN or +inf, or of nothing but -inf, is NaN.\n"
          "Source: Goodfellow et al. 2016, Deep Learning, eq. 6.30.",
      .inputs = {{"x", "float tensor, rank >= 1"}},
      .attrs = {{"axis", -1, "axis along which exp(y) sums to 1; negative counts from the end"}},
      .infer =
          [](const NodeView& n) {
            n.require_float(0);
            (void)n.axis("axis");
            return infer_same(n);
          },
      .expand = [](Builder& g, const NodeView& n) -> Values {
        const Value x = widened(g, n.input(0));
        const Ints axis{n.axis("axis")};
        const Value shifted = x - g.max(x, axis, keep_dims);
        const Value y = shifted - g.log(g.sum(g.exp(shifted), axis, keep_dims));
        return {narrowed(g, y, n.input(0).dtype())};
      },
      .grad = [](Builder& g, const NodeView& n, const Values& dy) -> Values {
        return {g.log_softmax_backward(n.output(0), dy[0], n.axis("axis"))};
      },
      .onnx = {.name = "LogSoftmax", .since = 13, .attrs = {{"axis", "axis"}}},
      .samples = {"f32[2,5]", "f32[0,5]", "f64[4,1,7] axis=0", "f64[2,3,4] axis=1",
                  "bf16[1,40] range=-80..80", "f32[3]"},
  };
}

}  // namespace ingot
