#include "cli/benches/graph_work.h"

namespace ingot {

BenchDef define_reduce_chain_bench() {
  return {
      .name = "reduce_chain",
      .summary = text("sum((a b + c)^2) over 16 M floats", "对 1600 万个浮点数求 sum((a b + c)^2)"),
      .prepare = [](int num_threads, const std::string&) {
        constexpr std::int64_t kFloats = std::int64_t{16} << 20;
        Builder g;
        const TensorType type{f32, {kFloats}};
        const Value a = g.input("a", type), b = g.input("b", type), c = g.input("c", type);
        g.output("y", g.sum(g.square(a * b + c), Ints{}, drop_dims));
        BenchRun run = graph_work(g.take(), {}, {.num_threads = num_threads},
                                  [](const NamedType& in) { return uniform_tensor(in.type); });
        run.bytes = 3.0 * kFloats * sizeof(float);
        return run;
      }};
}

}  // namespace ingot
