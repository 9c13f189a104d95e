// Source   asmjit emits and allocates registers; exp and tanh as in vector_math.h
#include "backend/cpu/cluster_code.h"

#include <asmjit/x86.h>

#include <bit>
#include <limits>

#include "hwy/targets.h"

namespace ingot {
namespace {

namespace x86 = asmjit::x86;

asmjit::JitRuntime& runtime() {
  static auto* const forever = new asmjit::JitRuntime;  // code may outlive static objects
  return *forever;
}

// Predicates of vcmpps.
enum Compare : std::uint8_t {
  kEqual = 0x00,
  kUnordered = 0x03,
  kNotEqual = 0x04,
  kLess = 0x11,
  kLessEqual = 0x12,
  kGreater = 0x1E,
};

class Emitter {
 public:
  Emitter(asmjit::CodeHolder& code, const ScalarProgram& program,
          const std::vector<ClusterCode::Input>& inputs, const std::vector<DType>& outputs,
          ClusterCode::InstructionSet set)
      : cc_(&code),
        program_(program),
        inputs_(inputs),
        outputs_(outputs),
        wide_(set == ClusterCode::InstructionSet::avx512),
        results_(program.code.size()) {}

  // False: an op without instructions.
  bool emit() {
    asmjit::FuncNode* function =
        cc_.addFunc(asmjit::FuncSignatureT<void, const void*, void*, std::int64_t>());
    function->frame().setAvxEnabled();
    if (wide_) function->frame().setAvx512Enabled();
    function->frame().setAvxCleanup();
    const x86::Gp ins = cc_.newIntPtr(), outs = cc_.newIntPtr(), count = cc_.newInt64();
    function->setArg(0, ins);
    function->setArg(1, outs);
    function->setArg(2, count);
    pointers_.resize(inputs_.size());
    for (std::size_t i = 0; i < program_.code.size(); ++i) {
      const ScalarInstruction& in = program_.code[i];
      if (in.op != ScalarOp::arg) continue;
      const auto a = static_cast<std::size_t>(in.a);
      pointers_[a] = pointer(ins, a);
      if (!inputs_[a].is_scalar) continue;
      results_[i].value = vector();
      results_[i].has_value = true;
      cc_.vbroadcastss(results_[i].value, x86::dword_ptr(pointers_[a]));
    }
    std::vector<x86::Gp> targets;
    for (std::size_t o = 0; o < outputs_.size(); ++o) targets.push_back(pointer(outs, o));
    at_ = cc_.newInt64();
    cc_.xor_(at_, at_);
    const asmjit::Label loop = cc_.newLabel();
    cc_.bind(loop);
    for (std::size_t i = 0; i < program_.code.size(); ++i)
      if (!emit_instruction(i)) return false;
    // All stores behind all loads: an output may lie over an input.
    for (std::size_t o = 0; o < outputs_.size(); ++o)
      outputs_[o] == f32 ? void(value_of(program_.outputs[o])) : void(mask_of(program_.outputs[o]));
    for (std::size_t o = 0; o < outputs_.size(); ++o) store(o, targets[o]);
    cc_.add(at_, wide_ ? 16 : 8);
    cc_.cmp(at_, count);
    cc_.jl(loop);
    cc_.endFunc();
    return cc_.finalize() == asmjit::kErrorOk;
  }

 private:
  // A comparison has a mask: a k register, or on AVX2 a vector of all ones and zeros.
  struct Result {
    x86::Vec value;
    x86::Reg mask;
    bool has_value = false, has_mask = false;
  };

  x86::Gp pointer(const x86::Gp& list, std::size_t i) {
    const x86::Gp p = cc_.newIntPtr();
    cc_.mov(p, x86::qword_ptr(list, static_cast<std::int32_t>(i * sizeof(void*))));
    return p;
  }
  x86::Vec vector() { return wide_ ? x86::Vec(cc_.newZmm()) : x86::Vec(cc_.newYmm()); }
  x86::Reg mask() { return wide_ ? x86::Reg(cc_.newKw()) : x86::Reg(cc_.newYmm()); }
  static const x86::KReg& k(const x86::Reg& mask) { return mask.as<x86::KReg>(); }
  static const x86::Vec& v(const x86::Reg& mask) { return mask.as<x86::Vec>(); }

