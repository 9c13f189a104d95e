#include "cli/benches/model_work.h"

namespace ingot {

BenchDef define_gpt_train_bench() {
  return {.name = "gpt_train",
          .summary =
              text("GPT (6 blocks of 384, 10.8 M parameters) on 8 rows of 256 tokens, AdamW: "
                   "one training step",
                   "GPT（6 块，宽 384，1080 万参数），8 行、每行 256 个词元（AdamW）的一个训练步"),
          .prepare = [](int num_threads, const std::string&) {
            return training_step({.network = gpt_network(kLargerGpt),
                                  .num_classes = 65,
                                  .batch = 8,
                                  .optimizer = "adamw"},
                                 num_threads);
          }};
}

}  // namespace ingot
