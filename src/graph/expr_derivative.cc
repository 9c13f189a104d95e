// Symbolic derivatives of scalar expressions, by the chain rule from the leaves up.
#include <numbers>
#include <unordered_map>

#include "graph/expr.h"

namespace ingot {
namespace {

using namespace scalar;

// A derivative is "zero" when the Expr is null; the helpers keep zeros and ones out of the result.
// A product with a selection selects among products: a dead branch that is 0 stays 0.
Expr times(const Expr& factor, const Expr& d) {
  if (!d.defined() || d.is_constant(0)) return d;
  if (d.is_constant(1)) return factor;
  if (d.op() == ScalarOp::select)
    return select(d.operands()[0], times(factor, d.operands()[1]), times(factor, d.operands()[2]));
  return d * factor;
}
Expr plus(const Expr& a, const Expr& b) {
  if (!a.defined()) return b;
  return b.defined() ? a + b : a;
}
Expr minus(const Expr& a) { return a.defined() ? -a : a; }
Expr choose(const Expr& condition, const Expr& a, const Expr& b) {
  if (!a.defined() && !b.defined()) return {};
  return select(condition, a.defined() ? a : Expr(0.0), b.defined() ? b : Expr(0.0));
}

class Differentiator {
 public:
  explicit Differentiator(int arg) : arg_(arg) {}

  Expr of(const Expr& e) {
    if (auto it = known_.find(e.id()); it != known_.end()) return it->second;
    return known_[e.id()] = compute(e);
  }

 private:
  Expr compute(const Expr& e) {
    if (e.op() == ScalarOp::arg) return e.arg_index() == arg_ ? Expr(1.0) : Expr();
    const auto x = e.operands();
    if (x.empty()) return {};
    if (x.size() == 1) return unary(e, x[0], of(x[0]));
    if (x.size() == 2) return binary(e, x[0], x[1], of(x[0]), of(x[1]));
    return choose(x[0], of(x[1]), of(x[2]));
  }

  static Expr unary(const Expr& y, const Expr& x, const Expr& d) {
    if (!d.defined()) return {};
    switch (y.op()) {
      case ScalarOp::neg: return -d;
      case ScalarOp::abs: return times(sign(x), d);
      case ScalarOp::sqrt: return times(0.5 / y, d);
      case ScalarOp::exp: return times(y, d);
      case ScalarOp::expm1: return times(y + 1.0, d);
      case ScalarOp::log: return times(1.0 / x, d);
      case ScalarOp::log1p: return times(1.0 / (1.0 + x), d);
      case ScalarOp::sin: return times(cos(x), d);
      case ScalarOp::cos: return times(-sin(x), d);
      case ScalarOp::tan: return times(1.0 + y * y, d);
      case ScalarOp::asin: return times(1.0 / sqrt(1.0 - x * x), d);
      case ScalarOp::acos: return times(-1.0 / sqrt(1.0 - x * x), d);
      case ScalarOp::atan: return times(1.0 / (1.0 + x * x), d);
      case ScalarOp::sinh: return times(cosh(x), d);
      case ScalarOp::cosh: return times(sinh(x), d);
      case ScalarOp::tanh: return times(1.0 - y * y, d);
      case ScalarOp::erf: return times(2.0 * std::numbers::inv_sqrtpi * exp(-(x * x)), d);
      default: return {};  // piecewise constant
    }
  }

  static Expr binary(const Expr& y, const Expr& a, const Expr& b, const Expr& da, const Expr& db) {
    if (!da.defined() && !db.defined()) return {};
    switch (y.op()) {
      case ScalarOp::add: return plus(da, db);
      case ScalarOp::sub: return plus(da, minus(db));
      case ScalarOp::mul: return plus(times(b, da), times(a, db));
      case ScalarOp::div: return plus(da.defined() ? da / b : da, minus(times(y / b, db)));
      // a - b * floor(a / b)
      case ScalarOp::remainder: return plus(da, minus(times(floor(a / b), db)));
      // The slope in `a` at exponent 0 is 0 even at a = 0; in `b` at base 0 it is 0.
      case ScalarOp::pow:
        return plus(times(select(equal(b, 0.0), 0.0, b * pow(a, b - 1.0)), da),
                    times(select(equal(a, 0.0), 0.0, y * log(a)), db));
      case ScalarOp::min: return choose(a <= b, da, db);
      case ScalarOp::max: return choose(a >= b, da, db);
      case ScalarOp::atan2: {
        const Expr norm = a * a + b * b;
        return plus(times(b / norm, da), minus(times(a / norm, db)));
      }
      default: return {};  // comparisons and logic
    }
  }

  int arg_;
  std::unordered_map<const void*, Expr> known_;
};

}  // namespace

Expr derivative(const Expr& e, int arg_index) { return Differentiator(arg_index).of(e); }

Expr scaled(const Expr& derivative, const Expr& factor) { return times(factor, derivative); }

}  // namespace ingot
