#include "ops/heads.h"

namespace ingot {

OpDef define_multi_head_attention() {
  return {
      .name = "multi_head_attention",
      .doc =
          "Attention of `heads` heads, each on its own part of the width: softmax(q k^T / "
          "sqrt(d))\n"
          "v with d = width / heads. Where `keep` is given, a weight is divided by `kept` or, "
          "where\n"
          "keep is false, 0. With `causal` query i sees key j when j - i <= keys - queries; a "
          "query\n"
          "that sees nothing gives 0. With `lengths` only the first so many keys of a row are "
          "seen. What is not seen must be finite: NaN there may spread, or not. 16-bit types are\n"
          "computed in f32.\n"
          "Source: Vaswani et al. 2017, Attention is all you need, sec. 3.2.2.",
      .inputs = {{"q", "float tensor (batch, queries, width)"},
                 {"k", "float tensor (batch, keys, width)"},
                 {"v", "float tensor (batch, keys, width)"},
                 {"keep", "bool (batch, heads, queries, keys): weights that are not dropped",
                  Arity::optional},
                 {"lengths", "i64 (batch): keys of each row, those behind are padding",
                  Arity::optional},
                 {"segments", "i64 (batch, keys): a query sees the keys of its own segment alone",
                  Arity::optional}},
      .attrs = {{"heads", 1, "parts of the width that attend on their own"},
                {"causal", 0, "1: no query sees a later key"},
                {"kept", 1.0, "share of the weights that `keep` keeps"}},
      .infer = [](const NodeView& n) { return TensorTypes(infer_heads(n, 3)); },
      .expand = [](Builder& g, const NodeView& n) -> Values {
        const Heads heads(g, n);
        const Value p =
            heads.weights(heads.apart(n.input(0)), heads.apart(n.input(1)), n.input(4), n.input(5));
        const Value y = g.matmul(heads.kept(p, n.input(3)), heads.apart(n.input(2)));
        return {heads.together(y, n.input(0).dtype())};
      },
      .grad = [](Builder& g, const NodeView& n, const Values& dy) -> Values {
        return g.multi_head_attention_backward(
            n.input(0), n.input(1), n.input(2), dy[0], n.input(3), n.input(4), n.input(5),
            n.integer("heads"), n.integer("causal"), n.number("kept"));
      },
      .samples = {"f32[2,3,4] f32[2,5,4] f32[2,5,4] heads=2",
                  "f64[1,3,6] f64[1,3,6] f64[1,3,6] heads=3 causal=1",
                  "f64[2,2,4] f64[2,3,4] f64[2,3,4] bool[2,2,2,3] heads=2 kept=0.75",
                  "f32[3,15,48] f32[3,15,48] f32[3,15,48] bool[3,2,15,15] heads=2 kept=0.5",
                  "f32[3,5,8] f32[3,7,8] f32[3,7,8] - i64[3] heads=2 range4=0..8",
                  "f64[2,4,6] f64[2,4,6] f64[2,4,6] bool[2,3,4,4] i64[2] heads=3 kept=0.5 causal=1 "
                  "range4=0..5",
                  "f64[2,5,4] f64[2,5,4] f64[2,5,4] - - i64[2,5] heads=2 causal=1 range5=0..2",
                  "f32[2,7,8] f32[2,7,8] f32[2,7,8] - i64[2] i64[2,7] heads=2 range4=0..7 "
                  "range5=0..3",
                  "f32[2,1,40] f32[2,19,40] f32[2,19,40]",
                  "f32[2,18,8] f32[2,17,8] f32[2,17,8] causal=1",
                  "bf16[1,3,8] bf16[1,3,8] bf16[1,3,8] heads=2"},
  };
}

}  // namespace ingot
