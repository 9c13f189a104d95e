#include "cli/bench_def.h"
#include "cli/benches/table_work.h"
#include "features/table_pipeline.h"
#include "features/table_target.h"
#include "tasks/table_views.h"

namespace ingot {

BenchDef define_encode_table_bench() {
  return {
      .name = "encode_table",
      .summary = text("features of networks and of trees fitted to that table and made of its rows",
                      "为该表格拟合网络与树的特征, 并转换所有行"),
      .only_by_name = true,
      .prepare = [](int num_threads, const std::string&) {
        const LargeTable table = large_table();
        const TableProfile profile = profile_table(*table.rows, {.num_threads = num_threads});
        std::vector<double> targets;
        for (std::int64_t row = 0; row < profile.rows; ++row)
          targets.push_back(static_cast<double>(row % 2));
        const TableTarget target{.column = "target", .classes = {"no", "yes"}};
        BenchRun run;
        run.once = [rows = table.rows, profile, targets, target, num_threads] {
          const TableViews chosen =
              choose_views(profile, target, {.names = {kNetworkView, kTreesView}});
          const TablePipeline pipeline =
              TablePipeline::fit(profile, chosen.views, *rows, targets, target.num_classes());
          pipeline.apply_to_training(*rows, targets, target.num_classes(), num_threads,
                                     [](const Tensor&) {});
        };
        run.bytes = table.bytes;
        run.fewest_runs = 3;
        run.warm_up_runs = 1;
        return run;
      }};
}

}  // namespace ingot
