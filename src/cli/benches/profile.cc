#include "cli/bench_def.h"
#include "cli/benches/table_work.h"
#include "features/table_profile.h"

namespace ingot {

BenchDef define_profile_bench() {
  return {.name = "profile",
          .summary = text("the profile of a table in memory, 1,000,000 rows x 15 columns",
                          "内存中表格的概况, 1,000,000 行 x 15 列"),
          .only_by_name = true,
          .prepare = [](int num_threads, const std::string&) {
            const LargeTable table = large_table();
            BenchRun run;
            run.once = [rows = table.rows, num_threads] {
              static_cast<void>(profile_table(*rows, {.num_threads = num_threads}));
            };
            run.bytes = table.bytes;
            run.fewest_runs = 3;
            run.warm_up_runs = 1;
            return run;
          }};
}

}  // namespace ingot
