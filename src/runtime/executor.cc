#include "runtime/executor.h"

#include <chrono>
#include <cmath>
#include <cstring>

#include "base/assert.h"
#include "base/threads.h"

namespace ingot {

// Pointers of one run.
class Executor::Run {
 public:
  Run(const Plan& plan, std::span<const Tensor> inputs, State& state, void* arena, int num_threads)
      : plan_(plan),
        inputs_(inputs),
        arena_(static_cast<std::byte*>(arena)),
        num_threads_(num_threads) {
    INGOT_ASSERT(inputs.size() == plan.inputs.size(), "{} inputs given, {} wanted", inputs.size(),
                 plan.inputs.size());
    for (std::size_t i = 0; i < inputs.size(); ++i) check_type(plan.inputs[i], inputs[i].type());
    for (const NamedType& s : plan.states) {
      const auto it = state.find(s.name);
      if (it == state.end())
        throw Error("unknown_state",
                    text("there is no state \"{}\"", "没有名为 \"{}\" 的状态", s.name));
      check_type(s, it->second.type());
      states_.push_back(it->second.mutable_raw());
    }
  }

  void launch(const Step& step) {
    in_.clear();
    out_.clear();
    for (const Operand& o : step.inputs) in_.push_back(pointer(o));
    for (const Operand& o : step.outputs) out_.push_back(pointer(o));
    step.run(Launch(in_, out_, arena_ + step.scratch_at, num_threads_));
  }

  [[nodiscard]] void* pointer(const Operand& o) const {
    switch (o.place) {
      case Operand::Place::arena: return arena_ + o.at;
      case Operand::Place::input: return const_cast<void*>(inputs_[o.at].raw());
      case Operand::Place::state: return states_[o.at];
      case Operand::Place::constant: return const_cast<void*>(plan_.constants[o.at].raw());
      case Operand::Place::absent: break;
    }
    return nullptr;
  }

  [[nodiscard]] bool guard_holds() const {
    return !plan_.guard || *static_cast<const bool*>(pointer(*plan_.guard));
  }

  [[nodiscard]] std::vector<Tensor> outputs() const {
    std::vector<Tensor> result;
    for (std::size_t i = 0; i < plan_.outputs.size(); ++i) {
      Tensor t(plan_.outputs[i].type);
      if (t.bytes() > 0) std::memcpy(t.mutable_raw(), pointer(plan_.output_operands[i]), t.bytes());
      result.push_back(std::move(t));
    }
    return result;
  }

 private:
  static void check_type(const NamedType& wanted, const TensorType& given) {
    if (wanted.type == given) return;
    throw Error("shape_mismatch",
                text("\"{}\" is {}, but the plan wants {}", "\"{}\" 为 {}, 而计划需要 {}",
                     wanted.name, to_string(given), to_string(wanted.type)));
  }

  const Plan& plan_;
  std::span<const Tensor> inputs_;
  std::byte* arena_;
  int num_threads_;
  std::vector<void*> states_;
  std::vector<const void*> in_;
  std::vector<void*> out_;
};

namespace {

bool all_finite(const void* data, const TensorType& type) {
  if (!is_float(type.dtype)) return true;
  return dispatch(type.dtype, [&]<class T>() {
    const T* x = static_cast<const T*>(data);
    for (std::int64_t i = 0; i < type.num_elements(); ++i)
      if (!std::isfinite(static_cast<double>(x[i]))) return false;
    return true;
  });
}

Tensor grown(Tensor arena, std::size_t bytes) {
  if (arena.defined() && arena.bytes() >= bytes) return arena;
  arena = Tensor();  // give the old one back first
  return Tensor(u8, {static_cast<std::int64_t>(std::max<std::size_t>(bytes, 64))});
}

}  // namespace

RunResult Executor::run(const Plan& plan, std::span<const Tensor> inputs, State& state) {
  arena_ = grown(std::move(arena_), plan.arena_bytes);
  limit_library_threads(num_threads_);
  if (num_threads_ > 1) adapt_waiting();
  Run run(plan, inputs, state, arena_.mutable_raw(), num_threads_);
  const bool profiling = profiled_ == &plan;
  const auto launch = [&](std::size_t i) {
    if (!profiling) return run.launch(plan.steps[i]);
    const auto start = std::chrono::steady_clock::now();
    run.launch(plan.steps[i]);
    seconds_[i] += std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  };
  for (std::size_t i = 0; i < plan.first_update_step; ++i) launch(i);
  // Before the updates: an output may be a state, and is its value in this run.
  RunResult result{run.outputs(), run.guard_holds()};
  if (result.guard_held)
    for (std::size_t i = plan.first_update_step; i < plan.steps.size(); ++i) launch(i);
  return result;
}

RunResult Executor::run(const Plan& plan, std::span<const Tensor> inputs, const State& state) {
  INGOT_ASSERT(plan.first_update_step == plan.steps.size(), "this plan writes its state");
  State shared = state;
  // Nothing is written, so nothing may be copied: hand the buffers on as views.
  for (auto& [name, t] : shared) t = Tensor::view_of(t.type(), nullptr, const_cast<void*>(t.raw()));
  return run(plan, inputs, shared);
}

Text Executor::explain_guard(const Plan& plan, std::span<const Tensor> inputs, State& state) {
  // Without fusion each op has a launch, and so a name, of its own.
  const auto unfused =
      compile(*plan.source, {.num_threads = num_threads_, .passes = {.skip = {"all"}}});
  arena_ = grown(std::move(arena_), unfused->arena_bytes);
  Run run(*unfused, inputs, state, arena_.mutable_raw(), num_threads_);
  for (std::size_t i = 0; i < inputs.size(); ++i)
    if (!all_finite(inputs[i].raw(), inputs[i].type()))
      return text("the input \"{}\" holds a value that is not finite", "输入 \"{}\" 含有非有限值",
                  plan.inputs[i].name);
  for (const NamedType& s : plan.states)
    if (const Tensor& t = state.find(s.name)->second; !all_finite(t.raw(), t.type()))
      return text("the state \"{}\" holds a value that is not finite", "状态 \"{}\" 含有非有限值",
                  s.name);
  for (std::size_t i = 0; i < unfused->first_update_step; ++i) {
    const Step& step = unfused->steps[i];
    run.launch(step);
    for (const Operand& o : step.outputs)
      if (!all_finite(run.pointer(o), o.type))
        return text("{} ({}) in {} gave the first value that is not finite",
                    "{} ({}, 位于 {}) 首先产生了非有限值", step.ops, step.kernel,
                    step.scope.empty() ? "loss" : step.scope);
  }
  return text("no single result is infinite: their combination is",
              "没有任何单个结果为无穷: 是它们的组合造成的");
}

void Executor::start_profile(const Plan& plan) {
  profiled_ = &plan;
  seconds_.assign(plan.steps.size(), 0.0);
}

}  // namespace ingot
