#include "cli/benches/csv_work.h"

#include "base/file_writer.h"
#include "base/rng.h"

namespace ingot {
namespace {

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

}  // namespace

CustomersFile::CustomersFile(const std::string& megabytes) : path_(folder_.file("table.csv")) {
  const std::size_t bytes = std::stoul(megabytes) << 20;
  FileWriter writer(path_);
  writer.append("id,income,work,age,share,day,kind,code,rate,address,flag,answer\n");
  constexpr std::uint32_t kRowsAtOnce = 10000;
  std::size_t written = 0;
  for (std::uint32_t first = 0; written < bytes; first += kRowsAtOnce) {
    const std::string rows = some_rows(first, kRowsAtOnce);
    writer.append(rows);
    written += rows.size();
  }
  writer.finish();
}

}  // namespace ingot
