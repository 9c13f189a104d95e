// Largest value of each window.
//
// Algorithm    2 x 2 windows: two rows are compared, then their even and odd columns; the last
// vector
//              of a row overlaps the one before. Other windows: tap by tap over a row of outputs
// Assumes      2 spatial axes, f32
// Invariance   each plane by itself
#include "backend/cpu/kernels.h"
#include "backend/cpu/pooling.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "backend/cpu/max_pool.cc"
#include "backend/cpu/highway_targets.h"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace ingot {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

// The first on ties; a NaN wins and stays.
template <class V>
HWY_INLINE V Larger(V a, V b) {
  return hn::IfThenElse(hn::Or(hn::Gt(a, b), hn::IsNaN(a)), a, b);
}

template <class D>
HWY_INLINE void HalveRow(D d, const float* HWY_RESTRICT x, std::int64_t width, std::int64_t outputs,
                         float* HWY_RESTRICT y) {
  const auto lanes = static_cast<std::int64_t>(hn::Lanes(d));
  for (std::int64_t at = 0; at < outputs; at += lanes) {
    const std::int64_t o = std::min(at, outputs - lanes);
    hn::Vec<D> a, b, c, e;
    hn::LoadInterleaved2(d, x + 2 * o, a, b);
    hn::LoadInterleaved2(d, x + width + 2 * o, c, e);
    hn::StoreU(Larger(Larger(a, c), Larger(b, e)), d, y + o);
  }
}

void HalvePlane(const Pool& pool, const float* HWY_RESTRICT x, float* HWY_RESTRICT y) {
  const hn::CappedTag<float, 8> wide;
  const hn::CappedTag<float, 4> narrow;
  const std::int64_t width = pool.columns.input, outputs = pool.columns.output;
  for (std::int64_t row = 0; row < pool.rows.output; ++row) {
    const float* from = x + 2 * row * width;
    if (outputs >= static_cast<std::int64_t>(hn::Lanes(wide)))
      HalveRow(wide, from, width, outputs, y + row * outputs);
    else
      HalveRow(narrow, from, width, outputs, y + row * outputs);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace ingot
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace ingot {
namespace {

HWY_EXPORT(HalvePlane);

void pool_plane(const Pool& pool, const float* x, float* y) {
  for (std::int64_t row = 0; row < pool.rows.output; ++row)
    for (std::int64_t column = 0; column < pool.columns.output; ++column) {
      float best = -std::numeric_limits<float>::infinity();
      for (std::int64_t i = pool.rows.first_tap(row); i < pool.rows.end_tap(row); ++i) {
        const float* from = x + pool.rows.source(row, i) * pool.columns.input;
        for (std::int64_t j = pool.columns.first_tap(column); j < pool.columns.end_tap(column);
             ++j) {
          const float value = from[pool.columns.source(column, j)];
          best = value <= best || best != best ? best : value;
        }
      }
      *y++ = best;
    }
}

LayoutChoice blocked_choice(const Pool& pool, Border border, const MatchContext& context) {
  LayoutChoice choice{{kBlocked}, {border == Border::plain ? "" : kBlocked}, {}, 0};
  choice.scratch_bytes =
      pool.row_floats() * sizeof(float) * static_cast<std::size_t>(context.device().num_threads);
  choice.run = [pool, border](const Launch& l) {
    on_threads(threads_worth(0, pool.bytes(), l.num_threads()), [&](int thread, int threads) {
      float* scratch = l.scratch<float>() + static_cast<std::size_t>(thread) * pool.row_floats();
      const Share share = share_of(pool.planes / 8, thread, threads);
      for (std::int64_t block = share.begin; block < share.end; ++block)
        pool_blocked(pool, border, l.in<float>(0) + block * 8 * pool.input_size(),
                     l.out<float>(0) + block * 8 * pool.output_size(), scratch);
    });
  };
  return choice;
}

}  // namespace

Match max_pool_kernel(const NodeView& n, const MatchContext& context) {
  const auto read = read_pool(n, n.input_type(0), n.output_type(0));
  if (const auto* refusal = std::get_if<Refusal>(&read)) return *refusal;
  const Pool pool = std::get<Pool>(read);
  Kernel kernel;
  if (n.input_type(0).shape[1] % 8 == 0)
    kernel.layouts = {blocked_choice(pool, Border::blocked, context),
                      blocked_choice(pool, Border::plain, context)};
  const bool halving = pool.is_halving() && pool.columns.output >= 4;
  kernel.run = [pool, halving](const Launch& l) {
    parallel_for(threads_worth(0, pool.bytes(), l.num_threads()), pool.planes,
                 [&](std::int64_t plane) {
                   const float* x = l.in<float>(0) + plane * pool.input_size();
                   float* y = l.out<float>(0) + plane * pool.output_size();
                   if (halving)
                     HWY_DYNAMIC_DISPATCH(HalvePlane)(pool, x, y);
                   else
                     pool_plane(pool, x, y);
                 });
  };
  return kernel;
}

}  // namespace ingot
#endif  // HWY_ONCE
