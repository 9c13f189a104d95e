#include "backend/cpu/cluster_code_values.h"

#include <bit>
#include <limits>

namespace ingot::emitted {
namespace {

using Id = x86::Inst::Id;

constexpr std::uint32_t kSignBit = 0x80000000U;

// Predicates of vcmpps.
enum Compare : std::uint8_t {
  kEqual = 0x00,
  kUnordered = 0x03,
  kNotEqual = 0x04,
  kLess = 0x11,
  kLessEqual = 0x12,
  kGreater = 0x1E,
};

template <class Result>
Result new_lanes(const Lanes& like) {
  return {{like.target, like.target->new_vector()}};
}

template <class L>
L binary(Id id, const L& a, const L& b) {
  const L y = new_lanes<L>(a);
  a.target->cc.emit(id, y.at, a.in_register(), b.at);
  return y;
}
template <class L>
L commutative(Id id, const L& a, const L& b) {
  return a.in_memory() ? binary(id, b, a) : binary(id, a, b);
}

// The forms of a fused multiply-add by their operands: 213 is y = x1 y + x2, 231 is y = x1 x2 + y.
struct Fused {
  Id of_213, of_231;
};
Floats fused(Fused id, const Floats& a, const Floats& b, const Floats& c) {
  if (a.in_memory() && !b.in_memory()) return fused(id, b, a, c);
  const Floats y = new_lanes<Floats>(a);
  x86::Compiler& cc = a.target->cc;
  if (b.in_memory()) {
    cc.emit(x86::Inst::kIdVmovaps, y.at, c.at);
    cc.emit(id.of_231, y.at, a.in_register(), b.at);
  } else {
    cc.emit(x86::Inst::kIdVmovaps, y.at, a.at);
    cc.emit(id.of_213, y.at, b.at, c.at);
  }
  return y;
}

Floats rounded(const Floats& x, int mode) {
  constexpr int kNoException = 8;
  const Floats y = new_lanes<Floats>(x);
  x.target->cc.emit(x.target->is_avx512 ? x86::Inst::kIdVrndscaleps : x86::Inst::kIdVroundps, y.at,
                    x.at, asmjit::imm(mode | kNoException));
  return y;
}

Floats with_bits(Id id, const Floats& x, std::uint32_t bits) {
  return binary(id, x, Floats{{x.target, x.target->constant(bits)}});
}

Mask compare(const Floats& a, const Floats& b, Compare how) {
  const Mask m{a.target, a.target->new_mask()};
  a.target->cc.emit(x86::Inst::kIdVcmpps, m.at, a.in_register(), b.at, asmjit::imm(how));
  return m;
}

Mask of_masks(Id of_k, Id of_vectors, const Mask& a, const Mask& b) {
  const Mask m{a.target, a.target->new_mask()};
  a.target->cc.emit(a.target->is_avx512 ? of_k : of_vectors, m.at, a.at, b.at);
  return m;
}

void jump_unless_any(const Mask& m, const asmjit::Label& to) {
  x86::Compiler& cc = m.target->cc;
  if (m.target->is_avx512) {
    cc.kortestw(m.k(), m.k());
  } else {
    const x86::Gp signs = cc.newInt32();
    cc.vmovmskps(signs, m.vector());
    cc.test(signs, signs);
  }
  cc.jz(to);
}

}  // namespace

x86::Vec Target::new_vector() const {
  return is_avx512 ? x86::Vec(cc.newZmm()) : x86::Vec(cc.newYmm());
}
x86::Reg Target::new_mask() const {
  return is_avx512 ? x86::Reg(cc.newKw()) : x86::Reg(cc.newYmm());
}
x86::Mem Target::constant(std::uint32_t bits) const {
  std::array<std::uint32_t, 16> all;
  all.fill(bits);
  return cc.newConst(asmjit::ConstPoolScope::kLocal, all.data(), is_avx512 ? 64 : 32);
}

x86::Vec Lanes::in_register() const {
  if (!in_memory()) return at.as<x86::Vec>();
  const x86::Vec y = target->new_vector();
  target->cc.vmovaps(y, at.as<x86::Mem>());
  return y;
}

Floats Set(FloatTag d, float value) {
  const Floats y{{d.target, d.target->constant(std::bit_cast<std::uint32_t>(value))}};
  return value == value ? y : Floats{{d.target, y.in_register()}};
}
Ints Set(IntTag d, std::int32_t value) {
  return {{d.target, d.target->constant(static_cast<std::uint32_t>(value))}};
}
Floats Zero(FloatTag d) { return Set(d, 0); }
Ints Zero(IntTag d) { return Set(d, 0); }
Floats Inf(FloatTag d) { return Set(d, std::numeric_limits<float>::infinity()); }
Floats NaN(FloatTag d) { return Set(d, std::numeric_limits<float>::quiet_NaN()); }

Floats Add(const Floats& a, const Floats& b) { return commutative(x86::Inst::kIdVaddps, a, b); }
Floats Sub(const Floats& a, const Floats& b) { return binary(x86::Inst::kIdVsubps, a, b); }
Floats Mul(const Floats& a, const Floats& b) { return commutative(x86::Inst::kIdVmulps, a, b); }
Floats Div(const Floats& a, const Floats& b) { return binary(x86::Inst::kIdVdivps, a, b); }
Floats Min(const Floats& a, const Floats& b) { return binary(x86::Inst::kIdVminps, a, b); }
Floats Max(const Floats& a, const Floats& b) { return binary(x86::Inst::kIdVmaxps, a, b); }
Floats MulAdd(const Floats& a, const Floats& b, const Floats& c) {
  return fused({x86::Inst::kIdVfmadd213ps, x86::Inst::kIdVfmadd231ps}, a, b, c);
}
Floats NegMulAdd(const Floats& a, const Floats& b, const Floats& c) {
  return fused({x86::Inst::kIdVfnmadd213ps, x86::Inst::kIdVfnmadd231ps}, a, b, c);
}
Floats MulSub(const Floats& a, const Floats& b, const Floats& c) {
  return fused({x86::Inst::kIdVfmsub213ps, x86::Inst::kIdVfmsub231ps}, a, b, c);
}
Floats Sqrt(const Floats& x) {
  const Floats y = new_lanes<Floats>(x);
  x.target->cc.emit(x86::Inst::kIdVsqrtps, y.at, x.at);
  return y;
}
Floats Round(const Floats& x) { return rounded(x, 0); }
Floats Floor(const Floats& x) { return rounded(x, 1); }
Floats Ceil(const Floats& x) { return rounded(x, 2); }
Floats Abs(const Floats& x) { return with_bits(x86::Inst::kIdVandps, x, ~kSignBit); }
Floats Neg(const Floats& x) { return with_bits(x86::Inst::kIdVxorps, x, kSignBit); }
Floats Xor(const Floats& a, const Floats& b) { return commutative(x86::Inst::kIdVxorps, a, b); }
Floats CopySign(const Floats& magnitude, const Floats& sign) {
  return binary(x86::Inst::kIdVorps, Abs(magnitude),
                with_bits(x86::Inst::kIdVandps, sign, kSignBit));
}

Mask Lt(const Floats& a, const Floats& b) { return compare(a, b, kLess); }
Mask Le(const Floats& a, const Floats& b) { return compare(a, b, kLessEqual); }
Mask Gt(const Floats& a, const Floats& b) { return compare(a, b, kGreater); }
Mask Eq(const Floats& a, const Floats& b) { return compare(a, b, kEqual); }
Mask Ne(const Floats& a, const Floats& b) { return compare(a, b, kNotEqual); }
Mask IsNaN(const Floats& x) {
  const Floats loaded{{x.target, x.in_register()}};
  return compare(loaded, loaded, kUnordered);
}
Mask And(const Mask& a, const Mask& b) {
  return of_masks(x86::Inst::kIdKandw, x86::Inst::kIdVandps, a, b);
}
Mask Or(const Mask& a, const Mask& b) {
  return of_masks(x86::Inst::kIdKorw, x86::Inst::kIdVorps, a, b);
}
Mask Not(const Mask& a) {
  const Mask m{a.target, a.target->new_mask()};
  if (a.target->is_avx512)
    a.target->cc.knotw(m.k(), a.k());
  else
    a.target->cc.vxorps(m.vector(), a.vector(), a.target->constant(~0U));
  return m;
}

Floats IfThenElse(const Mask& m, const Floats& yes, const Floats& no) {
  const Floats y = new_lanes<Floats>(yes);
  x86::Compiler& cc = m.target->cc;
  // Before the mask is set: it holds for the next instruction only.
  const x86::Vec otherwise = no.in_register();
  if (m.target->is_avx512)
    cc.k(m.k()).emit(x86::Inst::kIdVblendmps, y.at, otherwise, yes.at);
  else
    cc.emit(x86::Inst::kIdVblendvps, y.at, otherwise, yes.at, m.at);
  return y;
}
Floats IfThenElseZero(const Mask& m, const Floats& yes) {
  const Floats y = new_lanes<Floats>(yes);
  x86::Compiler& cc = m.target->cc;
  if (m.target->is_avx512)
    cc.k(m.k()).z().emit(x86::Inst::kIdVmovaps, y.at, yes.at);
  else
    cc.emit(x86::Inst::kIdVandps, y.at, m.at, yes.at);
  return y;
}
Floats KeepNaN(FloatTag, const Floats& x, const Floats& y) {
  return x.in_memory() ? y : IfThenElse(IsNaN(x), x, y);
}

Floats LaneByLane(FloatTag d, const Mask& where, const Floats& y, const Floats& a, const Floats& b,
                  LaneFunction f) {
  x86::Compiler& cc = d.target->cc;
  const x86::Vec result = d.target->new_vector();
  cc.emit(x86::Inst::kIdVmovaps, result, y.at);
  const asmjit::Label done = cc.newLabel();
  jump_unless_any(where, done);
  const std::uint32_t bytes = d.target->is_avx512 ? 64 : 32;
  std::array<x86::Mem, 2> stack;
  std::array<x86::Gp, 2> address;
  for (std::size_t i = 0; i < 2; ++i) {
    stack[i] = cc.newStack(bytes, bytes);
    address[i] = cc.newIntPtr();
    cc.emit(x86::Inst::kIdVmovups, stack[i], IfThenElseZero(where, i == 0 ? a : b).in_register());
    cc.lea(address[i], stack[i]);
  }
  asmjit::InvokeNode* call = nullptr;
  cc.invoke(&call, reinterpret_cast<std::uint64_t>(&apply_lanes),
            asmjit::FuncSignatureT<void, void*, void*, const void*, std::int64_t>());
  call->setArg(0, asmjit::imm(reinterpret_cast<void*>(f)));
  call->setArg(1, address[0]);
  call->setArg(2, address[1]);
  call->setArg(3, asmjit::imm(bytes / sizeof(float)));
  if (d.target->is_avx512)
    cc.k(where.k()).vmovups(result, stack[0]);
  else
    cc.vblendvps(result, result, stack[0], where.vector());
  cc.bind(done);
  return {{d.target, result}};
}

Ints Add(const Ints& a, const Ints& b) { return commutative(x86::Inst::kIdVpaddd, a, b); }
Ints Sub(const Ints& a, const Ints& b) { return binary(x86::Inst::kIdVpsubd, a, b); }
Ints And(const Ints& a, const Ints& b) {
  return commutative(a.target->is_avx512 ? x86::Inst::kIdVpandd : x86::Inst::kIdVpand, a, b);
}
Mask Lt(const Ints& a, const Ints& b) {
  const Mask m{a.target, a.target->new_mask()};
  a.target->cc.emit(x86::Inst::kIdVpcmpgtd, m.at, b.in_register(), a.at);
  return m;
}
Ints shifted(Id how, const Ints& a, int bits) {
  const Ints y = new_lanes<Ints>(a);
  a.target->cc.emit(how, y.at, a.in_register(), asmjit::imm(bits));
  return y;
}
Ints ConvertTo(IntTag, const Floats& x) {
  const Ints y = new_lanes<Ints>(x);
  x.target->cc.emit(x86::Inst::kIdVcvttps2dq, y.at, x.at);
  return y;
}
Floats ConvertTo(FloatTag, const Ints& x) {
  const Floats y = new_lanes<Floats>(x);
  x.target->cc.emit(x86::Inst::kIdVcvtdq2ps, y.at, x.at);
  return y;
}

}  // namespace ingot::emitted
