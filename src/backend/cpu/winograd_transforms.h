// The transforms of F(4 x 4, 3 x 3): 8 channels at a time, one tile at a time. Included once per
// Highway target, inside of no namespace.
//
// Points       0, 1, -1, 2, -2, infinity
// Source       Lavin and Gray 2016, Fast algorithms for convolutional neural networks, sec. 4
#if defined(INGOT_WINOGRAD_TRANSFORMS_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef INGOT_WINOGRAD_TRANSFORMS_H_
#undef INGOT_WINOGRAD_TRANSFORMS_H_
#else
#define INGOT_WINOGRAD_TRANSFORMS_H_
#endif

#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace ingot {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

using ChannelTag = hn::CappedTag<float, 8>;
using ChannelVec = hn::Vec<ChannelTag>;

// y = B^T x
HWY_INLINE void TransformInput6(const ChannelVec (&x)[6], ChannelVec (&y)[6]) {
  const ChannelTag d;
  const ChannelVec four = hn::Set(d, 4.0f), two = hn::Set(d, 2.0f), five = hn::Set(d, 5.0f);
  const ChannelVec a = hn::NegMulAdd(four, x[2], x[4]), b = hn::NegMulAdd(four, x[1], x[3]);
  const ChannelVec c = hn::Sub(x[4], x[2]), e = hn::Mul(two, hn::Sub(x[3], x[1]));
  y[0] = hn::MulAdd(four, x[0], hn::NegMulAdd(five, x[2], x[4]));
  y[1] = hn::Add(a, b);
  y[2] = hn::Sub(a, b);
  y[3] = hn::Add(c, e);
  y[4] = hn::Sub(c, e);
  y[5] = hn::MulAdd(four, x[1], hn::NegMulAdd(five, x[3], x[5]));
}

// y = A^T x
HWY_INLINE void TransformOutput4(const ChannelVec (&x)[6], ChannelVec (&y)[4]) {
  const ChannelTag d;
  const ChannelVec a = hn::Add(x[1], x[2]), b = hn::Sub(x[1], x[2]);
  const ChannelVec c = hn::Add(x[3], x[4]), e = hn::Sub(x[3], x[4]);
  y[0] = hn::Add(hn::Add(x[0], a), c);
  y[1] = hn::MulAdd(hn::Set(d, 2.0f), e, b);
  y[2] = hn::MulAdd(hn::Set(d, 4.0f), c, a);
  y[3] = hn::Add(hn::MulAdd(hn::Set(d, 8.0f), e, b), x[5]);
}

// y = G x
HWY_INLINE void TransformFilter6(const ChannelVec (&x)[3], ChannelVec (&y)[6]) {
  const ChannelTag d;
  const ChannelVec sixth = hn::Set(d, 1.0f / 6), twelfth = hn::Set(d, 1.0f / 12);
  const ChannelVec a = hn::Mul(sixth, hn::Add(x[0], x[2])), b = hn::Mul(sixth, x[1]);
  const ChannelVec c = hn::MulAdd(hn::Set(d, 1.0f / 24), x[0], hn::Mul(sixth, x[2]));
  const ChannelVec e = hn::Mul(twelfth, x[1]);
  y[0] = hn::Mul(hn::Set(d, 0.25f), x[0]);
  y[1] = hn::Neg(hn::Add(a, b));
  y[2] = hn::Sub(b, a);
  y[3] = hn::Add(c, e);
  y[4] = hn::Sub(c, e);
  y[5] = x[2];
}

// A 6 x 6 patch of 8 channels, rows `row_step` apart, to 36 vectors `step` apart.
HWY_INLINE void TransformPatch(const float* HWY_RESTRICT x, std::ptrdiff_t row_step,
                               float* HWY_RESTRICT v, std::ptrdiff_t step) {
  const ChannelTag d;
  for (std::size_t lane = 0; lane < 8; lane += hn::Lanes(d)) {
    ChannelVec half[6][6];
    for (int i = 0; i < 6; ++i) {
      ChannelVec row[6];
#pragma GCC unroll 6
      for (int j = 0; j < 6; ++j) row[j] = hn::LoadU(d, x + i * row_step + j * 8 + lane);
      TransformInput6(row, half[i]);
    }
    for (int j = 0; j < 6; ++j) {
      ChannelVec column[6], result[6];
#pragma GCC unroll 6
      for (int i = 0; i < 6; ++i) column[i] = half[i][j];
      TransformInput6(column, result);
#pragma GCC unroll 6
      for (int i = 0; i < 6; ++i) hn::StoreU(result[i], d, v + (i * 6 + j) * step + lane);
    }
  }
}

// 36 vectors `step` apart to the 4 x 4 tile that they stand for.
HWY_INLINE void TransformProducts(const float* HWY_RESTRICT m, std::ptrdiff_t step,
                                  std::size_t lane, ChannelVec (&tile)[4][4]) {
  const ChannelTag d;
  ChannelVec half[6][4];
  for (int i = 0; i < 6; ++i) {
    ChannelVec row[6];
#pragma GCC unroll 6
    for (int j = 0; j < 6; ++j) row[j] = hn::LoadU(d, m + (i * 6 + j) * step + lane);
    TransformOutput4(row, half[i]);
  }
  for (int j = 0; j < 4; ++j) {
    ChannelVec column[6], result[4];
#pragma GCC unroll 6
    for (int i = 0; i < 6; ++i) column[i] = half[i][j];
    TransformOutput4(column, result);
#pragma GCC unroll 4
    for (int i = 0; i < 4; ++i) tile[i][j] = result[i];
  }
}

// 9 vectors of a 3 x 3 filter to 36, `step` apart.
HWY_INLINE void TransformFilter(const float* HWY_RESTRICT g, float* HWY_RESTRICT u,
                                std::ptrdiff_t step) {
  const ChannelTag d;
  for (std::size_t lane = 0; lane < 8; lane += hn::Lanes(d)) {
    ChannelVec half[3][6];
    for (int i = 0; i < 3; ++i) {
      const ChannelVec row[3] = {hn::LoadU(d, g + i * 24 + lane),
                                 hn::LoadU(d, g + i * 24 + 8 + lane),
                                 hn::LoadU(d, g + i * 24 + 16 + lane)};
      TransformFilter6(row, half[i]);
    }
    for (int j = 0; j < 6; ++j) {
      const ChannelVec column[3] = {half[0][j], half[1][j], half[2][j]};
      ChannelVec result[6];
      TransformFilter6(column, result);
#pragma GCC unroll 6
      for (int i = 0; i < 6; ++i) hn::StoreU(result[i], d, u + (i * 6 + j) * step + lane);
    }
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace ingot
HWY_AFTER_NAMESPACE();
#endif  // per target
