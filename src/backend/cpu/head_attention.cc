// Attention by heads, and its gradient.
//
// Algorithm    one head of one row at a time, and so many queries of it that their scores stay in
//              the second-level cache; with `causal` only the keys that the last of them sees. q, k
//              and v are read where they lie; products are the register tile of gemm. The gradients
//              by k and v are sums over the blocks of queries, in their order
// Assumes      f32
// Invariance   each head of each row by itself, on one thread; the block depends on the sizes alone
// Source       Vaswani et al. 2017, Attention is all you need, sec. 3.2.2; weights computed again
//              block by block: Dao et al. 2022, FlashAttention, sec. 3.1
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
  std::int64_t block;  ///< queries whose scores are there at once
  bool causal;
  float scale, inverse_kept;
  [[nodiscard]] std::int64_t width() const { return heads * d; }
  [[nodiscard]] std::int64_t units() const { return batch * heads; }
  [[nodiscard]] std::int64_t rounded(std::int64_t n) const {
    return (n + panel - 1) / panel * panel;
  }
  [[nodiscard]] std::int64_t scores() const { return block * rounded(keys); }
  /// How many keys query `q` sees: the first ones, of `length`.
  [[nodiscard]] std::int64_t seen(std::int64_t q, std::int64_t length) const {
    const std::int64_t there = std::clamp<std::int64_t>(length, 0, keys);
    return causal ? std::clamp<std::int64_t>(q + keys - queries + 1, 0, there) : there;
  }
};

