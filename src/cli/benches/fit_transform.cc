#include "base/files.h"
#include "cli/benches/csv_work.h"
#include "data/table_at_hand.h"
#include "features/table_profile.h"
#include "tasks/encoded_table.h"
#include "tasks/table_views.h"

namespace ingot {
namespace {

// From the file to the features of networks and of trees, as a build does it with its training
// rows.
void fit_and_transform(const std::string& file, int num_threads) {
  TablePart rows;
  rows.rows = kept_at_hand(open_table(file, {.num_threads = num_threads}), num_threads);
  TableParts parts;
  parts.profile = profile_table(*rows.rows, {.target = "answer", .num_threads = num_threads});
  parts.target = {.column = "answer", .classes = {"no", "yes"}};
  for (std::int64_t row = 0; row < parts.profile.rows; ++row)
    rows.targets.push_back(static_cast<double>(row % 2));
  const std::vector<std::string>& names = rows.rows->columns();
  parts.valid.rows = parts.test.rows =
      table_in_memory({names, std::vector<TextColumn>(names.size())});
  parts.train = std::move(rows);
  const TableViews chosen =
      choose_views(parts.profile, parts.target, {.names = {kNetworkView, kTreesView}});
  static_cast<void>(encode(parts, chosen.views, num_threads));
}

}  // namespace

BenchDef define_fit_transform_bench() {
  return {.name = "fit_transform",
          .summary = text("a CSV file of so many MB: read, profiled, its features fitted and made",
                          "读取指定大小 (MB) 的 CSV 文件, 分析概况, 拟合并生成特征"),
          .sizes = {"64", "1024"},
          .only_by_name = true,
          .prepare = [](int num_threads, const std::string& size) {
            const auto file = std::make_shared<const CustomersFile>(size);
            BenchRun run;
            run.once = [file, num_threads] { fit_and_transform(file->path(), num_threads); };
            run.bytes = static_cast<double>(std::filesystem::file_size(file->path()));
            run.files = [file] {
              return std::vector{std::pair(std::string("table.csv"), read_file(file->path()))};
            };
            run.fewest_runs = 3;
            run.warm_up_runs = 1;
            return run;
          }};
}

}  // namespace ingot
