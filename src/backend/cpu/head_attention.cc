// Attention by heads, and its gradient.
//
// Algorithm    one head of one row at a time: its scores, their softmax and what it weighs stay in
//              the caches, and q, k and v are read where they lie; products are the register tile
//              of gemm
// Assumes      f32; the scores of one head fit the second-level cache
// Invariance   each head of each row by itself, on one thread
// Source       Vaswani et al. 2017, Attention is all you need, sec. 3.2.2
#include <cmath>
#include <cstring>
#include <limits>

#include "backend/cpu/gemm_operands.h"
#include "backend/cpu/kernels.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "backend/cpu/head_attention.cc"
#include "backend/cpu/highway_targets.h"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"

#include "backend/cpu/gemm_pack.h"
#include "backend/cpu/vector_math.h"

#ifndef INGOT_HEAD_SIZES_
#define INGOT_HEAD_SIZES_
namespace ingot {
namespace {

struct HeadSizes {
  std::int64_t batch, queries, keys, heads, d, panel;
  bool causal;
  float scale, inverse_kept;
  [[nodiscard]] std::int64_t width() const { return heads * d; }
  [[nodiscard]] std::int64_t units() const { return batch * heads; }
  [[nodiscard]] std::int64_t rounded(std::int64_t n) const {
    return (n + panel - 1) / panel * panel;
  }
  [[nodiscard]] std::int64_t scores() const { return queries * rounded(keys); }
  /// How many keys query `q` sees: the first ones, of `length`.
  [[nodiscard]] std::int64_t seen(std::int64_t q, std::int64_t length) const {
    const std::int64_t there = std::clamp<std::int64_t>(length, 0, keys);
    return causal ? std::clamp<std::int64_t>(q + keys - queries + 1, 0, there) : there;
  }
};

struct HeadInputs {
  const float *q, *k, *v, *dy;
  const bool* keep;
  const std::int64_t* lengths;  ///< null: all keys
};

// A unit is one head of one row: its place in q (or y, dq) and in k (or v, dk, dv).
struct HeadPlace {
  std::int64_t row, query, key, keep;
  HeadPlace(const HeadSizes& s, std::int64_t unit)
      : row(unit / s.heads),
        query(unit / s.heads * s.queries * s.width() + unit % s.heads * s.d),
        key(unit / s.heads * s.keys * s.width() + unit % s.heads * s.d),
        keep(unit * s.queries * s.keys) {}
};

// Cuts pieces of whole panels from scratch memory.
struct HeadScratch {
  float* next;
  float* take(std::int64_t floats) { return std::exchange(next, next + floats); }
};

}  // namespace
}  // namespace ingot
#endif

