#include "cli/benches/model_work.h"

namespace ingot {

BenchDef define_resnet18_train_bench() {
  return {.name = "resnet18_train",
          .summary =
              text("ResNet-18 for 32 x 32 pictures, batch 32, SGD with momentum: one training step",
                   "ResNet-18（32 x 32 图片，批次 32，带动量的 SGD）的一个训练步"),
          .prepare = [](int num_threads, const std::string&) {
            return training_step({.network = model_network("resnet18", {3, 32, 32}),
                                  .batch = 32,
                                  .optimizer = SGD({.learning_rate = 0.05, .momentum = 0.9})},
                                 num_threads);
          }};
}

}  // namespace ingot
