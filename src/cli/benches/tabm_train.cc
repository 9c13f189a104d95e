#include "cli/benches/model_work.h"

namespace ingot {

BenchDef define_tabm_train_bench() {
  return {
      .name = "tabm_train",
      .summary = text(
          "TabM (32 members, 3 x 512) on a table like adult, batch 256, AdamW: one training step",
          "TabM（32 个成员，3 x 512），类似 adult 的表格（批次 256，AdamW）的一个训练步"),
      .prepare = [](int num_threads, const std::string&) {
        return table_training_step("tabm", num_threads);
      }};
}

}  // namespace ingot
