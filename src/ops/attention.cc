#include "ops/attention_weights.h"

namespace ingot {

OpDef define_attention() {
  return {
      .name = "attention",
      .doc =
          "Scaled dot-product attention: softmax(scale q k^T) v over the keys that a query may\n"
          "attend to. The axes before the last two (heads, batch) broadcast. With `causal` query\n"
          "i sees key j when j - i <= keys - queries. A query that may attend to nothing gives 0,\n"
          "not NaN; a masked score may be anything, a masked row of v must be finite. 16-bit\n"
          "types are computed in f32.\n"
          "Source: Vaswani et al. 2017, Attention is all you need, eq. 1.",
      .inputs = {{"q", "float tensor (..., queries, d)"},
                 {"k", "float tensor (..., keys, d)"},
                 {"v", "float tensor (..., keys, dv)"},
                 {"mask", "bool, broadcasts to (..., queries, keys); true = may attend",
                  Arity::optional}},
      .attrs = {{"scale", 0.0, "factor of the scores; 0: 1 / sqrt(d)"},
                {"causal", 0, "1: no query sees a later key"}},
      .infer = [](const NodeView& n) { return TensorTypes(infer_attention(n, 3)); },
      .expand = [](Builder& g, const NodeView& n) -> Values {
        const Value q = widened(g, n.input(0)), k = widened(g, n.input(1));
        const Value p = attention_weights(g, q, k, n.input(3), attention_form(n));
        return {narrowed(g, g.matmul(p, widened(g, n.input(2))), n.input(0).dtype())};
      },
      .grad = [](Builder& g, const NodeView& n, const Values& dy) -> Values {
        return g.attention_backward(n.input(0), n.input(1), n.input(2), dy[0], n.input(3),
                                    n.number("scale"), n.integer("causal"));
      },
      .samples = {"f32[2,3,4] f32[2,5,4] f32[2,5,3]",
                  "f64[1,2,3,2] f64[1,2,3,2] f64[1,2,3,2] causal=1",
                  "f64[2,3,4] f64[2,5,4] f64[2,5,3] bool[3,5]",
                  "f32[2,2,3,4] f32[2,1,5,4] f32[2,1,5,4] bool[2,1,1,5] scale=0.3",
                  "f64[2,4] f64[5,4] f64[5,2] causal=1", "f32[2,0,4] f32[2,5,4] f32[2,5,3]",
                  "f32[2,3,4] f32[2,0,4] f32[2,0,3] nograd", "bf16[1,3,8] bf16[1,3,8] bf16[1,3,8]"},
  };
}

}  // namespace ingot