  x86::Mem bits(std::uint32_t pattern) {
    std::array<std::uint32_t, 16> all;
    all.fill(pattern);
    const std::size_t bytes = wide_ ? 64 : 32;
    return cc_.newConst(asmjit::ConstPoolScope::kLocal, all.data(), bytes);
  }
  x86::Mem constant(float f) { return bits(std::bit_cast<std::uint32_t>(f)); }
  x86::Vec loaded(const x86::Mem& from) {
    const x86::Vec y = vector();
    cc_.vmovups(y, from);
    return y;
  }

  x86::Reg compare(const x86::Vec& a, const asmjit::Operand_& b, Compare how) {
    const x86::Reg m = mask();
    cc_.emit(x86::Inst::kIdVcmpps, m, a, b, asmjit::imm(how));
    return m;
  }
  // Where the mask is set `b`, else `a`.
  x86::Vec blend(const x86::Reg& m, const x86::Vec& a, const x86::Vec& b) {
    const x86::Vec y = vector();
    if (wide_)
      cc_.k(k(m)).vblendmps(y, a, b);
    else
      cc_.vblendvps(y, a, b, v(m));
    return y;
  }
  x86::Vec binary(x86::Inst::Id id, const x86::Vec& a, const asmjit::Operand_& b) {
    const x86::Vec y = vector();
    cc_.emit(id, y, a, b);
    return y;
  }
  // y = a b + c, in a copy of a
  x86::Vec multiply_add(const x86::Vec& a, const x86::Vec& b, const asmjit::Operand_& c) {
    const x86::Vec y = vector();
    cc_.vmovaps(y, a);
    cc_.emit(x86::Inst::kIdVfmadd213ps, y, b, c);
    return y;
  }
  x86::Vec round(const x86::Vec& a, int mode) {
    const x86::Vec y = vector();
    cc_.emit(wide_ ? x86::Inst::kIdVrndscaleps : x86::Inst::kIdVroundps, y, a,
             asmjit::imm(mode | 8));
    return y;
  }

  const x86::Vec& value_of(std::int32_t index) {
    Result& r = results_[static_cast<std::size_t>(index)];
    if (r.has_value) return r.value;
    if (r.has_mask) {
      r.value = vector();
      if (wide_)
        cc_.k(k(r.mask)).z().vmovaps(r.value, constant(1));
      else
        cc_.vandps(r.value, v(r.mask), constant(1));
    } else {
      load(program_.code[static_cast<std::size_t>(index)], r);
    }
    r.has_value = true;
    return r.value;
  }
  void load(const ScalarInstruction& in, Result& r) {
    if (in.op == ScalarOp::constant) {
      r.value = loaded(constant(static_cast<float>(in.constant)));
      return;
    }
    const auto a = static_cast<std::size_t>(in.a);
    r.value = vector();
    if (inputs_[a].dtype == f32) {
      cc_.vmovups(r.value, x86::ptr(pointers_[a], at_, 2));
      return;
    }
    const x86::Mem from = x86::ptr(pointers_[a], at_, 0, 0, wide_ ? 16 : 8);
    if (inputs_[a].dtype == i8)
      cc_.vpmovsxbd(r.value, from);
    else
      cc_.vpmovzxbd(r.value, from);
    cc_.vcvtdq2ps(r.value, r.value);
  }
  const x86::Reg& mask_of(std::int32_t index) {
    Result& r = results_[static_cast<std::size_t>(index)];
    if (!r.has_mask) {
      r.mask = compare(value_of(index), constant(0), kNotEqual);
      r.has_mask = true;
    }
    return r.mask;
  }

  void store(std::size_t o, const x86::Gp& to) {
    if (outputs_[o] == f32) {
      cc_.vmovups(x86::ptr(to, at_, 2), value_of(program_.outputs[o]));
      return;
    }
    const x86::Reg& m = mask_of(program_.outputs[o]);
    const x86::Xmm bytes = cc_.newXmm();
    std::array<std::uint32_t, 4> ones;
    ones.fill(0x01010101U);
    const x86::Mem one = cc_.newConst(asmjit::ConstPoolScope::kLocal, ones.data(), 16);
    if (wide_) {
      cc_.k(k(m)).z().vmovdqu8(bytes, one);
      cc_.vmovdqu(x86::ptr(to, at_, 0, 0, 16), bytes);
      return;
    }
    const x86::Xmm high = cc_.newXmm();
    cc_.vextracti128(high, v(m).as<x86::Ymm>(), 1);
    cc_.vpackssdw(bytes, v(m).as<x86::Ymm>().xmm(), high);
    cc_.vpacksswb(bytes, bytes, bytes);
    cc_.vpand(bytes, bytes, one);
    cc_.vmovq(x86::ptr(to, at_, 0, 0, 8), bytes);
  }

