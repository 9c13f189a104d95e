#include "ops/heads.h"

#include <cmath>

namespace ingot {

TensorType infer_heads(const NodeView& n, int keep) {
  n.require_float(0);
  n.require_same_dtype(0, 1);
  n.require_same_dtype(0, 2);
  require_dtype(n, keep, boolean);
  const Shape &q = n.input_type(0).shape, &k = n.input_type(1).shape, &v = n.input_type(2).shape;
  n.require(q.rank() == 3 && k.rank() == 3 && k == v && q[0] == k[0] && q[2] == k[2],
            text("needs q (batch, queries, width), k and v (batch, keys, width)",
                 "须为 q (批次, 查询, 宽度)，k 与 v (批次, 键, 宽度)"));
  const std::int64_t heads = n.integer("heads");
  n.require(heads >= 1 && q[2] % heads == 0 && q[2] > 0,
            text("{} heads do not share a width of {}", "{} 个头不能均分宽度 {}", heads, q[2]));
  n.require(!n.has_input(keep) || n.input_type(keep).shape == Shape{q[0], heads, q[1], k[1]},
            text("keep must be (batch, heads, queries, keys)", "keep 须为 (批次, 头, 查询, 键)"));
  require_dtype(n, keep + 1, i64);
  n.require(!n.has_input(keep + 1) || n.input_type(keep + 1).shape == Shape{q[0]},
            text("lengths must be (batch)", "lengths 须为 (批次)"));
  require_dtype(n, keep + 2, i64);
  n.require(
      !n.has_input(keep + 2) || (n.input_type(keep + 2).shape == Shape{q[0], k[1]} && q[1] == k[1]),
      text("segments must be (batch, keys), with as many queries",
           "segments 须为 (批次, 键)，且查询数相同"));
  n.require(n.number("kept") > 0 && n.number("kept") <= 1,
            text("kept={} is outside 0 .. 1", "kept={} 不在 0 到 1 之间", n.number("kept")));
  return n.input_type(0);
}

Heads::Heads(Builder& g, const NodeView& n)
    : g_(g), heads_(n.integer("heads")), kept_(n.number("kept")) {
  const std::int64_t width = n.input_type(0).shape[2] / heads_;
  form_ = {1 / std::sqrt(static_cast<double>(width)), n.flag("causal")};
}

Value Heads::apart(const Value& x) const {
  const Value wide = widened(g_, x);
  const Shape& s = x.shape();
  return g_.transpose(g_.reshape(wide, {s[0], s[1], heads_, s[2] / heads_}), {0, 2, 1, 3});
}

Value Heads::together(const Value& x, DType dtype) const {
  const Shape& s = x.shape();
  return narrowed(g_, g_.reshape(g_.transpose(x, {0, 2, 1, 3}), {s[0], s[2], s[1] * s[3]}), dtype);
}

Value Heads::weights(const Value& q, const Value& k, const Value& lengths,
                     const Value& segments) const {
  const std::int64_t batch = q.shape()[0], keys = k.shape()[2];
  Value mask;
  if (lengths)
    mask = g_.less(g_.iota(i64, {1, 1, 1, keys}, 3), g_.reshape(lengths, {batch, 1, 1, 1}));
  if (segments) {
    const Value own = g_.equal(g_.reshape(segments, {batch, 1, keys, 1}),
                               g_.reshape(segments, {batch, 1, 1, keys}));
    mask = mask ? g_.logical_and(mask, own) : own;
  }
  return attention_weights(g_, q, k, mask, form_);
}

Value Heads::kept(const Value& x, const Value& keep) const {
  return keep ? g_.select(keep, x * (1 / kept_), g_.scalar_like(x, 0)) : x;
}

}  // namespace ingot
