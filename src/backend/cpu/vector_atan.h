// asin, acos, atan and atan2 on vectors; see vector_math.h, which includes it.
//
// Source       polynomials by Sollya's fpminimax
// Accuracy     every 61st float, in ulp: asin 2.4, acos 1.2, atan 1.4; of random pairs: atan2 1.6
#if defined(INGOT_VECTOR_ATAN_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef INGOT_VECTOR_ATAN_H_
#undef INGOT_VECTOR_ATAN_H_
#else
#define INGOT_VECTOR_ATAN_H_
#endif

HWY_BEFORE_NAMESPACE();
namespace ingot {
namespace HWY_NAMESPACE {

// pi/2 - p and pi - p, with what pi is beside its float.
template <class D, class V>
HWY_INLINE V RightAngleMinus(D d, V p) {
  return Sub(Set(d, 1.57079637f), Add(p, Set(d, 4.37113883e-8f)));
}
template <class D, class V>
HWY_INLINE V StraightAngleMinus(D d, V p) {
  return Sub(Set(d, 3.14159274f), Add(p, Set(d, 8.74227766e-8f)));
}

// atan(t) for t in [0, 1]
template <class D, class V>
HWY_INLINE V AtanPolynomial(D d, V t) {
  const V z = Mul(t, t);
  const V p =
      Polynomial(d, z,
                 {-1.7915015e-3f, 1.09045365e-2f, -3.11577666e-2f, 5.79358004e-2f, -8.40205625e-2f,
                  0.109516546f, -0.142641261f, 0.199985355f, -0.333332986f});
  return MulAdd(Mul(p, z), t, t);
}

template <class D, class V>
HWY_INLINE V Atan(D d, V x) {
  const V a = Abs(x), one = Set(d, 1.0f);
  const auto above_1 = Gt(a, one);
  const V p = AtanPolynomial(d, IfThenElse(above_1, Div(one, a), a));
  return KeepNaN(d, x, CopySign(IfThenElse(above_1, RightAngleMinus(d, p), p), x));
}

// The angle of (x, y).
template <class D, class V>
HWY_INLINE V Atan2(D d, V y, V x) {
  const V a = Abs(x), b = Abs(y), small = Min(a, b), large = Max(a, b);
  V t = IfThenElse(Eq(large, Zero(d)), large, Div(small, large));
  t = IfThenElse(Eq(small, Inf(d)), Set(d, 1.0f), t);
  V p = AtanPolynomial(d, t);
  p = IfThenElse(Gt(b, a), RightAngleMinus(d, p), p);
  p = IfThenElse(IsNegative(d, x), StraightAngleMinus(d, p), p);
  return KeepNaN(d, x, KeepNaN(d, y, CopySign(p, y)));
}

// asin(x) = pi/2 - 2 asin(t) with t^2 = (1 - x) / 2, for x above 1/2.
template <class V, class M>
struct HalvedAngle {
  M halved;
  V asin;  ///< of |x|, or of t
};
template <class D, class V>
HWY_INLINE auto HalveAngle(D d, V x) {
  const V a = Abs(x), half = Set(d, 0.5f);
  const auto halved = Gt(a, half);
  const V z = IfThenElse(halved, Mul(Sub(Set(d, 1.0f), a), half), Mul(a, a));
  const V t = IfThenElse(halved, Sqrt(z), a);
  const V p =
      Polynomial(d, z, {4.2157013e-2f, 2.41855029e-2f, 4.54690196e-2f, 7.4953101e-2f, 0.16666752f});
  return HalvedAngle<V, std::remove_const_t<decltype(halved)>>{halved, MulAdd(Mul(p, z), t, t)};
}

template <class D, class V>
HWY_INLINE V Asin(D d, V x) {
  const auto h = HalveAngle(d, x);
  const V large = RightAngleMinus(d, Add(h.asin, h.asin));
  return KeepNaN(d, x, CopySign(IfThenElse(h.halved, large, h.asin), x));
}

template <class D, class V>
HWY_INLINE V Acos(D d, V x) {
  const auto h = HalveAngle(d, x);
  const V twice = Add(h.asin, h.asin);
  const V large = IfThenElse(IsNegative(d, x), StraightAngleMinus(d, twice), twice);
  const V small = RightAngleMinus(d, CopySign(h.asin, x));
  return KeepNaN(d, x, IfThenElse(h.halved, large, small));
}

}  // namespace HWY_NAMESPACE
}  // namespace ingot
HWY_AFTER_NAMESPACE();
#endif  // per target
