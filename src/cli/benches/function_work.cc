#include "cli/benches/function_work.h"

#include "cli/benches/graph_work.h"

namespace ingot {

BenchRun function_work(Value (*function)(Builder& g, const Value& x), int num_threads) {
  constexpr std::int64_t kFloats = std::int64_t{16} << 20;
  Builder g;
  const TensorType type{f32, {kFloats}};
  const Value x = g.input("x", type);
  // The result is a state, so that it is written where it stays.
  const Value before = g.state("result", type);
  static_cast<void>(before);
  g.update("result", function(g, x));
  State state;
  state["result"] = Tensor::zeros(type);
  BenchRun run = graph_work(g.take(), std::move(state), {.num_threads = num_threads},
                            [](const NamedType& in) { return uniform_tensor(in.type); });
  run.bytes = 2.0 * kFloats * sizeof(float);
  return run;
}

}  // namespace ingot
