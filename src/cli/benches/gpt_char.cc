#include "cli/benches/model_work.h"

namespace ingot {

BenchDef define_gpt_char_bench() {
  return {.name = "gpt_char",
          .summary = text("GPT (4 blocks of 128) on 12 rows of 64 tokens, AdamW: one training step",
                          "GPT（4 块，宽 128），12 行、每行 64 个词元（AdamW）的一个训练步"),
          .prepare = [](int num_threads, const std::string&) {
            return training_step(
                {.network = gpt_network({}), .num_classes = 65, .batch = 12, .optimizer = "adamw"},
                num_threads);
          }};
}

}  // namespace ingot
