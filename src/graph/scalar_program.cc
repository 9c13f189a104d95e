// Scalar expressions as straight-line code: compiling, inlining, text form, reference evaluation.
#include <bit>
#include <cmath>
#include <sstream>
#include <unordered_map>

#include "base/assert.h"
#include "graph/expr.h"

namespace ingot {
namespace {

bool same(const ScalarInstruction& x, const ScalarInstruction& y) {
  return x.op == y.op && x.a == y.a && x.b == y.b && x.c == y.c &&
         std::bit_cast<std::uint64_t>(x.constant) == std::bit_cast<std::uint64_t>(y.constant);
}

class Compiler {
 public:
  explicit Compiler(ScalarProgram& program) : program_(program) {}

  std::int32_t add(const Expr& e) {
    if (auto it = known_.find(e.id()); it != known_.end()) return it->second;
    ScalarInstruction instruction{.op = e.op()};
    if (e.op() == ScalarOp::arg) instruction.a = e.arg_index();
    if (e.op() == ScalarOp::constant) instruction.constant = e.constant();
    std::int32_t* const slots[] = {&instruction.a, &instruction.b, &instruction.c};
    for (std::size_t i = 0; i < e.operands().size(); ++i) *slots[i] = add(e.operands()[i]);
    auto& code = program_.code;
    const auto it = std::find_if(code.begin(), code.end(),
                                 [&](const ScalarInstruction& o) { return same(o, instruction); });
    const auto index = static_cast<std::int32_t>(it - code.begin());
    if (it == code.end()) code.push_back(instruction);
    return known_[e.id()] = index;
  }

