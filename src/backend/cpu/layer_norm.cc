// Layer norm, and its gradient.
//
// Algorithm    row by row: mean, variance about it, result, while the row is in the first cache.
// The
//              gradients by scale and offset are sums over a fixed number of runs of rows, added in
//              their order
// Assumes      f32
// Invariance   each row by itself, on one thread; the runs depend on the sizes alone
// Source       Ba et al. 2016, Layer normalization, eq. 4, and differentiated
#include <cmath>

#include "backend/cpu/kernels.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "backend/cpu/layer_norm.cc"
#include "backend/cpu/highway_targets.h"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"

#include "backend/cpu/vector_math.h"

#ifndef INGOT_LAYER_NORM_SIZES_
#define INGOT_LAYER_NORM_SIZES_
namespace ingot {
namespace {

struct NormSizes {
  std::int64_t rows, width;
  float epsilon;
};

struct NormRow {
  const float *x, *scale;
  const float* offset;  ///< may be null
};

// Of one row: dx is written, the other two are added to.
struct NormGradients {
  float *dx, *dscale, *doffset;
};

}  // namespace
}  // namespace ingot
#endif

HWY_BEFORE_NAMESPACE();
namespace ingot {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

using NormTag = hn::CappedTag<float, 8>;
using NormVec = hn::Vec<NormTag>;

// The sum of f(i, mask) over vectors from i on, in four chains; what is masked off counts as 0.
template <class F>
HWY_INLINE float SumOver(std::int64_t n, F f) {
  const NormTag d;
  const auto lanes = static_cast<std::int64_t>(hn::Lanes(d));
  const auto all = hn::FirstN(d, hn::Lanes(d));
  NormVec sums[4] = {hn::Zero(d), hn::Zero(d), hn::Zero(d), hn::Zero(d)};
  std::int64_t i = 0;
  for (; i + 4 * lanes <= n; i += 4 * lanes)
    for (int c = 0; c < 4; ++c) sums[c] = hn::Add(sums[c], f(i + c * lanes, all));
  for (; i + lanes <= n; i += lanes) sums[0] = hn::Add(sums[0], f(i, all));
  if (i < n) {
    const auto mask = hn::FirstN(d, static_cast<std::size_t>(n - i));
    sums[1] = hn::Add(sums[1], hn::IfThenElseZero(mask, f(i, mask)));
  }
  return hn::GetLane(
      hn::SumOfLanes(d, hn::Add(hn::Add(sums[0], sums[1]), hn::Add(sums[2], sums[3]))));
}

// Calls f(i, mask) for vectors from i on.
template <class F>
HWY_INLINE void ForVectors(std::int64_t n, F f) {
  const NormTag d;
  const auto lanes = static_cast<std::int64_t>(hn::Lanes(d));
  const auto all = hn::FirstN(d, hn::Lanes(d));
  std::int64_t i = 0;
  for (; i + lanes <= n; i += lanes) f(i, all);
  if (i < n) f(i, hn::FirstN(d, static_cast<std::size_t>(n - i)));
}

// Mean and 1 / deviation of a row.
struct RowStatistics {
  float mean, inverse;
};
HWY_INLINE RowStatistics StatisticsOf(const NormSizes& s, const float* x) {
  const NormTag d;
  const auto n = static_cast<float>(s.width);
  const float mean = SumOver(s.width, [&](std::int64_t i, auto mask)
                                          HWY_ATTR { return hn::MaskedLoad(mask, d, x + i); }) /
                     n;
  const float squares = SumOver(s.width, [&](std::int64_t i, auto mask) HWY_ATTR {
    const auto off = hn::Sub(hn::MaskedLoad(mask, d, x + i), hn::Set(d, mean));
    return hn::Mul(off, off);
  });
  return {mean, 1.0f / std::sqrt(squares / n + s.epsilon)};
}

void NormalizeRow(const NormSizes& s, const NormRow& row, float* y) {
  const NormTag d;
  const RowStatistics r = StatisticsOf(s, row.x);
  const auto mean = hn::Set(d, r.mean), inverse = hn::Set(d, r.inverse);
  ForVectors(s.width, [&](std::int64_t i, auto mask) HWY_ATTR {
    const auto z = hn::Mul(hn::Sub(hn::MaskedLoad(mask, d, row.x + i), mean), inverse);
    auto v = hn::Mul(z, hn::MaskedLoad(mask, d, row.scale + i));
    if (row.offset) v = hn::Add(v, hn::MaskedLoad(mask, d, row.offset + i));
    hn::BlendedStore(v, mask, d, y + i);
  });
}

void NormalizeRowBack(const NormSizes& s, const NormRow& row, const float* dy,
                      const NormGradients& to) {
  const NormTag d;
  const RowStatistics r = StatisticsOf(s, row.x);
  const auto mean = hn::Set(d, r.mean), inverse = hn::Set(d, r.inverse);
  const auto n = static_cast<float>(s.width);
  const auto z_at = [&](std::int64_t i, auto mask) HWY_ATTR {
    return hn::Mul(hn::Sub(hn::MaskedLoad(mask, d, row.x + i), mean), inverse);
  };
  const auto d_at = [&](std::int64_t i, auto mask) HWY_ATTR {
    return hn::Mul(hn::MaskedLoad(mask, d, dy + i), hn::MaskedLoad(mask, d, row.scale + i));
  };
  const float mean_d = SumOver(s.width, d_at) / n;
  const float mean_dz =
      SumOver(s.width, [&](std::int64_t i, auto mask)
                           HWY_ATTR { return hn::Mul(d_at(i, mask), z_at(i, mask)); }) /
      n;
  ForVectors(s.width, [&](std::int64_t i, auto mask) HWY_ATTR {
    const auto z = z_at(i, mask), given = hn::MaskedLoad(mask, d, dy + i);
    const auto rest =
        hn::Sub(hn::Sub(d_at(i, mask), hn::Set(d, mean_d)), hn::Mul(z, hn::Set(d, mean_dz)));
    hn::BlendedStore(hn::Mul(rest, inverse), mask, d, to.dx + i);
    hn::BlendedStore(hn::Add(hn::MaskedLoad(mask, d, to.dscale + i), hn::Mul(given, z)), mask, d,
                     to.dscale + i);
    hn::BlendedStore(hn::Add(hn::MaskedLoad(mask, d, to.doffset + i), given), mask, d,
                     to.doffset + i);
  });
}

}  // namespace HWY_NAMESPACE
}  // namespace ingot
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace ingot {
namespace {

HWY_EXPORT(NormalizeRow);
HWY_EXPORT(NormalizeRowBack);

// Of rows whose gradients by scale and offset are summed together.
constexpr std::int64_t kMostRuns = 32;

std::variant<NormSizes, Refusal> read_norm(const NodeView& n) {
  const TensorType& x = n.input_type(0);
  INGOT_REFUSE_UNLESS(x.dtype == f32, "only f32, not {}", to_string(x.dtype));
  INGOT_REFUSE_UNLESS(x.num_elements() > 0, "nothing to do");
  const std::int64_t width = n.input_type(1).num_elements();
  return NormSizes{x.num_elements() / width, width, static_cast<float>(n.number("epsilon"))};
}

int threads_for(const NormSizes& s, double passes, int num_threads) {
  const auto elements = static_cast<double>(s.rows * s.width);
  return threads_worth(10 * passes * elements, 8 * passes * elements, num_threads);
}

}  // namespace

Match layer_norm_kernel(const NodeView& n, const MatchContext&) {
  const auto read = read_norm(n);
  if (const auto* refusal = std::get_if<Refusal>(&read)) return *refusal;
  Kernel kernel;
  kernel.in_place = {{0, 0}};
  kernel.run = [s = std::get<NormSizes>(read), offset = n.has_input(2)](const Launch& l) {
    parallel_for(threads_for(s, 1, l.num_threads()), s.rows, [&](std::int64_t row) {
      const NormRow from{l.in<float>(0) + row * s.width, l.in<float>(1),
                         offset ? l.in<float>(2) : nullptr};
      HWY_DYNAMIC_DISPATCH(NormalizeRow)(s, from, l.out<float>(0) + row * s.width);
    });
  };
  return kernel;
}

Match layer_norm_backward_kernel(const NodeView& n, const MatchContext&) {
  const auto read = read_norm(n);
  if (const auto* refusal = std::get_if<Refusal>(&read)) return *refusal;
  const NormSizes s = std::get<NormSizes>(read);
  const std::int64_t runs = std::min(s.rows, kMostRuns);
  Kernel kernel;
  kernel.scratch_bytes = static_cast<std::size_t>(runs * 2 * s.width) * sizeof(float);
  kernel.run = [s, runs](const Launch& l) {
    float* sums = l.scratch<float>();
    parallel_for(threads_for(s, 2, l.num_threads()), runs, [&](std::int64_t run) {
      float* own = sums + run * 2 * s.width;
      std::fill_n(own, 2 * s.width, 0.0f);
      const Share share = share_of(s.rows, static_cast<int>(run), static_cast<int>(runs));
      for (std::int64_t row = share.begin; row < share.end; ++row) {
        const std::int64_t at = row * s.width;
        HWY_DYNAMIC_DISPATCH(NormalizeRowBack)
        (s, {l.in<float>(0) + at, l.in<float>(1), nullptr}, l.in<float>(2) + at,
         {l.out<float>(0) + at, own, own + s.width});
      }
    });
    for (const int output : {1, 2}) {
      float* to = l.out<float>(output);
      const float* from = sums + (output - 1) * s.width;
      std::copy_n(from, s.width, to);
      for (std::int64_t run = 1; run < runs; ++run)
        for (std::int64_t i = 0; i < s.width; ++i) to[i] += from[run * 2 * s.width + i];
    }
  };
  return kernel;
}

}  // namespace ingot
#endif  // HWY_ONCE
