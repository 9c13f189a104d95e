#include "graph/expr.h"

#include <cmath>

#include "base/assert.h"

namespace ingot {

struct Expr::Data {
  ScalarOp op;
  int arg = 0;
  double constant = 0;
  std::vector<Expr> operands;
};

namespace {

struct OpFacts {
  std::string_view name;
  int arity;
};

// In the order of the enumeration.
constexpr OpFacts kFacts[] = {
    {"arg", 0},         {"constant", 0},   {"add", 2},         {"sub", 2},        {"mul", 2},
    {"div", 2},         {"remainder", 2},  {"pow", 2},         {"min", 2},        {"max", 2},
    {"atan2", 2},       {"neg", 1},        {"abs", 1},         {"sign", 1},       {"floor", 1},
    {"ceil", 1},        {"round", 1},      {"sqrt", 1},        {"exp", 1},        {"expm1", 1},
    {"log", 1},         {"log1p", 1},      {"sin", 1},         {"cos", 1},        {"tan", 1},
    {"asin", 1},        {"acos", 1},       {"atan", 1},        {"sinh", 1},       {"cosh", 1},
    {"tanh", 1},        {"erf", 1},        {"less", 2},        {"less_equal", 2}, {"equal", 2},
    {"logical_and", 2}, {"logical_or", 2}, {"logical_not", 1}, {"is_finite", 1},  {"select", 3},
};
static_assert(std::size(kFacts) == static_cast<std::size_t>(ScalarOp::select) + 1);

const OpFacts& facts(ScalarOp op) { return kFacts[static_cast<std::size_t>(op)]; }

Expr unary(ScalarOp op, const Expr& a) { return Expr::make(op, std::array{a}); }
Expr binary(ScalarOp op, const Expr& a, const Expr& b) { return Expr::make(op, std::array{a, b}); }

}  // namespace

std::string_view to_string(ScalarOp op) { return facts(op).name; }
std::optional<ScalarOp> find_scalar_op(std::string_view name) {
  const auto it = std::find_if(std::begin(kFacts), std::end(kFacts),
                               [&](const OpFacts& f) { return f.name == name; });
  if (it == std::end(kFacts)) return std::nullopt;
  return static_cast<ScalarOp>(it - std::begin(kFacts));
}
int arity(ScalarOp op) { return facts(op).arity; }

Expr::Expr(double constant)
    : data_(std::make_shared<Data>(Data{ScalarOp::constant, 0, constant, {}})) {}

Expr Expr::arg(int index) {
  Expr e;
  e.data_ = std::make_shared<Data>(Data{ScalarOp::arg, index, 0, {}});
  return e;
}

Expr Expr::make(ScalarOp op, std::span<const Expr> operands) {
  INGOT_ASSERT(static_cast<int>(operands.size()) == arity(op), "{} takes {} operands",
               to_string(op), arity(op));
  Expr e;
  e.data_ =
      std::make_shared<Data>(Data{op, 0, 0, std::vector<Expr>(operands.begin(), operands.end())});
  return e;
}

ScalarOp Expr::op() const { return data_->op; }
int Expr::arg_index() const { return data_->arg; }
double Expr::constant() const { return data_->constant; }
std::span<const Expr> Expr::operands() const { return data_->operands; }

bool Expr::is_constant(double value) const {
  return data_ && data_->op == ScalarOp::constant && data_->constant == value &&
         std::signbit(data_->constant) == std::signbit(value);
}

Expr operator+(const Expr& a, const Expr& b) { return binary(ScalarOp::add, a, b); }
Expr operator-(const Expr& a, const Expr& b) { return binary(ScalarOp::sub, a, b); }
Expr operator*(const Expr& a, const Expr& b) { return binary(ScalarOp::mul, a, b); }
Expr operator/(const Expr& a, const Expr& b) { return binary(ScalarOp::div, a, b); }
Expr operator-(const Expr& a) { return unary(ScalarOp::neg, a); }
Expr operator<(const Expr& a, const Expr& b) { return binary(ScalarOp::less, a, b); }
Expr operator<=(const Expr& a, const Expr& b) { return binary(ScalarOp::less_equal, a, b); }
Expr operator>(const Expr& a, const Expr& b) { return b < a; }
Expr operator>=(const Expr& a, const Expr& b) { return b <= a; }
Expr operator&&(const Expr& a, const Expr& b) { return binary(ScalarOp::logical_and, a, b); }
Expr operator||(const Expr& a, const Expr& b) { return binary(ScalarOp::logical_or, a, b); }
Expr operator!(const Expr& a) { return unary(ScalarOp::logical_not, a); }

namespace scalar {
Expr remainder(const Expr& a, const Expr& b) { return binary(ScalarOp::remainder, a, b); }
Expr pow(const Expr& a, const Expr& b) { return binary(ScalarOp::pow, a, b); }
Expr min(const Expr& a, const Expr& b) { return binary(ScalarOp::min, a, b); }
Expr max(const Expr& a, const Expr& b) { return binary(ScalarOp::max, a, b); }
Expr atan2(const Expr& y, const Expr& x) { return binary(ScalarOp::atan2, y, x); }
Expr abs(const Expr& a) { return unary(ScalarOp::abs, a); }
Expr sign(const Expr& a) { return unary(ScalarOp::sign, a); }
Expr floor(const Expr& a) { return unary(ScalarOp::floor, a); }
Expr ceil(const Expr& a) { return unary(ScalarOp::ceil, a); }
Expr round(const Expr& a) { return unary(ScalarOp::round, a); }
Expr sqrt(const Expr& a) { return unary(ScalarOp::sqrt, a); }
Expr exp(const Expr& a) { return unary(ScalarOp::exp, a); }
Expr expm1(const Expr& a) { return unary(ScalarOp::expm1, a); }
Expr log(const Expr& a) { return unary(ScalarOp::log, a); }
Expr log1p(const Expr& a) { return unary(ScalarOp::log1p, a); }
Expr sin(const Expr& a) { return unary(ScalarOp::sin, a); }
Expr cos(const Expr& a) { return unary(ScalarOp::cos, a); }
Expr tan(const Expr& a) { return unary(ScalarOp::tan, a); }
Expr asin(const Expr& a) { return unary(ScalarOp::asin, a); }
Expr acos(const Expr& a) { return unary(ScalarOp::acos, a); }
Expr atan(const Expr& a) { return unary(ScalarOp::atan, a); }
Expr sinh(const Expr& a) { return unary(ScalarOp::sinh, a); }
Expr cosh(const Expr& a) { return unary(ScalarOp::cosh, a); }
Expr tanh(const Expr& a) { return unary(ScalarOp::tanh, a); }
Expr erf(const Expr& a) { return unary(ScalarOp::erf, a); }
Expr equal(const Expr& a, const Expr& b) { return binary(ScalarOp::equal, a, b); }
Expr is_finite(const Expr& a) { return unary(ScalarOp::is_finite, a); }
Expr select(const Expr& condition, const Expr& a, const Expr& b) {
  return Expr::make(ScalarOp::select, std::array{condition, a, b});
}
}  // namespace scalar

}  // namespace ingot
