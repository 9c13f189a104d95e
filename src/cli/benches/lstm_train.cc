#include "cli/benches/graph_work.h"

namespace ingot {

BenchDef define_lstm_train_bench() {
  return {.name = "lstm_train",
          .summary = text("LSTM of 128 -> 256 over 100 steps of 64 rows: forward and backward",
                          "LSTM（128 -> 256），64 行、100 步：前向与反向"),
          .prepare = [](int num_threads, const std::string&) {
            constexpr std::int64_t kTime = 100, kBatch = 64, kFeatures = 128, kUnits = 256;
            Builder g;
            const Value x = g.input("x", {f32, {kTime, kBatch, kFeatures}}),
                        w = g.input("w", {f32, {4 * kUnits, kFeatures}}),
                        r = g.input("r", {f32, {4 * kUnits, kUnits}}),
                        bias = g.input("bias", {f32, {4 * kUnits}});
            const Value y = g.lstm(x, w, r, bias)[0];
            const Values slopes = gradients(g.mean(g.square(y)), Values{w, r, bias});
            for (std::size_t i = 0; i < slopes.size(); ++i)
              g.output(fmt::format("slope{}", i), slopes[i]);
            return graph_work(g.graph(), {}, {.num_threads = num_threads}, [](const NamedType& in) {
              Tensor t = uniform_tensor(in.type);
              if (in.name != "x")
                for (std::int64_t i = 0; i < t.num_elements(); ++i) t.set(i, (t.at(i) - 0.5) / 8);
              return t;
            });
          }};
}

}  // namespace ingot
