// Source   asmjit encodes the instructions and allocates the registers; what an op is made of is in
//          vector_ops.h
#include "backend/cpu/cluster_code.h"

#include "backend/cpu/cluster_code_values.h"
#include "backend/cpu/highway_targets.h"
#include "backend/cpu/vector_ops.h"
#include "hwy/targets.h"

namespace ingot {
namespace {

using emitted::Floats;
using emitted::Mask;
namespace x86 = asmjit::x86;

asmjit::JitRuntime& runtime() {
  static auto* const forever = new asmjit::JitRuntime;  // code may outlive static objects
  return *forever;
}

class Emitter {
 public:
  Emitter(asmjit::CodeHolder& code, const ScalarProgram& program,
          const std::vector<ClusterCode::Input>& inputs, const std::vector<DType>& outputs,
          ClusterCode::InstructionSet set)
      : cc_(&code),
        target_{cc_, set == ClusterCode::InstructionSet::avx512},
        program_(program),
        inputs_(inputs),
        outputs_(outputs),
        results_(program.code.size()) {}

  // False: asmjit refused.
  bool emit() {
    asmjit::FuncNode* function =
        cc_.addFunc(asmjit::FuncSignatureT<void, const void*, void*, std::int64_t>());
    function->frame().setAvxEnabled();
    if (target_.is_avx512) function->frame().setAvx512Enabled();
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
      const x86::Vec all = target_.new_vector();
      cc_.vbroadcastss(all, x86::dword_ptr(pointers_[a]));
      results_[i].value = in_register(all);
    }
    std::vector<x86::Gp> targets;
    for (std::size_t o = 0; o < outputs_.size(); ++o) targets.push_back(pointer(outs, o));
    at_ = cc_.newInt64();
    cc_.xor_(at_, at_);
    const asmjit::Label loop = cc_.newLabel();
    cc_.bind(loop);
    for (std::size_t i = 0; i < program_.code.size(); ++i) emit_instruction(i);
    // All stores behind all loads: an output may lie over an input.
    for (std::size_t o = 0; o < outputs_.size(); ++o)
      outputs_[o] == f32 ? void(value_of(program_.outputs[o])) : void(mask_of(program_.outputs[o]));
    for (std::size_t o = 0; o < outputs_.size(); ++o) store(o, targets[o]);
    cc_.add(at_, target_.is_avx512 ? 16 : 8);
    cc_.cmp(at_, count);
    cc_.jl(loop);
    cc_.endFunc();
    return cc_.finalize() == asmjit::kErrorOk;
  }

 private:
  // A comparison gives a mask; it becomes a value where one is asked for, and the other way round.
  struct Result {
    std::optional<Floats> value;
    std::optional<Mask> mask;
  };

  x86::Gp pointer(const x86::Gp& list, std::size_t i) {
    const x86::Gp p = cc_.newIntPtr();
    cc_.mov(p, x86::qword_ptr(list, static_cast<std::int32_t>(i * sizeof(void*))));
    return p;
  }
  [[nodiscard]] Floats in_register(const x86::Vec& v) const { return {{&target_, v}}; }
  [[nodiscard]] emitted::FloatTag tag() const { return {&target_}; }

  const Floats& value_of(std::int32_t index) {
    Result& r = results_[static_cast<std::size_t>(index)];
    const ScalarInstruction& in = program_.code[static_cast<std::size_t>(index)];
    if (!r.value && r.mask) r.value = IfThenElseZero(*r.mask, Set(tag(), 1));
    if (!r.value && in.op == ScalarOp::constant)
      r.value = Set(tag(), static_cast<float>(in.constant));
    if (!r.value) r.value = load(static_cast<std::size_t>(in.a));
    return *r.value;
  }
  const Mask& mask_of(std::int32_t index) {
    Result& r = results_[static_cast<std::size_t>(index)];
    if (!r.mask) r.mask = Ne(value_of(index), Zero(tag()));
    return *r.mask;
  }

  Floats load(std::size_t input) {
    const x86::Vec y = target_.new_vector();
    if (inputs_[input].dtype == f32) {
      cc_.vmovups(y, x86::ptr(pointers_[input], at_, 2));
      return in_register(y);
    }
    const x86::Mem from = x86::ptr(pointers_[input], at_, 0, 0, target_.is_avx512 ? 16 : 8);
    if (inputs_[input].dtype == i8)
      cc_.vpmovsxbd(y, from);
    else
      cc_.vpmovzxbd(y, from);
    cc_.vcvtdq2ps(y, y);
    return in_register(y);
  }

  void store(std::size_t o, const x86::Gp& to) {
    if (outputs_[o] == f32) {
      cc_.vmovups(x86::ptr(to, at_, 2), value_of(program_.outputs[o]).in_register());
      return;
    }
    const Mask& m = mask_of(program_.outputs[o]);
    const x86::Xmm bytes = cc_.newXmm();
    std::array<std::uint32_t, 4> ones;
    ones.fill(0x01010101U);
    const x86::Mem one = cc_.newConst(asmjit::ConstPoolScope::kLocal, ones.data(), 16);
    if (target_.is_avx512) {
      cc_.k(m.k()).z().vmovdqu8(bytes, one);
      cc_.vmovdqu(x86::ptr(to, at_, 0, 0, 16), bytes);
      return;
    }
    const x86::Xmm high = cc_.newXmm();
    cc_.vextracti128(high, m.vector().as<x86::Ymm>(), 1);
    cc_.vpackssdw(bytes, m.vector().as<x86::Ymm>().xmm(), high);
    cc_.vpacksswb(bytes, bytes, bytes);
    cc_.vpand(bytes, bytes, one);
    cc_.vmovq(x86::ptr(to, at_, 0, 0, 8), bytes);
  }

  // Emits the function of an op.
  struct Use {
    Emitter& e;
    const ScalarInstruction& in;
    std::int32_t second;
    Result& result;

    template <class F>
    void value(F f) const {
      result.value = f(e.tag(), e.value_of(in.a), e.value_of(second));
    }
    template <class F>
    void comparison(F f) const {
      result.mask = f(e.tag(), e.value_of(in.a), e.value_of(second));
    }
    template <class F>
    void logic(F f) const {
      result.mask = f(e.mask_of(in.a), e.mask_of(second));
    }
  };

  void emit_instruction(std::size_t i) {
    const ScalarInstruction& in = program_.code[i];
    if (in.op == ScalarOp::select)
      results_[i].value = IfThenElse(mask_of(in.a), value_of(in.b), value_of(in.c));
    else  // arguments and constants are loaded where they are read
      HWY_NAMESPACE::UseOp(in.op, Use{*this, in, arity(in.op) > 1 ? in.b : in.a, results_[i]});
  }

  x86::Compiler cc_;
  emitted::Target target_;
  const ScalarProgram& program_;
  const std::vector<ClusterCode::Input>& inputs_;
  const std::vector<DType>& outputs_;
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
