#include "cli/benches/graph_work.h"
#include "ingot/network.h"
#include "nn/optimizer_def.h"

namespace ingot {

BenchDef define_adamw_bench() {
  return {
      .name = "adamw",
      .summary =
          text("AdamW: the guarded update of 10 M parameters", "AdamW：1000 万个参数的受保护更新"),
      .prepare = [](int num_threads, const std::string&) {
        constexpr std::int64_t kFloats = 10'000'000;
        const Optimizer optimizer = AdamW();
        Builder g;
        TraceState trace{.g = g, .mode = Mode::training};
        const Parameter weight{.name = "w", .type = {f32, {kFloats}}};
        const SpecView options = optimizer_options(optimizer);
        OptimizerContext c(trace, options, weight);
        c.weight = g.state("w", weight.type);
        c.gradient = g.input("gradient", weight.type);
        c.learning_rate = g.input("learning_rate", {f32, {}});
        c.step = g.input("step", {f32, {}});
        g.update("w", find_optimizer(optimizer.kind).trace(c));
        g.guard(g.all_finite(Values{c.gradient}));
        State state;
        const Graph graph = g.take();
        for (const NamedValue& s : graph.states())
          state[s.name] = Tensor::zeros(graph.type(s.value));
        BenchRun run = graph_work(
            graph, std::move(state), {.num_threads = num_threads}, [](const NamedType& in) {
              return in.name == "gradient" ? uniform_tensor(in.type) : Tensor::full(in.type, 1e-3);
            });
        // The guard reads the gradient; the update reads four tensors and writes three.
        run.bytes = 8.0 * kFloats * sizeof(float);
        return run;
      }};
}

}  // namespace ingot