struct HeadInputs {
  const float *q, *k, *v, *dy;
  const bool* keep;
  const std::int64_t* lengths;   ///< null: all keys
  const std::int64_t* segments;  ///< null: one
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

// Some queries of a unit, and how many of the first keys any of them sees.
struct QueryBlock {
  std::int64_t first, count, seen;
};

// Calls `body` with one block after another.
template <class F>
void for_each_block(const HeadSizes& s, std::int64_t length, F body) {
  for (std::int64_t first = 0; first < s.queries; first += s.block) {
    const std::int64_t count = std::min(s.block, s.queries - first);
    body(QueryBlock{first, count, s.seen(first + count - 1, length)});
  }
}

// Scores of other segments than the query's become -infinity; false where no other key is seen.
bool hide_segments(const std::int64_t* segments, std::int64_t query, std::int64_t seen,
                   float* scores) {
  bool any = false;
  for (std::int64_t k = 0; k < seen; ++k) {
    const bool own = segments[k] == segments[query];
    if (!own) scores[k] = -std::numeric_limits<float>::infinity();
    any = any || own;
  }
  return any;
}

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

// A matrix in panels: its depth, or as much of it as is wanted.
struct PackedMatrix {
  const float* data;
  std::int64_t depth;
};

// c = a b, or c += a b: (m, k) times the first k of (depth, n) in panels; rows of c are whole
// panels.
void MultiplyPacked(const HeadSizes& s, const Rows& a, std::int64_t m, const PackedMatrix& b,
                    std::int64_t n, std::int64_t k, float* c, bool add = false) {
  const std::int64_t step = s.rounded(n);
  if (k == 0 && !add) std::fill_n(c, m * step, 0.0f);
  for (std::int64_t j = 0; j < n; j += s.panel)
    for (std::int64_t r = 0; r < m; r += kTileRows)
      MultiplyDeepTile(static_cast<int>(std::min<std::int64_t>(kTileRows, m - r)), a.from(r),
                       b.data + j * b.depth, k, {c + r * step + j, step, add});
}

// Rows of whole panels go to the first rows of a head.
void StoreHead(const HeadSizes& s, const float* from, std::int64_t m, float* y) {
  for (std::int64_t r = 0; r < m; ++r)
    std::memcpy(y + r * s.width(), from + r * s.rounded(s.d),
                static_cast<std::size_t>(s.d) * sizeof(float));
}

// Scores become weights; those of unseen keys, up to `width`, become 0.
HWY_INLINE void SoftmaxSeen(float scale, std::int64_t seen, std::int64_t width, float* x) {
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
  for (; i < width; i += lanes) hn::StoreU(hn::Zero(d), d, x + i);
  top = hn::MaxOfLanes(d, top);
  auto sum = hn::Zero(d);
  for (i = 0; i < seen; i += lanes) {
    const auto e = Exp(d, hn::Mul(hn::Sub(load(i), top), hn::Set(d, scale)));
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
HWY_INLINE void SoftmaxBack(float scale, std::int64_t width, const float* p, float* dp) {
  const HeadTag d;
  const auto lanes = static_cast<std::int64_t>(hn::Lanes(d));
  auto dot = hn::Zero(d);
  for (std::int64_t i = 0; i < width; i += lanes)
    dot = hn::MulAdd(hn::LoadU(d, p + i), hn::LoadU(d, dp + i), dot);
  dot = hn::SumOfLanes(d, dot);
  for (std::int64_t i = 0; i < width; i += lanes)
    hn::StoreU(hn::Mul(hn::Mul(hn::LoadU(d, p + i), hn::Sub(hn::LoadU(d, dp + i), dot)),
                       hn::Set(d, scale)),
               d, dp + i);
}

// softmax(scale q k^T) of a block: rows of the panels that hold what it sees.
void HeadWeights(const HeadSizes& s, const HeadInputs& in, const HeadPlace& at,
                 const QueryBlock& block, const PackedMatrix& keys, std::int64_t length, float* p) {
  const std::int64_t step = s.rounded(block.seen);
  MultiplyPacked(s, {in.q + at.query + block.first * s.width(), s.width(), 1}, block.count, keys,
                 block.seen, s.d, p);
  for (std::int64_t r = 0; r < block.count; ++r) {
    std::int64_t seen = s.seen(block.first + r, length);
    if (in.segments &&
        !hide_segments(in.segments + at.row * s.keys, block.first + r, seen, p + r * step))
      seen = 0;
    SoftmaxSeen(s.scale, seen, step, p + r * step);
  }
}

// What `keep` says of a block. What fills its panels up becomes 0 too: infinite gradients times the
// zeros there are NaN.
void KeepBlock(const HeadSizes& s, const HeadInputs& in, const HeadPlace& at,
               const QueryBlock& block, const float* from, float* to) {
  const std::int64_t step = s.rounded(block.seen);
  for (std::int64_t r = 0; r < block.count; ++r) {
    KeepSome(in.keep + at.keep + (block.first + r) * s.keys, block.seen, s.inverse_kept,
             from + r * step, to + r * step);
    std::fill(to + r * step + block.seen, to + (r + 1) * step, 0.0f);
  }
}

void AttendHead(const HeadSizes& s, const HeadInputs& in, std::int64_t unit, float* memory,
                float* y) {
  HeadScratch scratch{memory};
  const HeadPlace at(s, unit);
  const std::int64_t length = in.lengths ? in.lengths[at.row] : s.keys;
  const std::int64_t all = s.seen(s.queries - 1, length);
  const PackedMatrix keys{PackColumns(s, in.k + at.key, all, s.d, scratch), s.d};
  const PackedMatrix values{PackRows(s, in.v + at.key, s.d, all, scratch), all};
  float* p = scratch.take(s.scores());
  float* result = scratch.take(s.block * s.rounded(s.d));
  for_each_block(s, length, [&](const QueryBlock& block) HWY_ATTR {
    HeadWeights(s, in, at, block, keys, length, p);
    if (in.keep) KeepBlock(s, in, at, block, p, p);
    MultiplyPacked(s, {p, s.rounded(block.seen), 1}, block.count, values, s.d, block.seen, result);
    StoreHead(s, result, block.count, y + at.query + block.first * s.width());
  });
}

void AttendHeadBack(const HeadSizes& s, const HeadInputs& in, std::int64_t unit, float* memory,
                    std::array<float*, 3> gradients) {
  HeadScratch scratch{memory};
  const HeadPlace at(s, unit);
  const std::int64_t length = in.lengths ? in.lengths[at.row] : s.keys;
  const std::int64_t all = s.seen(s.queries - 1, length), row = s.rounded(s.d);
  const PackedMatrix keys{PackColumns(s, in.k + at.key, all, s.d, scratch), s.d};
  const PackedMatrix values{PackColumns(s, in.v + at.key, all, s.d, scratch), s.d};
  const PackedMatrix key_rows{PackRows(s, in.k + at.key, s.d, all, scratch), all};
  float* dk = scratch.take(s.keys * row);
  float* dv = scratch.take(s.keys * row);
  std::fill_n(dk, s.keys * row, 0.0f);
  std::fill_n(dv, s.keys * row, 0.0f);
  float* p = scratch.take(s.scores());
  float* dp = scratch.take(s.scores());
  float* kept = in.keep ? scratch.take(s.scores()) : p;
  float* result = scratch.take(s.block * row);
  for_each_block(s, length, [&](const QueryBlock& block) HWY_ATTR {
    const std::int64_t step = s.rounded(block.seen);
    const std::int64_t from = at.query + block.first * s.width();
    HeadScratch own = scratch;
    HeadWeights(s, in, at, block, keys, length, p);
    MultiplyPacked(s, {in.dy + from, s.width(), 1}, block.count, values, block.seen, s.d, dp);
    if (in.keep) {
      KeepBlock(s, in, at, block, p, kept);
      KeepBlock(s, in, at, block, dp, dp);
    }
    for (std::int64_t r = 0; r < block.count; ++r)
      SoftmaxBack(s.scale, step, p + r * step, dp + r * step);
    const PackedMatrix q{PackRows(s, in.q + from, s.d, block.count, own), block.count};
    const PackedMatrix dy{PackRows(s, in.dy + from, s.d, block.count, own), block.count};
    MultiplyPacked(s, {dp, step, 1}, block.count, key_rows, s.d, block.seen, result);
    StoreHead(s, result, block.count, gradients[0] + from);
    MultiplyPacked(s, {dp, 1, step}, block.seen, q, s.d, block.count, dk, true);
    MultiplyPacked(s, {kept, 1, step}, block.seen, dy, s.d, block.count, dv, true);
  });
  StoreHead(s, dk, s.keys, gradients[1] + at.key);
  StoreHead(s, dv, s.keys, gradients[2] + at.key);
}

}  // namespace HWY_NAMESPACE
}  // namespace ingot
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace ingot {
namespace {

HWY_EXPORT(AttendHead);
HWY_EXPORT(AttendHeadBack);

// Of a block, as far as a tile's rows allow.
constexpr std::int64_t kMostScores = 1 << 16;
// The fewer queries in a block, the fewer keys are looked at in vain.
constexpr std::int64_t kCausalBlock = 48;

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
  const std::int64_t rows = register_tile().rows;
  const std::int64_t fit = std::max(rows, kMostScores / s.rounded(s.keys) / rows * rows);
  s.block = std::min({s.queries, fit, s.causal ? kCausalBlock : s.queries});
  return s;
}

// Of one thread. `products` are those of queries, keys and d.
struct HeadWork {
  std::int64_t floats;
  double products;
};

HeadWork forward_work(const HeadSizes& s) {
  return {s.d * s.rounded(s.keys) + s.scores() + (s.keys + s.block) * s.rounded(s.d), 2};
}

HeadWork backward_work(const HeadSizes& s) {
  return {
      2 * s.d * s.rounded(s.keys) + 3 * s.scores() + (3 * s.keys + 3 * s.block) * s.rounded(s.d),
      5};
}

// Queries with the keys that they see.
std::int64_t seen_pairs(const HeadSizes& s) {
  std::int64_t pairs = 0;
  for (std::int64_t q = 0; q < s.queries; ++q) pairs += s.seen(q, s.keys);
  return pairs;
}

// `run` computes one unit.
template <class F>
Kernel by_heads(const HeadSizes& s, const HeadWork& work, int num_threads, F run) {
  const double flops = 2 * work.products * static_cast<double>(seen_pairs(s)) *
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
                  [s, keep = n.has_input(3), lengths = n.has_input(4), segments = n.has_input(5)](
                      const Launch& l, std::int64_t unit, float* scratch) {
                    const HeadInputs in{l.in<float>(0),
                                        l.in<float>(1),
                                        l.in<float>(2),
                                        nullptr,
                                        keep ? l.in<bool>(3) : nullptr,
                                        lengths ? l.in<std::int64_t>(4) : nullptr,
                                        segments ? l.in<std::int64_t>(5) : nullptr};
                    HWY_DYNAMIC_DISPATCH(AttendHead)(s, in, unit, scratch, l.out<float>(0));
                  });
}

Match head_attention_backward_kernel(const NodeView& n, const MatchContext& context) {
  const auto read = read_heads(n);
  if (const auto* refusal = std::get_if<Refusal>(&read)) return *refusal;
  const HeadSizes s = std::get<HeadSizes>(read);
  return by_heads(s, backward_work(s), context.device().num_threads,
                  [s, keep = n.has_input(4), lengths = n.has_input(5), segments = n.has_input(6)](
                      const Launch& l, std::int64_t unit, float* scratch) {
                    const HeadInputs in{l.in<float>(0),
                                        l.in<float>(1),
                                        l.in<float>(2),
                                        l.in<float>(3),
                                        keep ? l.in<bool>(4) : nullptr,
                                        lengths ? l.in<std::int64_t>(5) : nullptr,
                                        segments ? l.in<std::int64_t>(6) : nullptr};
                    HWY_DYNAMIC_DISPATCH(AttendHeadBack)
                    (s, in, unit, scratch, {l.out<float>(0), l.out<float>(1), l.out<float>(2)});
                  });
}

}  // namespace ingot
#endif  // HWY_ONCE
