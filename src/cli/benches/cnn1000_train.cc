#include "cli/benches/model_work.h"

namespace ingot {

BenchDef define_cnn1000_train_bench() {
  return {.name = "cnn1000_train",
          .summary = text("cnn1000 with 1000 classes, batch 64, SGD: one training step",
                          "cnn1000（1000 类，批次 64，SGD）的一个训练步"),
          .prepare = [](int num_threads, const std::string&) {
            return training_step({.network = model_network("cnn1000", {1, 28, 28}, 1000),
                                  .num_classes = 1000,
                                  .optimizer = "sgd"},
                                 num_threads);
          }};
}

}  // namespace ingot
