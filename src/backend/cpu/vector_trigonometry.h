// sin, cos and tan on vectors; see vector_math.h, which includes it.
//
// Source       polynomials by Sollya's fpminimax; reduction by three parts of pi/2: Cody and Waite
//              1980; beyond 1e5 the C library reduces exactly
// Accuracy     every 61st float, in ulp: sin 1.6, cos 1.6, tan 2.8
#if defined(INGOT_VECTOR_TRIGONOMETRY_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef INGOT_VECTOR_TRIGONOMETRY_H_
#undef INGOT_VECTOR_TRIGONOMETRY_H_
#else
#define INGOT_VECTOR_TRIGONOMETRY_H_
#endif

HWY_BEFORE_NAMESPACE();
namespace ingot {
namespace HWY_NAMESPACE {

// x = n pi/2 + r with |r| <= pi/4.
template <class V, class I>
struct ReducedAngle {
  I n;
  V r;
};

// n has 16 bits, so that the difference from each product is exact until r is small.
template <class D, class V>
HWY_INLINE auto ReduceAngle(D d, V x) {
  const V n = Round(Mul(x, Set(d, 0.636619747f)));
  V r = NegMulAdd(n, Set(d, 1.57079637f), x);
  r = NegMulAdd(n, Set(d, -4.37113883e-8f), r);
  r = NegMulAdd(n, Set(d, -1.71512451e-15f), r);
  const auto whole = ConvertTo(AsSigned(d), n);
  return ReducedAngle<V, std::remove_const_t<decltype(whole)>>{whole, r};
}

// The lanes beyond what ReduceAngle can do.
template <class D, class V>
HWY_INLINE auto IsLargeAngle(D d, V x) {
  constexpr bool kExact = decltype(RoundsOnce(d))::value;
  return Gt(Abs(x), Set(d, kExact ? 1e5f : 0.785398126f));
}

template <class D, class V>
HWY_INLINE V SinPolynomial(D d, V r) {
  const V z = Mul(r, r);
  const V p = Polynomial(d, z, {-1.95182835e-4f, 8.33218917e-3f, -0.166666552f});
  return MulAdd(Mul(p, z), r, r);
}
template <class D, class V>
HWY_INLINE V CosPolynomial(D d, V r) {
  const V z = Mul(r, r);
  const V p = Polynomial(d, z, {2.44325564e-5f, -1.38873106e-3f, 4.16666456e-2f});
  return MulAdd(Mul(p, z), z, NegMulAdd(Set(d, 0.5f), z, Set(d, 1.0f)));
}

// sin(r + quarters pi/2)
template <class D, class V, class I>
HWY_INLINE V SinOfQuarters(D d, V r, I quarters) {
  const auto di = AsSigned(d);
  const auto odd = RebindMask(d, Lt(ShiftLeft<31>(quarters), Zero(di)));
  const auto sign = And(ShiftLeft<30>(quarters), Set(di, -0x7FFFFFFF - 1));
  return Xor(IfThenElse(odd, CosPolynomial(d, r), SinPolynomial(d, r)), BitCast(d, sign));
}

// sin(x) and tan(x) are x there, with the sign of -0; NaN stays.
template <class D, class V>
HWY_INLINE V KeepTiny(D d, V x, V y) {
  return KeepNaN(d, x, IfThenElse(Lt(Abs(x), Set(d, 0x1p-13f)), x, y));
}

template <class D, class V>
HWY_INLINE V Sin(D d, V x) {
  const auto a = ReduceAngle(d, x);
  const V y = KeepTiny(d, x, SinOfQuarters(d, a.r, a.n));
  return LaneByLane(d, IsLargeAngle(d, x), y, x, x, [](float u, float) { return std::sin(u); });
}

template <class D, class V>
HWY_INLINE V Cos(D d, V x) {
  const auto a = ReduceAngle(d, x);
  const V y = KeepNaN(d, x, SinOfQuarters(d, a.r, Add(a.n, Set(AsSigned(d), 1))));
  return LaneByLane(d, IsLargeAngle(d, x), y, x, x, [](float u, float) { return std::cos(u); });
}

template <class D, class V>
HWY_INLINE V Tan(D d, V x) {
  const auto a = ReduceAngle(d, x);
  const V z = Mul(a.r, a.r);
  const V p = Polynomial(d, z,
                         {4.37041372e-3f, 1.02860875e-4f, 1.08238589e-2f, 2.12875344e-2f,
                          5.40586822e-2f, 0.133326769f, 0.333333492f});
  const V t = MulAdd(Mul(p, z), a.r, a.r);
  const auto odd = RebindMask(d, Lt(ShiftLeft<31>(a.n), Zero(AsSigned(d))));
  const V y = KeepTiny(d, x, IfThenElse(odd, Div(Set(d, -1.0f), t), t));
  return LaneByLane(d, IsLargeAngle(d, x), y, x, x, [](float u, float) { return std::tan(u); });
}

}  // namespace HWY_NAMESPACE
}  // namespace ingot
HWY_AFTER_NAMESPACE();
#endif  // per target
