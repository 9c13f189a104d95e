#include "cli/benches/csv_work.h"
#include "ingot/table.h"

namespace ingot {

BenchDef define_read_csv_bench() {
  return {.name = "read_csv",
          .summary = text("a CSV file of so many MB read from its beginning to its end",
                          "从头到尾读取指定大小 (MB) 的 CSV 文件"),
          .sizes = {"64", "1024"},
          .only_by_name = true,
          .prepare = [](int num_threads, const std::string& size) {
            const auto file = std::make_shared<const CustomersFile>(size);
            BenchRun run;
            run.once = [file, num_threads] {
              std::int64_t rows = 0;
              open_table(file->path(), {.num_threads = num_threads})
                  ->for_each_run([&](const Table& read) { rows += read.size(); });
              if (rows == 0) throw Error("bad_table", text("no rows", "没有行"));
            };
            run.fewest_runs = 3;
            run.warm_up_runs = 1;
            return run;
          }};
}

}  // namespace ingot
