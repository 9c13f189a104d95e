#include "cli/benches/tree_work.h"

namespace ingot {

BenchDef define_trees_train_bench() {
  return {.name = "trees_train",
          .summary = text("10 rounds of trees on 100,000 rows of 30 columns, the bins included",
                          "100,000 行 × 30 列上的 10 轮树, 含分箱"),
          .prepare = [](int num_threads, const std::string&) {
            const auto table = std::make_shared<const TreeBatch>(table_for_trees(100'000, 30));
            BenchRun run;
            run.once = [table, num_threads] {
              TreeRowsInMemory rows(*table);
              static_cast<void>(train_boosted_trees(rows, {.objective = TreeObjective::binary,
                                                           .num_rounds = 10,
                                                           .num_threads = num_threads}));
            };
            run.fewest_runs = 3;
            run.warm_up_runs = 1;
            return run;
          }};
}

}  // namespace ingot