HWY_BEFORE_NAMESPACE();
namespace ingot {
namespace HWY_NAMESPACE {

using HeadTag = hn::CappedTag<float, 8>;

// (k, n) with rows `step` apart, in panels.
const float* PackRows(const HeadSizes& s, const float* from, std::int64_t n, std::int64_t k,
                      HeadScratch& scratch) {
  float* to = scratch.take(k * s.rounded(n));
  for (std::int64_t j = 0; j < n; j += s.panel)
    PackVectors(from + j, 1, s.width(), std::min(s.panel, n - j), s.panel, k, to + j * k);
  return to;
}

// The transposed of (n, k), whose rows are `step` apart, in panels.
const float* PackColumns(const HeadSizes& s, const float* from, std::int64_t n, std::int64_t k,
                         HeadScratch& scratch) {
  float* to = scratch.take(k * s.rounded(n));
  for (std::int64_t j = 0; j < n; j += s.panel)
    PackVectors(from + j * s.width(), s.width(), 1, std::min(s.panel, n - j), s.panel, k,
                to + j * k);
  return to;
}

// c = a b: (m, k) times (k, n) in panels; rows of c are whole panels.
void MultiplyPacked(const HeadSizes& s, const Rows& a, std::int64_t m, const float* b,
                    std::int64_t n, std::int64_t k, float* c) {
  const std::int64_t step = s.rounded(n);
  for (std::int64_t j = 0; j < n; j += s.panel)
    for (std::int64_t r = 0; r < m; r += kTileRows)
      MultiplyDeepTile(static_cast<int>(std::min<std::int64_t>(kTileRows, m - r)), a.from(r),
                       b + j * k, k, {c + r * step + j, step});
}

// The same, and the result goes to rows of the whole width.
void MultiplyInto(const HeadSizes& s, const Rows& a, std::int64_t m, const float* b, std::int64_t k,
                  float* scratch, float* y) {
  MultiplyPacked(s, a, m, b, s.d, k, scratch);
  for (std::int64_t r = 0; r < m; ++r)
    std::memcpy(y + r * s.width(), scratch + r * s.rounded(s.d),
                static_cast<std::size_t>(s.d) * sizeof(float));
}

// Scores become weights; those of unseen keys and behind the last one become 0.
HWY_INLINE void SoftmaxSeen(const HeadSizes& s, std::int64_t seen, float* x) {
  const HeadTag d;
  const auto lanes = static_cast<std::int64_t>(hn::Lanes(d));
  const auto below = hn::Neg(hn::Inf(d));
  auto top = below;
  const auto load = [&](std::int64_t i) HWY_ATTR {
    return hn::IfThenElse(hn::FirstN(d, static_cast<std::size_t>(std::min(lanes, seen - i))),
                          hn::LoadU(d, x + i), below);
  };
  std::int64_t i = 0;
  for (; i < seen; i += lanes) top = hn::Max(top, load(i));
  for (; i < s.rounded(s.keys); i += lanes) hn::StoreU(hn::Zero(d), d, x + i);
  top = hn::MaxOfLanes(d, top);
  auto sum = hn::Zero(d);
  for (i = 0; i < seen; i += lanes) {
    const auto e = Exp(d, hn::Mul(hn::Sub(load(i), top), hn::Set(d, s.scale)));
    sum = hn::Add(sum, e);
    hn::StoreU(e, d, x + i);
  }
  sum = hn::SumOfLanes(d, sum);
  // A NaN among the seen stays there.
  for (i = 0; i < seen; i += lanes)
    hn::StoreU(
        hn::IfThenElseZero(hn::FirstN(d, static_cast<std::size_t>(std::min(lanes, seen - i))),
                           hn::Div(hn::LoadU(d, x + i), sum)),
        d, x + i);
}

HWY_INLINE void KeepSome(const bool* keep, std::int64_t n, float factor, const float* from,
                         float* to) {
  for (std::int64_t i = 0; i < n; ++i) to[i] = keep[i] ? from[i] * factor : 0.0f;
}

// dp becomes the gradient by the products q k^T.
HWY_INLINE void SoftmaxBack(const HeadSizes& s, const float* p, float* dp) {
  const HeadTag d;
  const auto lanes = static_cast<std::int64_t>(hn::Lanes(d));
  auto dot = hn::Zero(d);
  for (std::int64_t i = 0; i < s.rounded(s.keys); i += lanes)
    dot = hn::MulAdd(hn::LoadU(d, p + i), hn::LoadU(d, dp + i), dot);
  dot = hn::SumOfLanes(d, dot);
  for (std::int64_t i = 0; i < s.rounded(s.keys); i += lanes)
    hn::StoreU(hn::Mul(hn::Mul(hn::LoadU(d, p + i), hn::Sub(hn::LoadU(d, dp + i), dot)),
                       hn::Set(d, s.scale)),
               d, dp + i);
}

// softmax(scale q k^T) of one unit.
float* HeadWeights(const HeadSizes& s, const HeadInputs& in, const HeadPlace& at,
                   HeadScratch& scratch) {
  const float* keys = PackColumns(s, in.k + at.key, s.keys, s.d, scratch);
  float* p = scratch.take(s.scores());
  MultiplyPacked(s, {in.q + at.query, s.width(), 1}, s.queries, keys, s.keys, s.d, p);
  const std::int64_t length = in.lengths ? in.lengths[at.row] : s.keys;
  for (std::int64_t r = 0; r < s.queries; ++r)
    SoftmaxSeen(s, s.seen(r, length), p + r * s.rounded(s.keys));
  return p;
}

void AttendHead(const HeadSizes& s, const HeadInputs& in, std::int64_t unit, float* memory,
                float* y) {
  HeadScratch scratch{memory};
  const HeadPlace at(s, unit);
  const std::int64_t step = s.rounded(s.keys);
  float* p = HeadWeights(s, in, at, scratch);
  if (in.keep)
    for (std::int64_t r = 0; r < s.queries; ++r)
      KeepSome(in.keep + at.keep + r * s.keys, s.keys, s.inverse_kept, p + r * step, p + r * step);
  const float* v = PackRows(s, in.v + at.key, s.d, s.keys, scratch);
  MultiplyInto(s, {p, step, 1}, s.queries, v, s.keys, scratch.next, y + at.query);
}

void AttendHeadBack(const HeadSizes& s, const HeadInputs& in, std::int64_t unit, float* memory,
                    const std::array<float*, 3>& gradients) {
  HeadScratch scratch{memory};
  const HeadPlace at(s, unit);
  const std::int64_t step = s.rounded(s.keys);
  const float* dy = in.dy + at.query;
  float* p = HeadWeights(s, in, at, scratch);
  float* dp = scratch.take(s.scores());
  MultiplyPacked(s, {dy, s.width(), 1}, s.queries,
                 PackColumns(s, in.v + at.key, s.keys, s.d, scratch), s.keys, s.d, dp);
  float* kept = p;
  if (in.keep) {
    kept = scratch.take(s.scores());
    for (std::int64_t r = 0; r < s.queries; ++r) {
      const bool* keep = in.keep + at.keep + r * s.keys;
      KeepSome(keep, s.keys, s.inverse_kept, p + r * step, kept + r * step);
      KeepSome(keep, s.keys, s.inverse_kept, dp + r * step, dp + r * step);
    }
  }
  for (std::int64_t r = 0; r < s.queries; ++r) SoftmaxBack(s, p + r * step, dp + r * step);
  const float* k = PackRows(s, in.k + at.key, s.d, s.keys, scratch);
  const float* q = PackRows(s, in.q + at.query, s.d, s.queries, scratch);
  const float* from = PackRows(s, dy, s.d, s.queries, scratch);
  MultiplyInto(s, {dp, step, 1}, s.queries, k, s.keys, scratch.next, gradients[0] + at.query);
  MultiplyInto(s, {dp, 1, step}, s.keys, q, s.queries, scratch.next, gradients[1] + at.key);
  MultiplyInto(s, {kept, 1, step}, s.keys, from, s.queries, scratch.next, gradients[2] + at.key);
}

}  // namespace HWY_NAMESPACE
}  // namespace ingot
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace ingot {
namespace {

HWY_EXPORT(AttendHead);
HWY_EXPORT(AttendHeadBack);

constexpr std::int64_t kMostScores = 1 << 16;

std::variant<HeadSizes, Refusal> read_heads(const NodeView& n) {
  INGOT_REFUSE_UNLESS(n.input_type(0).dtype == f32, "only f32, not {}",
                      to_string(n.input_type(0).dtype));
  const Shape &q = n.input_type(0).shape, &k = n.input_type(1).shape;
  HeadSizes s{};
  s.batch = q[0];
  s.queries = q[1];
  s.keys = k[1];
  s.heads = n.integer("heads");
  s.d = q[2] / s.heads;
  s.panel = register_tile().panel;
  s.causal = n.flag("causal");
  s.scale = static_cast<float>(1 / std::sqrt(static_cast<double>(s.d)));
  s.inverse_kept = static_cast<float>(1 / n.number("kept"));
  INGOT_REFUSE_UNLESS(s.batch > 0 && s.queries > 0 && s.keys > 0, "nothing to do");
  INGOT_REFUSE_UNLESS(s.scores() <= kMostScores, "{} queries of {} keys", s.queries, s.keys);
  return s;
}

// Of one thread. `products` are those of queries, keys and d.
struct HeadWork {
  std::int64_t floats;
  double products;
};

HeadWork forward_work(const HeadSizes& s) {
  return {(s.d + s.queries) * s.rounded(s.keys) + (s.keys + s.queries) * s.rounded(s.d), 2};
}

HeadWork backward_work(const HeadSizes& s) {
  return {(2 * s.d + 3 * s.queries) * s.rounded(s.keys) +
              (s.keys + 2 * s.queries + std::max(s.keys, s.queries)) * s.rounded(s.d),
          5};
}

// `run` computes one unit.
template <class F>
Kernel by_heads(const HeadSizes& s, const HeadWork& work, int num_threads, F run) {
  const double flops = 2 * work.products * static_cast<double>(s.queries * s.keys) *
                       static_cast<double>(s.batch * s.width());
  Kernel kernel;
  kernel.flops = flops;
  kernel.scratch_bytes =
      static_cast<std::size_t>(work.floats) * sizeof(float) * static_cast<std::size_t>(num_threads);
  kernel.run = [s, work, flops, run](const Launch& l) {
    on_threads(threads_worth(4 * flops, 0, l.num_threads()), [&](int thread, int threads) {
      const Share share = share_of(s.units(), thread, threads);
      for (std::int64_t unit = share.begin; unit < share.end; ++unit)
        run(l, unit, l.scratch<float>() + thread * work.floats);
    });
  };
  return kernel;
}

}  // namespace

Match head_attention_kernel(const NodeView& n, const MatchContext& context) {
  const auto read = read_heads(n);
  if (const auto* refusal = std::get_if<Refusal>(&read)) return *refusal;
  const HeadSizes s = std::get<HeadSizes>(read);
  return by_heads(s, forward_work(s), context.device().num_threads,
                  [s, keep = n.has_input(3), lengths = n.has_input(4)](
                      const Launch& l, std::int64_t unit, float* scratch) {
                    const HeadInputs in{l.in<float>(0),
                                        l.in<float>(1),
                                        l.in<float>(2),
                                        nullptr,
                                        keep ? l.in<bool>(3) : nullptr,
                                        lengths ? l.in<std::int64_t>(4) : nullptr};
                    HWY_DYNAMIC_DISPATCH(AttendHead)(s, in, unit, scratch, l.out<float>(0));
                  });
}

Match head_attention_backward_kernel(const NodeView& n, const MatchContext& context) {
  const auto read = read_heads(n);
  if (const auto* refusal = std::get_if<Refusal>(&read)) return *refusal;
  const HeadSizes s = std::get<HeadSizes>(read);
  return by_heads(s, backward_work(s), context.device().num_threads,
                  [s, keep = n.has_input(4), lengths = n.has_input(5)](
                      const Launch& l, std::int64_t unit, float* scratch) {
                    const HeadInputs in{l.in<float>(0),
                                        l.in<float>(1),
                                        l.in<float>(2),
                                        l.in<float>(3),
                                        keep ? l.in<bool>(4) : nullptr,
                                        lengths ? l.in<std::int64_t>(5) : nullptr};
                    HWY_DYNAMIC_DISPATCH(AttendHeadBack)
                    (s, in, unit, scratch, {l.out<float>(0), l.out<float>(1), l.out<float>(2)});
                  });
}

}  // namespace ingot
#endif  // HWY_ONCE
