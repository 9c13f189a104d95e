#include "cli/benches/model_work.h"

namespace ingot {

BenchDef define_mlp_infer_bench() {
  return {.name = "mlp_infer",
          .summary = text("784-512-256-10: the answer for one row", "784-512-256-10：一行的预测"),
          .sizes = {"b1"},
          .prepare = [](int num_threads, const std::string& size) {
            return inference({.network = model_network("mlp", {1, 28, 28})}, size, num_threads);
          }};
}

}  // namespace ingot
