// Max-pooling and its gradient on nChw8c: the 8 channels of a block are the lanes of a vector. The
// pooled picture may be plain.
//
// Assumes      for the gradient: windows of 2 x 2 side by side, without padding
// Invariance   each block of channels by itself
#include "backend/cpu/blocked_pictures.h"
#include "backend/cpu/pooling.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "backend/cpu/max_pool_blocked.cc"
#include "backend/cpu/highway_targets.h"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace ingot {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

// One row of outputs, blocked.
void PoolBlockedRow(const Pool& pool, std::int64_t row, const float* HWY_RESTRICT x,
                    float* HWY_RESTRICT y) {
  const hn::CappedTag<float, 8> d;
  const PoolAxis &rows = pool.rows, &columns = pool.columns;
  // The first on ties; a NaN wins and stays.
  const auto larger = [](auto a, auto b) HWY_ATTR {
    return hn::IfThenElse(hn::Or(hn::Gt(a, b), hn::IsNaN(a)), a, b);
  };
  if (pool.is_halving()) {
    const std::int64_t below = columns.input * 8;
    const float* from = x + 2 * row * below;
    for (std::int64_t column = 0; column < columns.output; ++column, from += 16, y += 8)
      for (std::int64_t lane = 0; lane < 8; lane += static_cast<std::int64_t>(hn::Lanes(d)))
        hn::StoreU(larger(larger(hn::LoadU(d, from + lane), hn::LoadU(d, from + lane + 8)),
                          larger(hn::LoadU(d, from + lane + below),
                                 hn::LoadU(d, from + lane + below + 8))),
                   d, y + lane);
    return;
  }
  for (std::int64_t lane = 0; lane < 8; lane += static_cast<std::int64_t>(hn::Lanes(d)))
    for (std::int64_t column = 0; column < columns.output; ++column) {
      auto best = hn::Neg(hn::Inf(d));
      for (std::int64_t i = rows.first_tap(row); i < rows.end_tap(row); ++i)
        for (std::int64_t j = columns.first_tap(column); j < columns.end_tap(column); ++j) {
          const auto v = hn::LoadU(
              d, x + (rows.source(row, i) * columns.input + columns.source(column, j)) * 8 + lane);
          best = larger(best, v);
        }
      hn::StoreU(best, d, y + column * 8 + lane);
    }
}

// The rows of x behind one row of dy, both blocked; dx may be x.
void SpreadBlockedRow(const Pool& pool, const float* x, const float* HWY_RESTRICT dy,
                      bool positive_only, float* dx) {
  const hn::CappedTag<float, 8> d;
  using V = hn::Vec<decltype(d)>;
  const std::int64_t below = pool.columns.input * 8;
  const auto beats = [](V b, V best)
                         HWY_ATTR { return hn::AndNot(hn::Le(b, best), hn::Eq(best, best)); };
  for (std::int64_t column = 0; column < pool.columns.output; ++column)
    for (std::int64_t lane = 0; lane < 8; lane += static_cast<std::int64_t>(hn::Lanes(d))) {
      const std::int64_t at = column * 16 + lane;
      const V x0 = hn::LoadU(d, x + at), x1 = hn::LoadU(d, x + at + 8);
      const V x2 = hn::LoadU(d, x + below + at), x3 = hn::LoadU(d, x + below + at + 8);
      V g = hn::LoadU(d, dy + column * 8 + lane);
      const auto m1 = beats(x1, x0);
      V best = hn::IfThenElse(m1, x1, x0);
      const auto m2 = beats(x2, best);
      best = hn::IfThenElse(m2, x2, best);
      const auto m3 = beats(x3, best);
      best = hn::IfThenElse(m3, x3, best);
      if (positive_only) g = hn::IfThenElseZero(hn::Gt(best, hn::Zero(d)), g);
      hn::StoreU(hn::IfThenElseZero(m3, g), d, dx + below + at + 8);
      g = hn::IfThenZeroElse(m3, g);
      hn::StoreU(hn::IfThenElseZero(m2, g), d, dx + below + at);
      g = hn::IfThenZeroElse(m2, g);
      hn::StoreU(hn::IfThenElseZero(m1, g), d, dx + at + 8);
      hn::StoreU(hn::IfThenZeroElse(m1, g), d, dx + at);
    }
}

}  // namespace HWY_NAMESPACE
}  // namespace ingot
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace ingot {
namespace {

HWY_EXPORT(PoolBlockedRow);
HWY_EXPORT(SpreadBlockedRow);

constexpr std::int64_t kLanes = 8;

}  // namespace

void pool_blocked(const Pool& pool, Border border, const float* x, float* y, float* row_scratch) {
  const std::int64_t width = pool.columns.output;
  for (std::int64_t row = 0; row < pool.rows.output; ++row) {
    float* to = border == Border::plain ? row_scratch : y + row * width * kLanes;
    HWY_DYNAMIC_DISPATCH(PoolBlockedRow)(pool, row, x, to);
    if (border == Border::plain) unblock_places(to, width, pool.output_size(), y + row * width);
  }
}

void spread_blocked(const Pool& pool, const SpreadOptions& options, const float* x, const float* dy,
                    float* dx, float* row_scratch) {
  const std::int64_t width = pool.columns.output, stride = pool.columns.input * kLanes;
  for (std::int64_t row = 0; row < pool.rows.output; ++row) {
    const float* from = dy + row * width * kLanes;
    if (options.border == Border::plain) {
      block_places(dy + row * width, width, pool.output_size(), row_scratch);
      from = row_scratch;
    }
    float* to = dx + 2 * row * stride;
    HWY_DYNAMIC_DISPATCH(SpreadBlockedRow)
    (pool, x + 2 * row * stride, from, options.positive_only, to);
    for (float* rest : {to, to + stride}) std::fill(rest + 2 * width * kLanes, rest + stride, 0.0f);
  }
  std::fill(dx + 2 * pool.rows.output * stride, dx + pool.input_size() * kLanes, 0.0f);
}

}  // namespace ingot
#endif  // HWY_ONCE
