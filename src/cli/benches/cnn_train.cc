#include "cli/benches/model_work.h"

namespace ingot {

BenchDef define_cnn_train_bench() {
  return {.name = "cnn_train",
          .summary = text("keras-cnn, batch 64, Adam: one training step",
                          "keras-cnn（批次 64，Adam）的一个训练步"),
          .prepare = [](int num_threads, const std::string&) {
            return training_step({.network = model_network("keras-cnn", {1, 28, 28})}, num_threads);
          }};
}

}  // namespace ingot
