#include "cli/benches/graph_work.h"

namespace ingot {

BenchDef define_reduce_rows_bench() {
  return {.name = "reduce_rows",
          .summary = text("mean((x - m)^2) of each of 16384 rows of 1024 floats",
                          "16384 行、每行 1024 个浮点数的 mean((x - m)^2)"),
          .prepare = [](int num_threads, const std::string&) {
            constexpr std::int64_t kRows = 16384, kColumns = 1024;
            Builder g;
            const Value x = g.input("x", {f32, {kRows, kColumns}});
            const Value m = g.input("m", {f32, {kRows, 1}});
            g.output("y", g.mean(g.square(x - m), Ints{1}, drop_dims));
            BenchRun run = graph_work(g.take(), {}, {.num_threads = num_threads},
                                      [](const NamedType& in) { return uniform_tensor(in.type); });
            run.bytes = 1.0 * kRows * kColumns * sizeof(float);
            return run;
          }};
}

}  // namespace ingot
