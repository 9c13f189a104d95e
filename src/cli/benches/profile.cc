#include <cmath>

#include "cli/bench_def.h"
#include "features/table_profile.h"
#include "features/text_hash.h"

namespace ingot {
namespace {

constexpr std::int64_t kRows = 1'000'000, kRowsOfRun = 8192;
constexpr int kColumns = 15;

double share_of_row(std::int64_t row, int column) {
  return static_cast<double>(hash_number(static_cast<std::uint64_t>(row * kColumns + column)) >>
                             11) *
         0x1p-53;
}

/// Five columns of categories, three of whole numbers, four of others, an id, a date and money.
std::string cell_of(std::int64_t row, int column) {
  const double u = share_of_row(row, column);
  switch (column) {
    case 0: return fmt::format("{:07}-CX", row);
    case 1: return fmt::format("2{:03}-{:02}-{:02}", row % 25, 1 + row % 12, 1 + row % 28);
    case 2: return fmt::format("{:.2f}", std::exp(3 + 2 * u));
    case 3:
    case 4:
    case 5:
    case 6:
    case 7: return fmt::format("category {}", static_cast<int>(10 * column * u * u));
    case 8:
    case 9:
    case 10:
      return u < 0.02 ? "" : fmt::format("{}", static_cast<int>(std::pow(10, column - 7) * u));
    default: return fmt::format("{:.6g}", std::log(u + 1e-9));
  }
}

class Runs final : public TableSource {
 public:
  Runs() {
    for (int c = 0; c < kColumns; ++c) names_.push_back(fmt::format("column {}", c));
    for (std::int64_t first = 0; first < kRows; first += kRowsOfRun) {
      Table run{names_, std::vector<TextColumn>(kColumns)};
      for (std::int64_t row = first; row < std::min(first + kRowsOfRun, kRows); ++row)
        for (int c = 0; c < kColumns; ++c) {
          const std::string cell = cell_of(row, c);
          bytes_ += static_cast<double>(cell.size() + 1);
          run.columns[static_cast<std::size_t>(c)].push_back(cell);
        }
      runs_.push_back(std::move(run));
    }
  }
  [[nodiscard]] const std::vector<std::string>& columns() const override { return names_; }
  void for_each_run(const std::function<void(const Table& rows)>& body) const override {
    for (const Table& run : runs_) body(run);
  }
  [[nodiscard]] const std::vector<Text>& notes() const override { return notes_; }
  [[nodiscard]] std::string sha256() const override { return sha256_of_rows(*this); }
  [[nodiscard]] double bytes() const { return bytes_; }

 private:
  std::vector<std::string> names_;
  std::vector<Table> runs_;
  std::vector<Text> notes_;
  double bytes_ = 0;
};

}  // namespace

BenchDef define_profile_bench() {
  return {.name = "profile",
          .summary = text("the profile of a table in memory, 1,000,000 rows x 15 columns",
                          "内存中表格的概况, 1,000,000 行 x 15 列"),
          .only_by_name = true,
          .prepare = [](int num_threads, const std::string&) {
            auto runs = std::make_shared<Runs>();
            BenchRun run;
            run.once = [runs, num_threads] {
              (void)profile_table(*runs, {.num_threads = num_threads});
            };
            run.bytes = runs->bytes();
            run.fewest_runs = 3;
            run.warm_up_runs = 1;
            return run;
          }};
}

}  // namespace ingot
