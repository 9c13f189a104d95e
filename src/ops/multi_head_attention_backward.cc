#include "ops/heads.h"

namespace ingot {

OpDef define_multi_head_attention_backward() {
  return {
      .name = "multi_head_attention_backward",
      .doc =
          "Gradients of multi_head_attention by q, k and v. The weights p are computed again; "
          "with\n"
          "m their kept part and s the gradient through the softmax: dv = m^T dy, dq = s k /\n"
          "sqrt(d), dk = s^T q / sqrt(d).\n"
          "Source: Vaswani et al. 2017, eq. 1, differentiated.",
      .inputs = {{"q", "as in multi_head_attention"},
                 {"k", "as in multi_head_attention"},
                 {"v", "as in multi_head_attention"},
                 {"dy", "gradient of the output"},
                 {"keep", "as in multi_head_attention", Arity::optional},
                 {"lengths", "as in multi_head_attention", Arity::optional},
                 {"segments", "as in multi_head_attention", Arity::optional}},
      .attrs = {{"heads", 1, "parts of the width that attend on their own"},
                {"causal", 0, "1: no query sees a later key"},
                {"kept", 1.0, "share of the weights that `keep` keeps"}},
      .infer =
          [](const NodeView& n) {
            n.require(infer_heads(n, 4) == n.input_type(3),
                      text("dy must be like q", "dy 须与 q 同类型"));
            return TensorTypes{n.input_type(0), n.input_type(1), n.input_type(2)};
          },
      .traits = {Trait::backward, Trait::training_only},
      .outputs = {"dq", "dk", "dv"},
      .expand = [](Builder& g, const NodeView& n) -> Values {
        const Heads heads(g, n);
        const Value q = heads.apart(n.input(0)), k = heads.apart(n.input(1)),
                    v = heads.apart(n.input(2)), dy = heads.apart(n.input(3));
        const Value p = heads.weights(q, k, n.input(5), n.input(6));
        const Value dp = heads.kept(g.matmul(dy, v, 0, 1), n.input(4));
        const Value ds = g.softmax_backward(p, dp, -1) * heads.scale();
        const DType dtype = n.input(0).dtype();
        return {heads.together(g.matmul(ds, k), dtype),
                heads.together(g.matmul(ds, q, 1, 0), dtype),
                heads.together(g.matmul(heads.kept(p, n.input(4)), dy, 1, 0), dtype)};
      },
      .samples =
          {"f32[2,3,4] f32[2,5,4] f32[2,5,4] f32[2,3,4] heads=2",
           "f64[1,3,6] f64[1,3,6] f64[1,3,6] f64[1,3,6] - heads=3 causal=1",
           "f64[2,2,4] f64[2,3,4] f64[2,3,4] f64[2,2,4] bool[2,2,2,3] heads=2 kept=0.75",
           "f32[3,15,48] f32[3,15,48] f32[3,15,48] f32[3,15,48] bool[3,2,15,15] heads=2 "
           "kept=0.5",
           "f32[3,5,8] f32[3,7,8] f32[3,7,8] f32[3,5,8] - i64[3] heads=2 range5=0..8",
           "f64[2,4,6] f64[2,4,6] f64[2,4,6] f64[2,4,6] bool[2,3,4,4] i64[2] heads=3 kept=0.5 "
           "causal=1 range5=0..5",
           "f64[2,5,4] f64[2,5,4] f64[2,5,4] f64[2,5,4] - - i64[2,5] heads=2 causal=1 range6=0..2",
           "f32[2,7,8] f32[2,7,8] f32[2,7,8] f32[2,7,8] - i64[2] i64[2,7] heads=2 range5=0..7 "
           "range6=0..3",
           "f32[2,1,40] f32[2,19,40] f32[2,19,40] f32[2,1,40]",
           "f32[2,18,8] f32[2,17,8] f32[2,17,8] f32[2,18,8] causal=1",
           "bf16[1,3,8] bf16[1,3,8] bf16[1,3,8] bf16[1,3,8] heads=2"},
  };
}

}  // namespace ingot