 private:
  ScalarProgram& program_;
  std::unordered_map<const void*, std::int32_t> known_;
};

template <class T>
T integer_pow(T base, T exponent) {
  if (exponent < 0) return base == 1 ? T{1} : base == -1 ? (exponent % 2 ? T{-1} : T{1}) : T{0};
  std::uint64_t result = 1, factor = static_cast<std::uint64_t>(base);
  for (auto e = static_cast<std::uint64_t>(exponent); e != 0; e >>= 1, factor *= factor)
    if (e & 1) result *= factor;
  return static_cast<T>(result);
}

// Arithmetic on int64 wraps around; division rounds towards minus infinity, as in NumPy.
std::int64_t evaluate_integer(ScalarOp op, std::int64_t a, std::int64_t b, std::int64_t c) {
  const auto ua = static_cast<std::uint64_t>(a), ub = static_cast<std::uint64_t>(b);
  const bool overflow = a == INT64_MIN && b == -1;
  switch (op) {
    case ScalarOp::add: return static_cast<std::int64_t>(ua + ub);
    case ScalarOp::sub: return static_cast<std::int64_t>(ua - ub);
    case ScalarOp::mul: return static_cast<std::int64_t>(ua * ub);
    case ScalarOp::div:
      if (b == 0 || overflow) return b == 0 ? 0 : a;
      return a / b - (a % b != 0 && (a < 0) != (b < 0) ? 1 : 0);
    case ScalarOp::remainder:
      if (b == 0 || overflow) return 0;
      return a % b + (a % b != 0 && (a < 0) != (b < 0) ? b : 0);
    case ScalarOp::pow: return integer_pow(a, b);
    case ScalarOp::min: return std::min(a, b);
    case ScalarOp::max: return std::max(a, b);
    case ScalarOp::neg: return static_cast<std::int64_t>(0 - ua);
    case ScalarOp::abs: return a < 0 ? static_cast<std::int64_t>(0 - ua) : a;
    case ScalarOp::sign: return (a > 0) - (a < 0);
    case ScalarOp::floor:
    case ScalarOp::ceil:
    case ScalarOp::round: return a;
    case ScalarOp::less: return a < b;
    case ScalarOp::less_equal: return a <= b;
    case ScalarOp::equal: return a == b;
    case ScalarOp::logical_and: return a != 0 && b != 0;
    case ScalarOp::logical_or: return a != 0 || b != 0;
    case ScalarOp::logical_not: return a == 0;
    case ScalarOp::is_finite: return 1;
    case ScalarOp::select: return a != 0 ? b : c;
    default:
      return static_cast<std::int64_t>(evaluate<double>(
          op, static_cast<double>(a), static_cast<double>(b), static_cast<double>(c)));
  }
}

template <class T>
T evaluate_real(ScalarOp op, T a, T b, T c) {
  switch (op) {
    case ScalarOp::add: return a + b;
    case ScalarOp::sub: return a - b;
    case ScalarOp::mul: return a * b;
    case ScalarOp::div: return a / b;
    case ScalarOp::remainder: return a - b * std::floor(a / b);
    case ScalarOp::pow: return std::pow(a, b);
    case ScalarOp::min: return a < b || std::isnan(a) ? a : b;
    case ScalarOp::max: return a > b || std::isnan(a) ? a : b;
    case ScalarOp::atan2: return std::atan2(a, b);
    case ScalarOp::neg: return -a;
    case ScalarOp::abs: return std::abs(a);
    case ScalarOp::sign: return std::isnan(a) ? a : static_cast<T>((a > 0) - (a < 0));
    case ScalarOp::floor: return std::floor(a);
    case ScalarOp::ceil: return std::ceil(a);
    case ScalarOp::round: return std::nearbyint(a);
    case ScalarOp::sqrt: return std::sqrt(a);
    case ScalarOp::exp: return std::exp(a);
    case ScalarOp::expm1: return std::expm1(a);
    case ScalarOp::log: return std::log(a);
    case ScalarOp::log1p: return std::log1p(a);
    case ScalarOp::sin: return std::sin(a);
    case ScalarOp::cos: return std::cos(a);
    case ScalarOp::tan: return std::tan(a);
    case ScalarOp::asin: return std::asin(a);
    case ScalarOp::acos: return std::acos(a);
    case ScalarOp::atan: return std::atan(a);
    case ScalarOp::sinh: return std::sinh(a);
    case ScalarOp::cosh: return std::cosh(a);
    case ScalarOp::tanh: return std::tanh(a);
    case ScalarOp::erf: return std::erf(a);
    case ScalarOp::less: return a < b;
    case ScalarOp::less_equal: return a <= b;
    case ScalarOp::equal: return a == b;
    case ScalarOp::logical_and: return a != 0 && b != 0;
    case ScalarOp::logical_or: return a != 0 || b != 0;
    case ScalarOp::logical_not: return a == 0;
    case ScalarOp::is_finite: return std::isfinite(a);
    case ScalarOp::select: return a != 0 ? b : c;
    case ScalarOp::arg:
    case ScalarOp::constant: break;
  }
  INGOT_ASSERT(false, "{} is no operation", to_string(op));
  return a;
}

}  // namespace

template <class T>
T evaluate(ScalarOp op, T a, T b, T c) {
  if constexpr (std::is_integral_v<T>)
    return evaluate_integer(op, a, b, c);
  else
    return evaluate_real(op, a, b, c);
}
template double evaluate(ScalarOp, double, double, double);
template float evaluate(ScalarOp, float, float, float);
template std::int64_t evaluate(ScalarOp, std::int64_t, std::int64_t, std::int64_t);

template <class T>
T evaluate(const ScalarProgram& program, std::span<const T> args, int output,
           std::vector<T>& registers) {
  registers.resize(program.code.size());
  const auto at = [&](std::int32_t r) { return registers[static_cast<std::size_t>(r)]; };
  for (std::size_t i = 0; i < program.code.size(); ++i) {
    const ScalarInstruction& in = program.code[i];
    switch (in.op) {
      case ScalarOp::arg: registers[i] = args[static_cast<std::size_t>(in.a)]; break;
      case ScalarOp::constant: registers[i] = static_cast<T>(in.constant); break;
      default: registers[i] = evaluate<T>(in.op, at(in.a), at(in.b), at(in.c));
    }
  }
  return at(program.outputs[static_cast<std::size_t>(output)]);
}
template double evaluate(const ScalarProgram&, std::span<const double>, int, std::vector<double>&);
template float evaluate(const ScalarProgram&, std::span<const float>, int, std::vector<float>&);
template std::int64_t evaluate(const ScalarProgram&, std::span<const std::int64_t>, int,
                               std::vector<std::int64_t>&);

ScalarProgram compile(std::span<const Expr> outputs, int num_args) {
  ScalarProgram program;
  program.num_args = num_args;
  Compiler compiler(program);
  for (const Expr& e : outputs) program.outputs.push_back(compiler.add(e));
  return program;
}

std::vector<Expr> to_exprs(const ScalarProgram& program, std::span<const Expr> args) {
  std::vector<Expr> all;
  for (const ScalarInstruction& in : program.code) {
    if (in.op == ScalarOp::arg) {
      all.push_back(args[static_cast<std::size_t>(in.a)]);
    } else if (in.op == ScalarOp::constant) {
      all.emplace_back(in.constant);
    } else {
      const std::int32_t slots[] = {in.a, in.b, in.c};
      std::vector<Expr> operands;
      for (int i = 0; i < arity(in.op); ++i)
        operands.push_back(all[static_cast<std::size_t>(slots[i])]);
      all.push_back(Expr::make(in.op, operands));
    }
  }
  std::vector<Expr> result;
  for (std::int32_t r : program.outputs) result.push_back(all[static_cast<std::size_t>(r)]);
  return result;
}

std::string to_string(const ScalarProgram& program) {
  std::string s = fmt::format("{}", program.num_args);
  for (const ScalarInstruction& in : program.code) {
    s += fmt::format(" {}", to_string(in.op));
    if (in.op == ScalarOp::arg) s += fmt::format(":{}", in.a);
    if (in.op == ScalarOp::constant) s += fmt::format(":{}", in.constant);
    const std::int32_t slots[] = {in.a, in.b, in.c};
    for (int i = 0; i < arity(in.op); ++i) s += fmt::format("{}{}", i == 0 ? ':' : ',', slots[i]);
  }
  return s + fmt::format(" -> {}", fmt::join(program.outputs, ","));
}

ScalarProgram parse_scalar_program(std::string_view input) {
  const auto fail = [&](std::string_view word) {
    return Error("parse_error", text("scalar program \"{}\": cannot read \"{}\"",
                                     "标量程序 \"{}\": 无法读取 \"{}\"", input, word));
  };
  ScalarProgram program;
  std::istringstream in{std::string(input)};
  std::string word;
  in >> program.num_args;
  while (in >> word && word != "->") {
    const std::size_t colon = word.find(':');
    const std::string name = word.substr(0, colon);
    ScalarInstruction instruction;
    const std::optional<ScalarOp> op = find_scalar_op(name);
    if (!op || colon == std::string::npos) throw fail(word);
    instruction.op = *op;
    std::istringstream values(word.substr(colon + 1));
    const auto count = static_cast<std::int32_t>(program.code.size());
    if (instruction.op == ScalarOp::constant) {
      // operator>> does not read "inf" and "nan".
      instruction.constant = std::strtod(word.c_str() + colon + 1, nullptr);
    } else if (instruction.op == ScalarOp::arg) {
      if (!(values >> instruction.a) || instruction.a < 0 || instruction.a >= program.num_args)
        throw fail(word);
    } else {
      std::int32_t* const slots[] = {&instruction.a, &instruction.b, &instruction.c};
      for (int i = 0; i < arity(instruction.op); ++i) {
        if (i > 0) values.ignore(1);
        if (!(values >> *slots[i]) || *slots[i] < 0 || *slots[i] >= count) throw fail(word);
      }
    }
    program.code.push_back(instruction);
  }
  std::int32_t output = 0;
  while (in >> output) {
    if (output < 0 || output >= static_cast<std::int32_t>(program.code.size())) throw fail("->");
    program.outputs.push_back(output);
    in.ignore(1);
  }
  if (program.outputs.empty()) throw fail("->");
  return program;
}

}  // namespace ingot
