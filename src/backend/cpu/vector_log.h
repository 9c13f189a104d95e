// log, log1p and pow on vectors; see vector_math.h, which includes it.
//
// Source       polynomials by Sollya's fpminimax; sums and products with their rounding errors:
//              Dekker 1971, A floating-point technique for extending the available precision
// Accuracy     every 61st float, in ulp: log 0.9, log1p 0.9; of random pairs: pow 1.8
#if defined(INGOT_VECTOR_LOG_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef INGOT_VECTOR_LOG_H_
#undef INGOT_VECTOR_LOG_H_
#else
#define INGOT_VECTOR_LOG_H_
#endif

HWY_BEFORE_NAMESPACE();
namespace ingot {
namespace HWY_NAMESPACE {

// x = 2^e m with m in [sqrt(1/2), sqrt(2)).
template <class V>
struct SplitFloat {
  V e, m;
};

template <class D, class V>
HWY_INLINE SplitFloat<V> Split(D d, V x) {
  const auto di = AsSigned(d);
  const auto subnormal = Lt(x, Set(d, 0x1p-126f));
  const auto bits = BitCast(di, IfThenElse(subnormal, Mul(x, Set(d, 0x1p24f)), x));
  const auto e = ShiftRight<23>(Sub(bits, Set(di, 0x3F3504F3)));  // the bits of sqrt(1/2)
  return {Sub(ConvertTo(d, e), IfThenElseZero(subnormal, Set(d, 24.0f))),
          BitCast(d, Sub(bits, ShiftLeft<23>(e)))};
}

// log(x) + rest, for a normal or subnormal x and a rest of at most a few roundings of x.
template <class D, class V>
HWY_INLINE V LogPlus(D d, SplitFloat<V> x, V rest_over_x) {
  const V f = Sub(x.m, Set(d, 1.0f)), z = Mul(f, f);
  const V p = Polynomial(d, f,
                         {-7.2358996e-2f, 0.125378415f, -0.132199138f, 0.142442435f, -0.166208908f,
                          0.199986681f, -0.250008434f, 0.33333379f});
  V y = MulAdd(Mul(f, z), p, rest_over_x);
  // ln(2) in two parts, of which the first times e is exact.
  y = MulAdd(x.e, Set(d, 1.42860677e-6f), y);
  y = Add(f, NegMulAdd(Set(d, 0.5f), z, y));
  return MulAdd(x.e, Set(d, 0.693145752f), y);
}

// -infinity at 0, NaN below.
template <class D, class V>
HWY_INLINE V WithEndsOfLog(D d, V x, V y) {
  y = IfThenElse(Lt(x, Inf(d)), y, x);
  const V at_most_0 = IfThenElse(Eq(x, Zero(d)), Neg(Inf(d)), NaN(d));
  return IfThenElse(Le(x, Zero(d)), at_most_0, y);
}

template <class D, class V>
HWY_INLINE V Log(D d, V x) {
  return WithEndsOfLog(d, x, LogPlus(d, Split(d, x), Zero(d)));
}

// log(u) + rest / u, where u + rest = 1 + x exactly.
template <class D, class V>
HWY_INLINE V Log1p(D d, V x) {
  const V one = Set(d, 1.0f), u = Add(x, one), of_one = Sub(u, x);
  const V rest = Add(Sub(x, Sub(u, of_one)), Sub(one, of_one));
  const V y = WithEndsOfLog(d, u, LogPlus(d, Split(d, u), Div(rest, u)));
  return IfThenElse(Eq(u, one), x, y);
}

// 2^t for t + rest, |rest| < 1.
template <class D, class V>
HWY_INLINE V PowerOfTwo(D d, V t, V rest) {
  t = Min(Max(t, Set(d, -160.0f)), Set(d, 160.0f));
  const V n = Round(t), r = Add(Sub(t, n), rest);
  const V p = Polynomial(d, r,
                         {1.52449953e-4f, 1.3391684e-3f, 9.61882621e-3f, 5.55035807e-2f,
                          0.240226448f, 0.693147182f, 1.0f});
  return TimesPowerOfTwo(d, p, ConvertTo(AsSigned(d), n));
}

// log2(x) = high + low with some 32 bits, for x > 0: 2 atanh(s) / ln(2) of s = (m - 1) / (m + 1).
template <class V>
struct TwoParts {
  V high, low;
};
template <class D, class V>
HWY_INLINE TwoParts<V> LogOfTwo(D d, V x) {
  const SplitFloat<V> split = Split(d, x);
  const V one = Set(d, 1.0f), m = split.m, e = split.e;
  const V f = Sub(m, one), g = Add(m, one), g_low = Sub(m, Sub(g, one));
  const V inverse = Div(one, g), s = Mul(f, inverse);
  const V s_low = Mul(NegMulAdd(s, g_low, NegMulAdd(s, g, f)), inverse);
  const V z = MulAdd(s, s, Mul(Add(s, s), s_low)), c = Set(d, 2.88539004f);
  const V w = Mul(z, Polynomial(d, z, {0.336924165f, 0.41190657f, 0.577079058f, 0.961796701f}));
  const V h = Add(c, w), h_low = Add(Add(Sub(c, h), w), Set(d, 3.85192607e-8f));
  const V p = Mul(s, h);
  const V p_low = MulAdd(s_low, h, MulAdd(s, h_low, MulSub(s, h, p)));
  const V high = Add(e, p);
  return {high, Add(Add(Sub(e, high), p), p_low)};
}

// 2^(y log2(x)); the rules at 0, infinity and NaN are those of IEEE 754-2019, 9.2.1.
template <class D, class V>
HWY_INLINE V Pow(D d, V x, V y) {
  const V one = Set(d, 1.0f), a = Abs(x), zero = Zero(d);
  if constexpr (!decltype(RoundsOnce(d))::value) {
    return LaneByLane(d, Eq(one, one), x, x, y, [](float u, float v) { return std::pow(u, v); });
  } else {
    const TwoParts<V> log = LogOfTwo(d, a);
    V high = IfThenElse(Lt(a, Inf(d)), log.high, a);
    high = IfThenElse(Eq(a, zero), Neg(Inf(d)), high);
    const V t = Mul(y, high), rest = MulAdd(y, log.low, MulSub(y, high, t));
    V r = PowerOfTwo(d, t, IfThenElseZero(Lt(Abs(t), Set(d, 200.0f)), rest));
    r = IfThenElse(Eq(a, one), one, r);
    const V half = Mul(y, Set(d, 0.5f));
    const auto whole = Eq(Floor(y), y);
    const auto odd = And(whole, Not(Eq(Floor(half), half)));
    r = IfThenElse(And(IsNegative(d, x), odd), Neg(r), r);
    const auto finite_below_0 = And(Lt(x, zero), Lt(a, Inf(d)));
    r = IfThenElse(And(finite_below_0, Not(whole)), NaN(d), r);
    r = KeepNaN(d, y, KeepNaN(d, x, r));
    return IfThenElse(Or(Eq(x, one), Eq(y, zero)), one, r);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace ingot
HWY_AFTER_NAMESPACE();
#endif  // per target
