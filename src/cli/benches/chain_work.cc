#include "cli/benches/chain_work.h"

#include "cli/benches/graph_work.h"

namespace ingot {

BenchRun chain_work(Math math, int num_threads) {
  constexpr std::int64_t kFloats = std::int64_t{16} << 20;
  Builder g;
  const TensorType type{f32, {kFloats}};
  const Value x = g.input("x", type), a = g.input("a", type), b = g.input("b", type),
              y = g.input("y", type);
  Value v = g.abs(g.relu(x * a + b) - y);
  if (math == Math::with) v = g.exp(g.neg(v));
  v = g.maximum(g.minimum(v, a), b);
  if (math == Math::with) v = g.tanh(v);
  v = g.clamp(v * y + x, -1.0, 1.0);
  // The result is a state, so that it is written where it stays.
  const Value before = g.state("result", type);
  static_cast<void>(before);
  g.update("result", g.neg(v) + a);
  State state;
  state["result"] = Tensor::zeros(type);
  BenchRun run = graph_work(g.take(), std::move(state), {.num_threads = num_threads},
                            [](const NamedType& in) { return uniform_tensor(in.type); });
  run.bytes = 5.0 * kFloats * sizeof(float);
  return run;
}

}  // namespace ingot
