#include "cli/benches/model_work.h"

namespace ingot {

BenchDef define_resnet18_train_direct_bench() {
  return {.name = "resnet18_train_direct",
          .summary = text("the same step as resnet18_train without Winograd's convolutions",
                          "与 resnet18_train 相同的训练步，但不用 Winograd 卷积"),
          .prepare = [](int num_threads, const std::string&) {
            return training_step({.network = model_network("resnet18", {3, 32, 32}),
                                  .batch = 32,
                                  .optimizer = SGD({.learning_rate = 0.05, .momentum = 0.9}),
                                  .winograd = false},
                                 num_threads);
          }};
}

}  // namespace ingot
