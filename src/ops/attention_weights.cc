#include "ops/attention_weights.h"

#include <cmath>
#include <limits>

namespace ingot {
namespace {

Shape batch_axes(const Shape& s) {
  return Shape(std::span<const std::int64_t>(s.begin(), static_cast<std::size_t>(s.rank() - 2)));
}

// Query i sees key j when j - i <= keys - queries: both sequences end at the same place.
Value causal_mask(Builder& g, std::int64_t queries, std::int64_t keys) {
  const Value query = g.iota(i64, {queries, 1}, 0), key = g.iota(i64, {1, keys}, 1);
  return g.less_equal(key, query + static_cast<double>(keys - queries));
}

}  // namespace

TensorType infer_attention(const NodeView& n, int mask) {
  n.require_float(0);
  n.require_same_dtype(0, 1);
  n.require_same_dtype(0, 2);
  require_dtype(n, mask, boolean);
  const Shape &q = n.input_type(0).shape, &k = n.input_type(1).shape, &v = n.input_type(2).shape;
  n.require(q.rank() >= 2 && k.rank() >= 2 && v.rank() >= 2,
            text("q, k and v need rank 2 or more", "q、k 与 v 的维数都须至少为 2"));
  n.require(q.back() == k.back(), text("q and k need one width", "q 与 k 的宽度须相同"));
  const std::int64_t queries = q[q.rank() - 2], keys = k[k.rank() - 2];
  n.require(keys == v[v.rank() - 2], text("k and v need one length", "k 与 v 的长度须相同"));
  auto scores = broadcast(batch_axes(q), batch_axes(k));
  n.require(scores.has_value(), text("the batch axes do not broadcast", "批次轴无法广播"));
  auto batch = broadcast(*scores, batch_axes(v));
  n.require(batch.has_value() && batch->rank() + 2 <= Shape::kMaxRank,
            text("the batch axes do not broadcast", "批次轴无法广播"));
  scores->push_back(queries);
  scores->push_back(keys);
  n.require(!n.has_input(mask) || broadcast(n.input_type(mask).shape, *scores) == *scores,
            text("the mask does not broadcast to {}", "掩码无法广播到 {}", to_string(*scores)));
  batch->push_back(queries);
  batch->push_back(v.back());
  return {n.input_type(0).dtype, *batch};
}

double attention_scale(const NodeView& n) {
  const double given = n.number("scale");
  const auto width = static_cast<double>(std::max<std::int64_t>(1, n.input_type(0).shape.back()));
  return given != 0 ? given : 1 / std::sqrt(width);
}

AttentionForm attention_form(const NodeView& n) { return {attention_scale(n), n.flag("causal")}; }

Value attention_weights(Builder& g, const Value& q, const Value& k, const Value& mask,
                        const AttentionForm& form) {
  const Value scores = g.matmul(q * form.scale, k, 0, 1);
  Value allowed = mask;
  if (form.causal) {
    const Value causal = causal_mask(g, scores.shape()[scores.rank() - 2], scores.shape().back());
    allowed = allowed ? g.logical_and(allowed, causal) : causal;
  }
  if (!allowed) return g.softmax(scores, -1);
  // A finite floor, so that a row without any key has a softmax too; the second selection clears
  // it.
  const double floor = scores.dtype() == f64 ? std::numeric_limits<double>::lowest()
                                             : std::numeric_limits<float>::lowest();
  const Value masked = g.select(allowed, scores, g.scalar_like(scores, floor));
  return g.select(allowed, g.softmax(masked, -1), g.scalar_like(scores, 0));
}

}  // namespace ingot
