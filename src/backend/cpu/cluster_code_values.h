// Vectors and masks of code that is being made, with Highway's functions on them: each emits the
// instruction that Highway has for it.
#pragma once

#include <asmjit/x86.h>

#include <type_traits>

#include "backend/cpu/cluster_code.h"
#include "backend/cpu/lane_function.h"

namespace ingot::emitted {

namespace x86 = asmjit::x86;

/// Where instructions go, and how wide their vectors are.
struct Target {
  x86::Compiler& cc;
  bool is_avx512;

  [[nodiscard]] x86::Vec new_vector() const;
  [[nodiscard]] x86::Reg new_mask() const;
  /// A constant of the code, in all lanes.
  [[nodiscard]] x86::Mem constant(std::uint32_t bits) const;
};

/// A register, or a constant in memory.
struct Lanes {
  const Target* target = nullptr;
  asmjit::Operand at = {};

  [[nodiscard]] bool in_memory() const { return at.isMem(); }
  /// Loads a constant.
  [[nodiscard]] x86::Vec in_register() const;
};
/// In memory are only numbers, no NaN.
struct Floats : Lanes {};
struct Ints : Lanes {};
/// A k register, or for AVX2 a vector whose lanes are all ones or all zeros.
struct Mask {
  const Target* target = nullptr;
  x86::Reg at = {};

  [[nodiscard]] const x86::KReg& k() const { return at.as<x86::KReg>(); }
  [[nodiscard]] const x86::Vec& vector() const { return at.as<x86::Vec>(); }
};
struct FloatTag {
  const Target* target;
};
struct IntTag {
  const Target* target;
};

inline IntTag AsSigned(FloatTag d) { return {d.target}; }
inline std::true_type RoundsOnce(FloatTag) { return {}; }

Floats Set(FloatTag d, float value);
Ints Set(IntTag d, std::int32_t value);
Floats Zero(FloatTag d);
Ints Zero(IntTag d);
Floats Inf(FloatTag d);
Floats NaN(FloatTag d);

Floats Add(const Floats& a, const Floats& b);
Floats Sub(const Floats& a, const Floats& b);
Floats Mul(const Floats& a, const Floats& b);
Floats Div(const Floats& a, const Floats& b);
/// b where either is NaN, as the machine's.
Floats Min(const Floats& a, const Floats& b);
Floats Max(const Floats& a, const Floats& b);
/// a b + c, c - a b and a b - c, rounded once.
Floats MulAdd(const Floats& a, const Floats& b, const Floats& c);
Floats NegMulAdd(const Floats& a, const Floats& b, const Floats& c);
Floats MulSub(const Floats& a, const Floats& b, const Floats& c);
Floats Sqrt(const Floats& x);
Floats Round(const Floats& x);
Floats Floor(const Floats& x);
Floats Ceil(const Floats& x);
Floats Abs(const Floats& x);
Floats Neg(const Floats& x);
Floats Xor(const Floats& a, const Floats& b);
Floats CopySign(const Floats& magnitude, const Floats& sign);

Mask Lt(const Floats& a, const Floats& b);
Mask Le(const Floats& a, const Floats& b);
Mask Gt(const Floats& a, const Floats& b);
Mask Eq(const Floats& a, const Floats& b);
/// Also true where either is NaN.
Mask Ne(const Floats& a, const Floats& b);
Mask IsNaN(const Floats& x);
Mask And(const Mask& a, const Mask& b);
Mask Or(const Mask& a, const Mask& b);
Mask Not(const Mask& a);
Floats IfThenElse(const Mask& m, const Floats& yes, const Floats& no);
Floats IfThenElseZero(const Mask& m, const Floats& yes);
/// x where it is NaN, else y.
Floats KeepNaN(FloatTag d, const Floats& x, const Floats& y);
/// f(a, b), one lane after the other, in the lanes of `where`; elsewhere y. The code jumps over the
/// call where there is no such lane.
Floats LaneByLane(FloatTag d, const Mask& where, const Floats& y, const Floats& a, const Floats& b,
                  LaneFunction f);

Ints Add(const Ints& a, const Ints& b);
Ints Sub(const Ints& a, const Ints& b);
Ints And(const Ints& a, const Ints& b);
Mask Lt(const Ints& a, const Ints& b);
Ints shifted(x86::Inst::Id how, const Ints& a, int bits);
template <int kBits>
Ints ShiftLeft(const Ints& a) {
  return shifted(x86::Inst::kIdVpslld, a, kBits);
}
template <int kBits>
Ints ShiftRight(const Ints& a) {
  return shifted(x86::Inst::kIdVpsrad, a, kBits);
}
Ints ConvertTo(IntTag d, const Floats& x);
Floats ConvertTo(FloatTag d, const Ints& x);
inline Ints BitCast(IntTag, const Floats& x) { return {x}; }
inline Floats BitCast(FloatTag, const Ints& x) { return {x}; }
inline Mask RebindMask(FloatTag, const Mask& m) { return m; }

}  // namespace ingot::emitted
