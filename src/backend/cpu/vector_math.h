// Vector functions on floats. Included once per Highway target, inside HWY_NAMESPACE.
//
// Written in Highway's words, found by their arguments: with Highway's vectors they compute, with
// the values of cluster_code_values.h they become machine code of the same bits.
#if defined(INGOT_VECTOR_MATH_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef INGOT_VECTOR_MATH_H_
#undef INGOT_VECTOR_MATH_H_
#else
#define INGOT_VECTOR_MATH_H_
#endif

#include <cmath>
#include <type_traits>

#include "backend/cpu/lane_function.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace ingot {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

template <class D>
HWY_INLINE hn::RebindToSigned<D> AsSigned(D) {
  return {};
}
// Whether MulAdd rounds once.
template <class D>
HWY_INLINE std::bool_constant<HWY_NATIVE_FMA> RoundsOnce(D) {
  return {};
}
// f(a, b), one lane after the other, in the lanes of `where`; elsewhere y.
template <class D, class M, class V>
HWY_INLINE V LaneByLane(D d, M where, V y, V a, V b, LaneFunction f) {
  if (HWY_LIKELY(hn::AllFalse(d, where))) return y;
  HWY_ALIGN float of_a[hn::MaxLanes(D())], of_b[hn::MaxLanes(D())];
  hn::Store(hn::IfThenElseZero(where, a), d, of_a);
  hn::Store(hn::IfThenElseZero(where, b), d, of_b);
  apply_lanes(f, of_a, of_b, static_cast<std::int64_t>(hn::Lanes(d)));
  return hn::IfThenElse(where, hn::Load(d, of_a), y);
}
// x where it is NaN, else y.
template <class D, class V>
HWY_INLINE V KeepNaN(D, V x, V y) {
  return hn::IfThenElse(hn::IsNaN(x), x, y);
}

// max(0, x) as the op relu has it: NaN stays, -0 becomes 0.
template <class D, class V>
HWY_INLINE V Relu(D d, V x) {
  return IfThenZeroElse(Le(x, Zero(d)), x);
}

// -1, 0 or 1; NaN stays.
template <class D, class V>
HWY_INLINE V Sign(D d, V x) {
  const V one = Set(d, 1.0f), zero = Zero(d);
  const V above = IfThenElseZero(Gt(x, zero), one), below = IfThenElseZero(Lt(x, zero), one);
  return KeepNaN(d, x, Sub(above, below));
}

// Horner's scheme; the coefficients of the highest power first.
template <class D, class V, std::size_t N>
HWY_INLINE V Polynomial(D d, V x, const float (&coefficients)[N]) {
  V p = Set(d, coefficients[0]);
  for (std::size_t i = 1; i < N; ++i) p = MulAdd(p, x, Set(d, coefficients[i]));
  return p;
}

template <class D, class V>
HWY_INLINE auto IsNegative(D d, V x) {
  const auto di = AsSigned(d);
  return RebindMask(d, Lt(BitCast(di, x), Zero(di)));
}

// p * 2^n, in two steps, so that neither factor leaves the range of normal numbers.
template <class D, class V, class I>
HWY_INLINE V TimesPowerOfTwo(D d, V p, I n) {
  const auto di = AsSigned(d);
  const auto power = [&](I e) { return BitCast(d, ShiftLeft<23>(Add(e, Set(di, 127)))); };
  const I half = ShiftRight<1>(n);
  return Mul(Mul(p, power(half)), power(Sub(n, half)));
}

}  // namespace HWY_NAMESPACE
}  // namespace ingot
HWY_AFTER_NAMESPACE();

#include "backend/cpu/vector_atan.h"
#include "backend/cpu/vector_exp.h"
#include "backend/cpu/vector_log.h"
#include "backend/cpu/vector_trigonometry.h"
#endif  // per target