  x86::Vec exp(const x86::Vec& x) {
    x86::Vec clamped = binary(x86::Inst::kIdVmaxps, x, constant(-104.0F));
    clamped = binary(x86::Inst::kIdVminps, clamped, constant(88.8F));
    const x86::Vec n =
        round(binary(x86::Inst::kIdVmulps, clamped, constant(1.44269504088896341F)), 0);
    const x86::Vec r = clamped;
    cc_.vfnmadd231ps(r, n, constant(0.693359375F));
    cc_.vfnmadd231ps(r, n, constant(-2.12194440e-4F));
    x86::Vec p = loaded(constant(1.9875691500e-4F));
    for (const float c :
         {1.3981999507e-3F, 8.3334519073e-3F, 4.1665795894e-2F, 1.6666665459e-1F, 5.0000001201e-1F})
      cc_.vfmadd213ps(p, r, constant(c));
    p = multiply_add(p, binary(x86::Inst::kIdVmulps, r, r), r);
    cc_.vaddps(p, p, constant(1));
    const x86::Vec whole = vector(), half = vector();
    cc_.vcvttps2dq(whole, n);
    cc_.vpsrad(half, whole, 1);
    const auto power = [&](const x86::Vec& e) {
      const x86::Vec y = vector();
      cc_.emit(x86::Inst::kIdVpaddd, y, e, bits(127));
      cc_.vpslld(y, y, 23);
      return y;
    };
    cc_.vmulps(p, p, power(half));
    cc_.vpsubd(whole, whole, half);
    cc_.vmulps(p, p, power(whole));
    p = blend(compare(x, constant(88.7228394F), kGreater), p,
              loaded(constant(std::numeric_limits<float>::infinity())));
    p = blend(compare(x, constant(-103.972084F), kLess), p, loaded(constant(0)));
    return blend(compare(x, x, kUnordered), p, x);
  }

  x86::Vec tanh(const x86::Vec& x) {
    const x86::Vec a = absolute(x);
    const x86::Vec e =
        binary(x86::Inst::kIdVaddps, exp(binary(x86::Inst::kIdVaddps, a, a)), constant(1));
    const x86::Vec ratio = binary(x86::Inst::kIdVdivps, loaded(constant(2)), e);
    x86::Vec large = binary(x86::Inst::kIdVsubps, loaded(constant(1)), ratio);
    large = binary(x86::Inst::kIdVorps, absolute(large),
                   binary(x86::Inst::kIdVandps, x, bits(0x80000000U)));
    const x86::Vec z = binary(x86::Inst::kIdVmulps, x, x);
    const x86::Vec p = loaded(constant(-5.70498872745e-3F));
    for (const float c :
         {2.06390887954e-2F, -5.37397155531e-2F, 1.33314422036e-1F, -3.33332819422e-1F})
      cc_.vfmadd213ps(p, z, constant(c));
    const x86::Vec small = multiply_add(binary(x86::Inst::kIdVmulps, p, z), x, x);
    const x86::Vec y = blend(compare(a, constant(0.625F), kLess), large, small);
    return blend(compare(x, x, kUnordered), y, x);
  }

  x86::Vec absolute(const x86::Vec& x) {
    return binary(x86::Inst::kIdVandps, x, bits(0x7FFFFFFFU));
  }

  // The machine's min and max give the second operand where either is NaN.
  x86::Vec extreme(x86::Inst::Id id, const ScalarInstruction& in) {
    const x86::Vec &a = value_of(in.a), &b = value_of(in.b);
    const auto never_nan = [&](std::int32_t i) {
      const ScalarInstruction& source = program_.code[static_cast<std::size_t>(i)];
      return source.op == ScalarOp::constant && !std::isnan(source.constant);
    };
    const x86::Vec y = binary(id, a, b);
    if (never_nan(in.a)) return y;
    return blend(compare(a, a, kUnordered), y, a);
  }

