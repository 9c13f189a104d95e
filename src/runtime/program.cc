#include "runtime/executor.h"

namespace ingot {

struct Program::Impl {
  std::shared_ptr<const Plan> plan;
  Executor executor;
};

Program::Program(const Graph& graph, int num_threads)
    : impl_(new Impl{compile(graph, {.num_threads = num_threads}), Executor(num_threads)}) {}
Program::~Program() = default;
Program::Program(Program&&) noexcept = default;
Program& Program::operator=(Program&&) noexcept = default;

std::vector<Tensor> Program::run(std::span<const Tensor> inputs, State& state) {
  RunResult result = impl_->executor.run(*impl_->plan, inputs, state);
  if (result.guard_held) return std::move(result.outputs);
  throw Error("not_finite", impl_->executor.explain_guard(*impl_->plan, inputs, state))
      .failed_while_running()
      .fix(text("lower the learning rate, or clean the rows of this batch; nothing was changed",
                "请降低学习率, 或清理这一批数据; 状态未被改动"));
}

std::string Program::plan() const { return describe(*impl_->plan); }

}  // namespace ingot
