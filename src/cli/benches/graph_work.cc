#include "cli/benches/graph_work.h"

#include "base/rng.h"

namespace ingot {

Tensor uniform_tensor(const TensorType& type) {
  Tensor t(type);
  for (std::int64_t i = 0; i < t.num_elements(); ++i) {
    const PhiloxCounter bits = philox4x32({static_cast<std::uint32_t>(i), 0, 0, 0}, {1, 2});
    t.set(i, static_cast<double>(bits[0]) * 0x1p-32);
  }
  return t;
}

BenchRun graph_work(const Graph& graph, State state, const CompileOptions& options,
                    const std::function<Tensor(const NamedType&)>& input_for) {
  struct Prepared {
    std::shared_ptr<const Plan> plan;
    std::vector<Tensor> inputs;
    State state;
    Executor executor;
  };
  auto p = std::make_shared<Prepared>(
      Prepared{compile(graph, options), {}, std::move(state), Executor(options.num_threads)});
  for (const NamedType& in : p->plan->inputs) p->inputs.push_back(input_for(in));
  BenchRun run;
  run.once = [p] { static_cast<void>(p->executor.run(*p->plan, p->inputs, p->state)); };
  run.flops = p->plan->flops();
  run.plan = p->plan;
  run.executor = &p->executor;
  return run;
}

}  // namespace ingot
