// exp, expm1, sinh, cosh, tanh and erf on vectors; see vector_math.h, which includes it.
//
// Source       exp and tanh: the polynomials of Cephes (expf, tanhf); sinh: Sollya's fpminimax;
//              erf: the rational function of least relative error, by Lawson's iteration
// Accuracy     every 61st float, in ulp: exp 1.1, expm1 1.5, sinh 1.7, cosh 1.6, tanh 1.4, erf 5
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

// Degree 5 by Estrin's scheme, which rounds less than Horner's where all terms are of one size.
template <class D, class V>
HWY_INLINE V PolynomialByPairs(D d, V x, const float (&c)[6]) {
  const V square = Mul(x, x);
  const V p = MulAdd(Polynomial(d, x, {c[0], c[1]}), square, Polynomial(d, x, {c[2], c[3]}));
  return MulAdd(p, square, Polynomial(d, x, {c[4], c[5]}));
}

// x P(x^2) / Q(x^2); from 3.925 on it is 1 in floats. The common factor of P and Q is the one that
// rounds their coefficients best.
template <class D, class V>
HWY_INLINE V Erf(D d, V x) {
  const V one = Set(d, 1.0f);
  const V a = Min(Abs(x), Set(d, 3.925f)), z = Mul(a, a);
  const V p = PolynomialByPairs(
      d, z,
      {2.22873655e-6f, 3.10280011e-4f, 4.10943944e-3f, 5.74819185e-2f, 0.207614839f, 1.22915232f});
  const V q = PolynomialByPairs(
      d, z,
      {4.14454407e-5f, 1.26778928e-3f, 1.63212586e-2f, 0.124379925f, 0.547095835f, 1.0893079f});
  return KeepNaN(d, x, CopySign(Min(Div(Mul(a, p), q), one), x));
}

}  // namespace HWY_NAMESPACE
}  // namespace ingot
HWY_AFTER_NAMESPACE();
#endif  // per target
