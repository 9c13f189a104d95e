// Scalar expressions over a closed set of operations. From one Expr derive an op's value, its
// gradient, its fusion with others and every backend's code for it.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ingot/tensor.h"

namespace ingot {

/// The closed set. Comparisons and logic give 0 or 1. `max` and `min` hand a NaN of either side on;
/// `select(c, a, b)` is a where c != 0 and never looks at the other side.
enum class ScalarOp : std::uint8_t {
  arg,
  constant,
  add,
  sub,
  mul,
  div,
  remainder,
  pow,
  min,
  max,
  atan2,
  neg,
  abs,
  sign,
  floor,
  ceil,
  round,
  sqrt,
  exp,
  expm1,
  log,
  log1p,
  sin,
  cos,
  tan,
  asin,
  acos,
  atan,
  sinh,
  cosh,
  tanh,
  erf,
  less,
  less_equal,
  equal,
  logical_and,
  logical_or,
  logical_not,
  is_finite,
  select,
};
[[nodiscard]] std::string_view to_string(ScalarOp op);
[[nodiscard]] std::optional<ScalarOp> find_scalar_op(std::string_view name);
[[nodiscard]] int arity(ScalarOp op);

/// One node of an expression; shared subexpressions are shared nodes.
class Expr {
 public:
  struct Data;
  Expr() = default;
  Expr(double constant);
  [[nodiscard]] static Expr arg(int index);
  [[nodiscard]] static Expr make(ScalarOp op, std::span<const Expr> operands);

  [[nodiscard]] ScalarOp op() const;
  [[nodiscard]] int arg_index() const;
  [[nodiscard]] double constant() const;
  [[nodiscard]] std::span<const Expr> operands() const;
  [[nodiscard]] const void* id() const { return data_.get(); }
  /// False for a default constructed Expr. There is no conversion to bool: `!e` is an expression.
  [[nodiscard]] bool defined() const { return data_ != nullptr; }
  [[nodiscard]] bool is_constant(double value) const;

 private:
  std::shared_ptr<const Data> data_;
};

Expr operator+(const Expr& a, const Expr& b);
Expr operator-(const Expr& a, const Expr& b);
Expr operator*(const Expr& a, const Expr& b);
Expr operator/(const Expr& a, const Expr& b);
Expr operator-(const Expr& a);
Expr operator<(const Expr& a, const Expr& b);
Expr operator<=(const Expr& a, const Expr& b);
Expr operator>(const Expr& a, const Expr& b);
Expr operator>=(const Expr& a, const Expr& b);
Expr operator&&(const Expr& a, const Expr& b);
Expr operator||(const Expr& a, const Expr& b);
Expr operator!(const Expr& a);
/// Functions by their field name: `scalar::exp(x)`.
namespace scalar {
Expr remainder(const Expr& a, const Expr& b);
Expr pow(const Expr& a, const Expr& b);
Expr min(const Expr& a, const Expr& b);
Expr max(const Expr& a, const Expr& b);
Expr atan2(const Expr& y, const Expr& x);
Expr abs(const Expr& a);
Expr sign(const Expr& a);
Expr floor(const Expr& a);
Expr ceil(const Expr& a);
Expr round(const Expr& a);
Expr sqrt(const Expr& a);
Expr exp(const Expr& a);
Expr expm1(const Expr& a);
Expr log(const Expr& a);
Expr log1p(const Expr& a);
Expr sin(const Expr& a);
Expr cos(const Expr& a);
Expr tan(const Expr& a);
Expr asin(const Expr& a);
Expr acos(const Expr& a);
Expr atan(const Expr& a);
Expr sinh(const Expr& a);
Expr cosh(const Expr& a);
Expr tanh(const Expr& a);
Expr erf(const Expr& a);
Expr equal(const Expr& a, const Expr& b);
Expr is_finite(const Expr& a);
Expr select(const Expr& condition, const Expr& a, const Expr& b);
}  // namespace scalar

/// d(e)/d(arg index). It selects where the function has branches and never multiplies by 0, so that
/// an infinite dead branch gives no NaN. A null Expr means: identically zero.
/// At kinks: abs'(0) = 0, max and min give the whole gradient to the first argument on ties.
[[nodiscard]] Expr derivative(const Expr& e, int arg_index);
/// derivative * factor with the product inside the selections; null stays null.
[[nodiscard]] Expr scaled(const Expr& derivative, const Expr& factor);

/// An expression (or several that share parts) as straight-line code: the form that fused nodes
/// carry and that backends run. Register r of instruction i is i; `arg` loads input `a`.
struct ScalarInstruction {
  ScalarOp op = ScalarOp::arg;
  std::int32_t a = 0, b = 0, c = 0;
  double constant = 0;
};
struct ScalarProgram {
  std::vector<ScalarInstruction> code;
  /// The instruction whose value is output k.
  std::vector<std::int32_t> outputs;
  int num_args = 0;
};
[[nodiscard]] ScalarProgram compile(std::span<const Expr> outputs, int num_args);
/// Back to expressions (one per output): fusing inlines one program's outputs as the other's args.
[[nodiscard]] std::vector<Expr> to_exprs(const ScalarProgram& program, std::span<const Expr> args);
/// "a0 a1 mul:0,1 exp:2 -> 3", and back.
[[nodiscard]] std::string to_string(const ScalarProgram& program);
[[nodiscard]] ScalarProgram parse_scalar_program(std::string_view text);

/// The reference meaning of one scalar op in double, float or int64 arithmetic. Integer division
/// and remainder by zero give 0, so that no input can trap.
template <class T>
[[nodiscard]] T evaluate(ScalarOp op, T a, T b, T c);
template <class T>
[[nodiscard]] T evaluate(const ScalarProgram& program, std::span<const T> args, int output,
                         std::vector<T>& registers);

}  // namespace ingot
