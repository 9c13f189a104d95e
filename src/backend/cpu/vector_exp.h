// exp, expm1, sinh, cosh, tanh and erf on vectors; see vector_math.h, which includes it.
//
// Source       exp and tanh: the polynomials of Cephes (expf, tanhf); sinh and erf: Sollya's
//              fpminimax
// Accuracy     every 61st float, in ulp: exp 1.1, expm1 1.5, sinh 1.7, cosh 1.6, tanh 1.4, erf 1.6
#if defined(INGOT_VECTOR_EXP_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef INGOT_VECTOR_EXP_H_
#undef INGOT_VECTOR_EXP_H_
#else
#define INGOT_VECTOR_EXP_H_
#endif

HWY_BEFORE_NAMESPACE();
namespace ingot {
namespace HWY_NAMESPACE {

// exp(x) = 2^n (1 + q).
template <class V>
struct ReducedExp {
  V n, q;
};

// With x = n ln(2) + r, |r| <= ln(2) / 2; the first part of ln(2) has few enough bits that n times
// it is exact.
template <class D, class V>
HWY_INLINE ReducedExp<V> ReduceExp(D d, V x) {
  const V n = Round(Mul(x, Set(d, 1.44269504088896341f)));
  V r = NegMulAdd(n, Set(d, 0.693359375f), x);
  r = NegMulAdd(n, Set(d, -2.12194440e-4f), r);
  const V p = Polynomial(d, r,
                         {1.9875691500e-4f, 1.3981999507e-3f, 8.3334519073e-3f, 4.1665795894e-2f,
                          1.6666665459e-1f, 5.0000001201e-1f});
  return {n, MulAdd(p, Mul(r, r), r)};
}

// Below -103.97 it is 0, above 88.72 infinity.
template <class D, class V>
HWY_INLINE V Exp(D d, V x) {
  const V clamped = Min(Max(x, Set(d, -104.0f)), Set(d, 88.8f));
  const ReducedExp<V> e = ReduceExp(d, clamped);
  V y = TimesPowerOfTwo(d, Add(e.q, Set(d, 1.0f)), ConvertTo(AsSigned(d), e.n));
  y = IfThenElse(Gt(x, Set(d, 88.7228394f)), Inf(d), y);
  y = IfThenElse(Lt(x, Set(d, -103.972084f)), Zero(d), y);
  return KeepNaN(d, x, y);
}

// exp(a) / 2 for a >= 0: finite up to 89.41.
template <class D, class V>
HWY_INLINE V HalfExp(D d, V a) {
  const auto di = AsSigned(d);
  const ReducedExp<V> e = ReduceExp(d, Min(a, Set(d, 89.5f)));
  const auto power = Sub(ConvertTo(di, e.n), Set(di, 1));
  const V y = TimesPowerOfTwo(d, Add(e.q, Set(d, 1.0f)), power);
  return KeepNaN(d, a, IfThenElse(Gt(a, Set(d, 89.4159851f)), Inf(d), y));
}

// exp(x) - 1 = 2 (2^(n-1) q + 2^(n-1) - 1/2): 2^n itself may be out of range.
template <class D, class V>
HWY_INLINE V Expm1(D d, V x) {
  const auto di = AsSigned(d);
  const ReducedExp<V> e = ReduceExp(d, Min(Max(x, Set(d, -25.0f)), Set(d, 89.0f)));
  const V half = BitCast(d, ShiftLeft<23>(Add(ConvertTo(di, e.n), Set(di, 126))));
  const V y = MulAdd(half, e.q, Sub(half, Set(d, 0.5f)));
  return KeepNaN(d, x, IfThenElse(Lt(Abs(x), Set(d, 0x1p-25f)), x, Add(y, y)));
}

template <class D, class V>
HWY_INLINE V Sinh(D d, V x) {
  const V a = Abs(x), half = HalfExp(d, a), z = Mul(x, x);
  const V large = Sub(half, Div(Set(d, 0.25f), half));
  const V p = Polynomial(d, z, {2.78998391e-6f, 1.98416659e-4f, 8.33331514e-3f, 0.166666672f});
  const V small = MulAdd(Mul(p, z), x, x);
  return KeepNaN(d, x, CopySign(IfThenElse(Lt(a, Set(d, 1.0f)), small, large), x));
}

template <class D, class V>
HWY_INLINE V Cosh(D d, V x) {
  const V half = HalfExp(d, Abs(x));
  return Add(half, Div(Set(d, 0.25f), half));
}

// 1 - 2 / (exp(2|x|) + 1) with the sign of x; below 0.625 an odd polynomial.
template <class D, class V>
HWY_INLINE V Tanh(D d, V x) {
  const V a = Abs(x), one = Set(d, 1.0f);
  const V large = Sub(one, Div(Set(d, 2.0f), Add(Exp(d, Add(a, a)), one)));
  const V z = Mul(x, x);
  const V p = Polynomial(d, z,
                         {-5.70498872745e-3f, 2.06390887954e-2f, -5.37397155531e-2f,
                          1.33314422036e-1f, -3.33332819422e-1f});
  const V small = MulAdd(Mul(p, z), x, x);
  return KeepNaN(d, x, CopySign(IfThenElse(Lt(a, Set(d, 0.625f)), small, large), x));
}

// x + x P(x^2) below 1, else 1 - exp(Q(|x|)) with Q = log(1 - erf): exact to the last bit or two
// also where 1 + erf(x) is small, as gelu needs it; from 3.92 on it is 1 in floats.
template <class D, class V>
HWY_INLINE V Erf(D d, V x) {
  const auto di = AsSigned(d);
  const V a = Abs(x), one = Set(d, 1.0f);
  const V p = Polynomial(d, Mul(x, x),
                         {7.84617296e-5f, -8.00788926e-4f, 5.18807443e-3f, -2.68536918e-2f,
                          0.112835832f, -0.37612626f, 0.128379166f});
  const V small = MulAdd(a, p, a);
  const V q = Polynomial(d, Min(a, Set(d, 4.0f)),
                         {-1.39009126e-5f, 3.27489339e-4f, -3.50608095e-3f, 2.28820536e-2f,
                          -0.103885978f, -0.638377368f, -1.12641013f, -6.21760788e-4f});
  const ReducedExp<V> e = ReduceExp(d, q);
  const V power = BitCast(d, ShiftLeft<23>(Add(ConvertTo(di, e.n), Set(di, 127))));
  const V large = Sub(one, Mul(Add(e.q, one), power));
  return KeepNaN(d, x, CopySign(IfThenElse(Lt(a, one), small, large), x));
}

}  // namespace HWY_NAMESPACE
}  // namespace ingot
HWY_AFTER_NAMESPACE();
#endif  // per target
