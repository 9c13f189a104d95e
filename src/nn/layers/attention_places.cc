#include "nn/layers/attention_places.h"

#include <cmath>

namespace ingot {

AttentionPlaces::AttentionPlaces(LayerContext& c, std::int64_t heads, std::int64_t head_width,
                                 bool causal)
    : c_(c), heads_(heads), width_(head_width) {
  const std::string& name = c.options.string("places");
  c.options.require(
      name == "none" || name == "rotary" || name == "alibi", "places",
      text("must be none, rotary or alibi, not {}", "须为 none、rotary 或 alibi，而不是 {}", name));
  if (name == "rotary") kind_ = Kind::rotary;
  if (name == "alibi") kind_ = Kind::alibi;
  c.options.require(kind_ != Kind::alibi || causal, "places",
                    text("can be alibi only where causal", "仅在 causal 时可为 alibi"));
  c.options.require(kind_ != Kind::rotary || width_ % 2 == 0, "places",
                    text("can be rotary only for heads of even width, not {}",
                         "仅在每个头的宽度为偶数时可为 rotary，而不是 {}", width_));
}

// (batch, tokens, n * width) -> (batch, tokens, n, width)
Value AttentionPlaces::apart(const Value& x) const {
  const Shape& s = x.shape();
  return c_.g.reshape(x, {s[0], s[1], s[2] / width_, width_});
}

Value AttentionPlaces::turned(const Value& x) const {
  if (kind_ != Kind::rotary) return x;
  constexpr double kSlowest = 10'000;
  Builder& g = c_.g;
  const Shape& s = x.shape();
  const std::int64_t half = width_ / 2, heads = s[2] / width_;
  const Ints grid{1, s[1], 1, 1, half};
  Value place = g.iota(f32, grid, 1);
  if (c_.decoding()) place = place + g.cast(c_.decoding()->position, f32);
  const Value angle =
      place * g.exp(g.iota(f32, grid, 4) * (-std::log(kSlowest) / static_cast<double>(half)));
  const auto as = [&](const Value& v) { return x.dtype() == f32 ? v : g.cast(v, x.dtype()); };
  const Value cosine = as(g.cos(angle)), sine = as(g.sin(angle));
  const Value pairs = g.reshape(x, {s[0], s[1], heads, 2, half});
  const Ints sizes{s[0], s[1], heads, 1, half};
  const Value a = g.slice(pairs, {0, 0, 0, 0, 0}, sizes),
              b = g.slice(pairs, {0, 0, 0, 1, 0}, {s[0], s[1], heads, 2, half});
  return g.reshape(g.concat({a * cosine - b * sine, b * cosine + a * sine}, 3), s.to_vector());
}

Value AttentionPlaces::bias(DType dtype, std::int64_t keys) const {
  if (kind_ != Kind::alibi) return {};
  // Slopes 2^-(8 / heads), 2^-(16 / heads) ...
  constexpr double kSteepness = 8;
  Builder& g = c_.g;
  const Ints grid{heads_, 1, keys};
  const Value head = g.iota(f32, grid, 0) + 1.0;
  const Value slope = g.exp2(head * (-kSteepness / static_cast<double>(heads_)));
  const Value value = slope * g.iota(f32, grid, 2);
  return dtype == f32 ? value : g.cast(value, dtype);
}

AttentionInputs AttentionPlaces::widened(const AttentionInputs& in) const {
  if (kind_ != Kind::alibi) return in;
  Builder& g = c_.g;
  const Shape& s = in.q.shape();
  const auto joined = [&](const Value& x, const Value& further) {
    return g.reshape(g.concat({apart(x), g.broadcast_to(further, {s[0], s[1], heads_, 1})}, 3),
                     {s[0], s[1], heads_ * (width_ + 1)});
  };
  // Attention divides scores by the root of the width that it sees.
  const double root = std::sqrt(static_cast<double>(width_ + 1)),
               ratio = root / std::sqrt(static_cast<double>(width_));
  const Value places =
                  g.reshape(g.transpose(bias(in.q.dtype(), s[1]), {2, 0, 1}), {1, s[1], heads_, 1}),
              one = g.scalar_like(in.q, 1), zero = g.scalar_like(in.q, 0);
  return {joined(in.q * ratio, one), joined(in.k, places * root), joined(in.v, zero)};
}

Value AttentionPlaces::narrowed(const Value& y) const {
  if (kind_ != Kind::alibi) return y;
  const Shape& s = y.shape();
  const Value heads = c_.g.reshape(y, {s[0], s[1], heads_, width_ + 1});
  return c_.g.reshape(c_.g.slice(heads, {0, 0, 0, 0}, {s[0], s[1], heads_, width_}),
                      {s[0], s[1], heads_ * width_});
}

}  // namespace ingot
