// The transposed of 8 x 8 floats. Included once per Highway target, inside of no namespace.
#if defined(INGOT_TRANSPOSE8_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef INGOT_TRANSPOSE8_H_
#undef INGOT_TRANSPOSE8_H_
#else
#define INGOT_TRANSPOSE8_H_
#endif

#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace ingot {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

// to[j * to_step + i] = from[i * from_step + j] for i, j < 8.
HWY_INLINE void Transpose8(const float* from, std::ptrdiff_t from_step, float* to,
                           std::ptrdiff_t to_step) {
#if HWY_TARGET == HWY_AVX2 || HWY_TARGET == HWY_AVX3
  const hn::FixedTag<float, 8> d;
  const hn::Repartition<double, decltype(d)> dd;
  using V = hn::Vec<decltype(d)>;
  V rows[8], pairs[8], fours[8];
  for (int i = 0; i < 8; ++i) rows[i] = hn::LoadU(d, from + i * from_step);
  for (int i = 0; i < 8; i += 2) {
    pairs[i] = hn::InterleaveLower(d, rows[i], rows[i + 1]);
    pairs[i + 1] = hn::InterleaveUpper(d, rows[i], rows[i + 1]);
  }
  const auto wide = [&](V v) HWY_ATTR { return hn::BitCast(dd, v); };
  for (int i = 0; i < 8; i += 4)
    for (int half = 0; half < 2; ++half) {
      const auto a = wide(pairs[i + half]), b = wide(pairs[i + half + 2]);
      fours[i + 2 * half] = hn::BitCast(d, hn::InterleaveLower(dd, a, b));
      fours[i + 2 * half + 1] = hn::BitCast(d, hn::InterleaveUpper(dd, a, b));
    }
  for (int j = 0; j < 4; ++j) {
    hn::StoreU(hn::ConcatLowerLower(d, fours[j + 4], fours[j]), d, to + j * to_step);
    hn::StoreU(hn::ConcatUpperUpper(d, fours[j + 4], fours[j]), d, to + (j + 4) * to_step);
  }
#else
  for (int i = 0; i < 8; ++i)
    for (int j = 0; j < 8; ++j) to[j * to_step + i] = from[i * from_step + j];
#endif
}

}  // namespace HWY_NAMESPACE
}  // namespace ingot
HWY_AFTER_NAMESPACE();
#endif  // per target
