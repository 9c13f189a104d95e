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

// The same for the patch at (row, column) of a plane of blocks of 8; outside of it are zeros.
HWY_INLINE void TransformPatchAt(const float* plane, std::int64_t rows, std::int64_t columns,
                                 std::int64_t row, std::int64_t column, float* v,
                                 std::ptrdiff_t step) {
  if (row >= 0 && column >= 0 && row + 6 <= rows && column + 6 <= columns)
    return TransformPatch(plane + (row * columns + column) * 8, columns * 8, v, step);
  HWY_ALIGN float patch[36 * 8];
  for (std::int64_t i = 0; i < 6; ++i)
    for (std::int64_t j = 0; j < 6; ++j) {
      const std::int64_t r = row + i, at = column + j;
      const bool inside = r >= 0 && at >= 0 && r < rows && at < columns;
      const float* from = plane + (r * columns + at) * 8;
      for (std::int64_t lane = 0; lane < 8; ++lane)
        patch[(i * 6 + j) * 8 + lane] = inside ? from[lane] : 0.0f;
    }
  TransformPatch(patch, 6 * 8, v, step);
}

// y = A x, the transposed of TransformOutput4
HWY_INLINE void TransformGradient6(const ChannelVec (&x)[4], ChannelVec (&y)[6]) {
  const ChannelTag d;
  const ChannelVec a = hn::Add(x[0], x[2]), b = hn::Add(x[1], x[3]);
  const ChannelVec c = hn::MulAdd(hn::Set(d, 4.0f), x[2], x[0]);
  const ChannelVec e = hn::MulAdd(hn::Set(d, 8.0f), x[3], hn::Mul(hn::Set(d, 2.0f), x[1]));
  y[0] = x[0];
  y[1] = hn::Add(a, b);
  y[2] = hn::Sub(a, b);
  y[3] = hn::Add(c, e);
  y[4] = hn::Sub(c, e);
  y[5] = x[3];
}

// y = G^T x, the transposed of TransformFilter6
HWY_INLINE void TransformSums3(const ChannelVec (&x)[6], ChannelVec (&y)[3]) {
  const ChannelTag d;
  const ChannelVec sixth = hn::Set(d, 1.0f / 6);
  const ChannelVec a = hn::Mul(sixth, hn::Add(x[1], x[2]));
  const ChannelVec b = hn::Add(x[3], x[4]), c = hn::Sub(x[3], x[4]);
  y[0] = hn::MulAdd(hn::Set(d, 1.0f / 24), b, hn::MulSub(hn::Set(d, 0.25f), x[0], a));
  y[1] = hn::MulAdd(hn::Set(d, 1.0f / 12), c, hn::Mul(sixth, hn::Sub(x[2], x[1])));
  y[2] = hn::Add(hn::MulSub(sixth, b, a), x[5]);
}

// A tile of 4 x 4 gradients at (row, column) of a plane of blocks of 8 to 36 vectors.
HWY_INLINE void TransformGradientAt(const float* plane, std::int64_t rows, std::int64_t columns,
                                    std::int64_t row, std::int64_t column, float* v,
                                    std::ptrdiff_t step) {
  const ChannelTag d;
  for (std::size_t lane = 0; lane < 8; lane += hn::Lanes(d)) {
    ChannelVec half[4][6];
    for (std::int64_t i = 0; i < 4; ++i) {
      ChannelVec x[4];
      for (std::int64_t j = 0; j < 4; ++j) {
        const bool inside = row + i < rows && column + j < columns;
        x[j] = inside ? hn::LoadU(d, plane + ((row + i) * columns + column + j) * 8 + lane)
                      : hn::Zero(d);
      }
      TransformGradient6(x, half[i]);
    }
    for (int j = 0; j < 6; ++j) {
      const ChannelVec x[4] = {half[0][j], half[1][j], half[2][j], half[3][j]};
      ChannelVec y[6];
      TransformGradient6(x, y);
      for (int i = 0; i < 6; ++i) hn::StoreU(y[i], d, v + (i * 6 + j) * step + lane);
    }
  }
}

// 36 vectors `step` apart to the 9 of a filter's gradient.
HWY_INLINE void TransformSums(const float* HWY_RESTRICT m, std::ptrdiff_t step,
                              float* HWY_RESTRICT g) {
  const ChannelTag d;
  for (std::size_t lane = 0; lane < 8; lane += hn::Lanes(d)) {
    ChannelVec half[6][3];
    for (int i = 0; i < 6; ++i) {
      ChannelVec row[6];
      for (int j = 0; j < 6; ++j) row[j] = hn::LoadU(d, m + (i * 6 + j) * step + lane);
      TransformSums3(row, half[i]);
    }
    for (int j = 0; j < 3; ++j) {
      const ChannelVec column[6] = {half[0][j], half[1][j], half[2][j],
                                    half[3][j], half[4][j], half[5][j]};
      ChannelVec y[3];
      TransformSums3(column, y);
      for (int i = 0; i < 3; ++i) hn::StoreU(y[i], d, g + (i * 3 + j) * 8 + lane);
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
