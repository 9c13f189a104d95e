#include "cli/benches/model_work.h"

namespace ingot {

BenchDef define_mlp_train_bench() {
  return {.name = "mlp_train",
          .summary = text("784-512-256-10, batch 128, Adam: one training step",
                          "784-512-256-10（批次 128，Adam）的一个训练步"),
          .prepare = [](int num_threads, const std::string&) {
            return training_step({.network = model_network("mlp", {1, 28, 28}), .batch = 128},
                                 num_threads);
          }};
}

}  // namespace ingot
