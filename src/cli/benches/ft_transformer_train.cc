#include "cli/benches/model_work.h"

namespace ingot {

BenchDef define_ft_transformer_train_bench() {
  return {.name = "ft_transformer_train",
          .summary = text(
              "FT-Transformer (3 blocks of 192) on a table like adult, batch 256, AdamW: one "
              "training step",
              "FT-Transformer（3 块，宽 192），类似 adult 的表格（批次 256，AdamW）的一个训练步"),
          .prepare = [](int num_threads, const std::string&) {
            return table_training_step("ft-transformer", num_threads);
          }};
}

}  // namespace ingot