  bool emit_instruction(std::size_t i) {
    const ScalarInstruction& in = program_.code[i];
    Result& r = results_[i];
    const auto value = [&](const x86::Vec& y) {
      r.value = y;
      r.has_value = true;
      return true;
    };
    const auto truth = [&](const x86::Reg& m) {
      r.mask = m;
      r.has_mask = true;
      return true;
    };
    const auto plain = [&](x86::Inst::Id id) {
      return value(binary(id, value_of(in.a), value_of(in.b)));
    };
    const auto of_masks = [&](x86::Inst::Id of_k, x86::Inst::Id of_vectors) {
      const x86::Reg m = mask();
      cc_.emit(wide_ ? of_k : of_vectors, m, mask_of(in.a), mask_of(in.b));
      return truth(m);
    };
    switch (in.op) {
      case ScalarOp::arg:
      case ScalarOp::constant: return true;  // loaded where they are read
      case ScalarOp::add: return plain(x86::Inst::kIdVaddps);
      case ScalarOp::sub: return plain(x86::Inst::kIdVsubps);
      case ScalarOp::mul: return plain(x86::Inst::kIdVmulps);
      case ScalarOp::div: return plain(x86::Inst::kIdVdivps);
      case ScalarOp::min: return value(extreme(x86::Inst::kIdVminps, in));
      case ScalarOp::max: return value(extreme(x86::Inst::kIdVmaxps, in));
      case ScalarOp::neg:
        return value(binary(x86::Inst::kIdVxorps, value_of(in.a), bits(0x80000000U)));
      case ScalarOp::abs: return value(absolute(value_of(in.a)));
      case ScalarOp::sqrt: {
        const x86::Vec& a = value_of(in.a);
        const x86::Vec y = vector();
        cc_.vsqrtps(y, a);
        return value(y);
      }
      case ScalarOp::round: return value(round(value_of(in.a), 0));
      case ScalarOp::floor: return value(round(value_of(in.a), 1));
      case ScalarOp::ceil: return value(round(value_of(in.a), 2));
      case ScalarOp::exp: return value(exp(value_of(in.a)));
      case ScalarOp::tanh: return value(tanh(value_of(in.a)));
      case ScalarOp::less: return truth(compare(value_of(in.a), value_of(in.b), kLess));
      case ScalarOp::less_equal: return truth(compare(value_of(in.a), value_of(in.b), kLessEqual));
      case ScalarOp::equal: return truth(compare(value_of(in.a), value_of(in.b), kEqual));
      case ScalarOp::logical_and: return of_masks(x86::Inst::kIdKandw, x86::Inst::kIdVandps);
      case ScalarOp::logical_or: return of_masks(x86::Inst::kIdKorw, x86::Inst::kIdVorps);
      case ScalarOp::logical_not: {
        const x86::Reg& a = mask_of(in.a);
        const x86::Reg m = mask();
        if (wide_)
          cc_.knotw(k(m), k(a));
        else
          cc_.vxorps(v(m), v(a), bits(0xFFFFFFFFU));
        return truth(m);
      }
      case ScalarOp::is_finite:
        return truth(compare(absolute(value_of(in.a)),
                             constant(std::numeric_limits<float>::infinity()), kLess));
      case ScalarOp::select: {
        const x86::Reg& m = mask_of(in.a);
        return value(blend(m, value_of(in.c), value_of(in.b)));
      }
      default: return false;
    }
  }

  x86::Compiler cc_;
  const ScalarProgram& program_;
  const std::vector<ClusterCode::Input>& inputs_;
  const std::vector<DType>& outputs_;
  bool wide_;
  std::vector<Result> results_;
  std::vector<x86::Gp> pointers_;
  x86::Gp at_;
};

}  // namespace

std::optional<ClusterCode::InstructionSet> ClusterCode::best() {
  const std::int64_t targets = hwy::SupportedTargets();
  if (targets & HWY_AVX3) return InstructionSet::avx512;
  if (targets & HWY_AVX2) return InstructionSet::avx2;
  return std::nullopt;
}

std::shared_ptr<const ClusterCode> ClusterCode::make(const ScalarProgram& program,
                                                     const std::vector<Input>& inputs,
                                                     const std::vector<DType>& outputs,
                                                     InstructionSet set) {
  asmjit::CodeHolder code;
  if (code.init(runtime().environment()) != asmjit::kErrorOk) return nullptr;
  if (!Emitter(code, program, inputs, outputs, set).emit()) return nullptr;
  Function function = nullptr;
  if (runtime().add(&function, &code) != asmjit::kErrorOk) return nullptr;
  return std::shared_ptr<const ClusterCode>(new ClusterCode(function));
}

ClusterCode::~ClusterCode() { runtime().release(function_); }

}  // namespace ingot
