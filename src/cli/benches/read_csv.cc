#include "base/file_writer.h"
#include "base/rng.h"
#include "cli/benches/program_work.h"
#include "ingot/table.h"

namespace ingot {
namespace {

// Twelve columns as tables of customers have them: numbers, words, gaps, a date, a text in quotes.
std::string some_rows(std::uint32_t first, std::uint32_t count) {
  constexpr const char* kWords[] = {"Private", "State-gov", "Self-emp-inc", "", "Never-worked"};
  std::string rows;
  for (std::uint32_t row = first; row < first + count; ++row) {
    const auto a = philox4x32({row, 0, 0, 0}, {1, 1}), b = philox4x32({row, 1, 0, 0}, {1, 1});
    rows +=
        fmt::format("{},{:.2f},{},{},{:.4f},20{:02}-{:02}-{:02},{},{},{:.1f},\"{}, {}\",{},{}\n",
                    row, a[0] / 1e5, kWords[a[1] % 5], a[2] % 90, b[0] / 4e9, a[3] % 24,
                    a[3] % 12 + 1, a[3] % 28 + 1, kWords[b[1] % 5], b[2] % 1000, a[1] / 1e7,
                    kWords[b[3] % 5], kWords[b[2] % 5], b[1] % 2, b[3] % 100 < 3 ? "" : "yes");
  }
  return rows;
}

std::string write_table(const std::filesystem::path& file, std::size_t bytes) {
  FileWriter writer(file);
  writer.append("id,income,work,age,share,day,kind,code,rate,address,flag,answer\n");
  constexpr std::uint32_t kRowsAtOnce = 10000;
  std::size_t written = 0;
  for (std::uint32_t first = 0; written < bytes; first += kRowsAtOnce) {
    const std::string rows = some_rows(first, kRowsAtOnce);
    writer.append(rows);
    written += rows.size();
  }
  writer.finish();
  return file.string();
}

}  // namespace

BenchDef define_read_csv_bench() {
  return {.name = "read_csv",
          .summary = text("a CSV file of so many MB read from its beginning to its end",
                          "从头到尾读取指定大小 (MB) 的 CSV 文件"),
          .sizes = {"64", "1024"},
          .only_by_name = true,
          .prepare = [](int num_threads, const std::string& size) {
            const auto folder = std::make_shared<WorkFolder>();
            const std::string file = write_table(folder->file("table.csv"), std::stoul(size) << 20);
            BenchRun run;
            run.once = [folder, file, num_threads] {
              std::int64_t rows = 0;
              open_table(file, {.num_threads = num_threads})->for_each_run([&](const Table& read) {
                rows += read.size();
              });
              if (rows == 0) throw Error("bad_table", text("no rows", "没有行"));
            };
            run.fewest_runs = 3;
            run.warm_up_runs = 1;
            return run;
          }};
}

}  // namespace ingot
