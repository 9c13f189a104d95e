#include "ops/attention_weights.h"

namespace ingot {

OpDef define_attention_backward() {
  return {
      .name = "attention_backward",
      .doc =
          "Gradients of attention by q, k and v. The weights p are computed again; with s their\n"
          "gradient through the softmax: dv = p^T dy, dq = scale s k, dk = scale s^T q, each\n"
          "summed over the axes along which the input was broadcast.\n"
          "Source: Vaswani et al. 2017, eq. 1, differentiated.",
      .inputs = {{"q", "as in attention"},
                 {"k", "as in attention"},
                 {"v", "as in attention"},
                 {"dy", "gradient of the output"},
                 {"mask", "as in attention", Arity::optional}},
      .attrs = {{"scale", 0.0, "factor of the scores; 0: 1 / sqrt(d)"},
                {"causal", 0, "1: no query sees a later key"}},
      .infer =
          [](const NodeView& n) {
            n.require(infer_attention(n, 4) == n.input_type(3),
                      text("dy must be like the output", "dy 须与输出同类型"));
            return TensorTypes{n.input_type(0), n.input_type(1), n.input_type(2)};
          },
      .traits = {Trait::backward, Trait::training_only},
      .outputs = {"dq", "dk", "dv"},
      .expand = [](Builder& g, const NodeView& n) -> Values {
        const Value q = widened(g, n.input(0)), k = widened(g, n.input(1));
        const Value v = widened(g, n.input(2)), dy = widened(g, n.input(3));
        const Value p = attention_weights(g, q, k, n.input(4), attention_form(n));
        const Value dp = sum_to(g, g.matmul(dy, v, 0, 1), p.shape());
        const Value ds = g.softmax_backward(p, dp, -1) * attention_scale(n);
        const auto finish = [&](const Value& gradient, int input) {
          const TensorType type = n.input_type(input);
          return narrowed(g, sum_to(g, gradient, type.shape), type.dtype);
        };
        return {finish(g.matmul(ds, k), 0), finish(g.matmul(ds, q, 1, 0), 1),
                finish(g.matmul(p, dy, 1, 0), 2)};
      },
      .samples = {"f32[2,3,4] f32[2,5,4] f32[2,5,3] f32[2,3,3]",
                  "f64[1,2,3,2] f64[1,2,3,2] f64[1,2,3,2] f64[1,2,3,2] - causal=1",
                  "f64[2,3,4] f64[2,5,4] f64[2,5,3] f64[2,3,3] bool[3,5]",
                  "f32[2,2,3,4] f32[2,1,5,4] f32[2,1,5,4] f32[2,2,3,4] bool[2,1,1,5] scale=0.3",
                  "bf16[1,3,8] bf16[1,3,8] bf16[1,3,8] bf16[1,3,8]"},
  };
}

}  // namespace ingot
