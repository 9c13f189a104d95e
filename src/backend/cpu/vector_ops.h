// Each scalar op as a function of vectors: what the interpreter of clusters computes and generated
// code is made of. Included once per Highway target, as vector_math.h is.
#if defined(INGOT_VECTOR_OPS_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef INGOT_VECTOR_OPS_H_
#undef INGOT_VECTOR_OPS_H_
#else
#define INGOT_VECTOR_OPS_H_
#endif

#include "backend/cpu/vector_math.h"
#include "graph/expr.h"

HWY_BEFORE_NAMESPACE();
namespace ingot {
namespace HWY_NAMESPACE {

// Hands `use` the op: use.value(f) with a vector f(d, a, b), use.comparison(f) with a mask
// f(d, a, b), or use.logic(f) with a mask of masks f(a, b). False: `select`, and what is no
// operation.
template <class Use>
HWY_INLINE bool UseOp(ScalarOp op, const Use& use) {
  switch (op) {
    case ScalarOp::arg:
    case ScalarOp::constant:
    case ScalarOp::select: return false;
    case ScalarOp::add: use.value([](auto, auto a, auto b) { return Add(a, b); }); break;
    case ScalarOp::sub: use.value([](auto, auto a, auto b) { return Sub(a, b); }); break;
    case ScalarOp::mul: use.value([](auto, auto a, auto b) { return Mul(a, b); }); break;
    case ScalarOp::div: use.value([](auto, auto a, auto b) { return Div(a, b); }); break;
    case ScalarOp::remainder:
      use.value([](auto, auto a, auto b) { return Sub(a, Mul(b, Floor(Div(a, b)))); });
      break;
    case ScalarOp::pow: use.value([](auto d, auto a, auto b) { return Pow(d, a, b); }); break;
    // The machine's min and max give b where either is NaN.
    case ScalarOp::min:
      use.value([](auto d, auto a, auto b) { return KeepNaN(d, a, Min(a, b)); });
      break;
    case ScalarOp::max:
      use.value([](auto d, auto a, auto b) { return KeepNaN(d, a, Max(a, b)); });
      break;
    case ScalarOp::atan2: use.value([](auto d, auto a, auto b) { return Atan2(d, a, b); }); break;
    case ScalarOp::neg: use.value([](auto, auto a, auto) { return Neg(a); }); break;
    case ScalarOp::abs: use.value([](auto, auto a, auto) { return Abs(a); }); break;
    case ScalarOp::sign: use.value([](auto d, auto a, auto) { return Sign(d, a); }); break;
    case ScalarOp::floor: use.value([](auto, auto a, auto) { return Floor(a); }); break;
    case ScalarOp::ceil: use.value([](auto, auto a, auto) { return Ceil(a); }); break;
    case ScalarOp::round: use.value([](auto, auto a, auto) { return Round(a); }); break;
    case ScalarOp::sqrt: use.value([](auto, auto a, auto) { return Sqrt(a); }); break;
    case ScalarOp::exp: use.value([](auto d, auto a, auto) { return Exp(d, a); }); break;
    case ScalarOp::expm1: use.value([](auto d, auto a, auto) { return Expm1(d, a); }); break;
    case ScalarOp::log: use.value([](auto d, auto a, auto) { return Log(d, a); }); break;
    case ScalarOp::log1p: use.value([](auto d, auto a, auto) { return Log1p(d, a); }); break;
    case ScalarOp::sin: use.value([](auto d, auto a, auto) { return Sin(d, a); }); break;
    case ScalarOp::cos: use.value([](auto d, auto a, auto) { return Cos(d, a); }); break;
    case ScalarOp::tan: use.value([](auto d, auto a, auto) { return Tan(d, a); }); break;
    case ScalarOp::asin: use.value([](auto d, auto a, auto) { return Asin(d, a); }); break;
    case ScalarOp::acos: use.value([](auto d, auto a, auto) { return Acos(d, a); }); break;
    case ScalarOp::atan: use.value([](auto d, auto a, auto) { return Atan(d, a); }); break;
    case ScalarOp::sinh: use.value([](auto d, auto a, auto) { return Sinh(d, a); }); break;
    case ScalarOp::cosh: use.value([](auto d, auto a, auto) { return Cosh(d, a); }); break;
    case ScalarOp::tanh: use.value([](auto d, auto a, auto) { return Tanh(d, a); }); break;
    case ScalarOp::erf: use.value([](auto d, auto a, auto) { return Erf(d, a); }); break;
    case ScalarOp::less: use.comparison([](auto, auto a, auto b) { return Lt(a, b); }); break;
    case ScalarOp::less_equal: use.comparison([](auto, auto a, auto b) { return Le(a, b); }); break;
    case ScalarOp::equal: use.comparison([](auto, auto a, auto b) { return Eq(a, b); }); break;
    case ScalarOp::is_finite:
      use.comparison([](auto d, auto a, auto) { return Lt(Abs(a), Inf(d)); });
      break;
    case ScalarOp::logical_and: use.logic([](auto a, auto b) { return And(a, b); }); break;
    case ScalarOp::logical_or: use.logic([](auto a, auto b) { return Or(a, b); }); break;
    case ScalarOp::logical_not: use.logic([](auto a, auto) { return Not(a); }); break;
  }
  return true;
}

}  // namespace HWY_NAMESPACE
}  // namespace ingot
HWY_AFTER_NAMESPACE();
#endif  // per target
