#include "tasks/tabular.h"

#include <cmath>

#include "base/files.h"
#include "formats/product_folder.h"
#include "ingot/product.h"
#include "tasks/table_findings.h"
#include "tasks/tabular_build.h"

namespace ingot {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

BuildResult build_tabular(const BuildRequest& request, Progress& progress) {
  return TabularBuild(request, progress).start();
}

BuildResult resume_tabular(const fs::path& folder, const std::string& home, Progress& progress) {
  const json run = json::parse(read_file(folder / kCheckpointFolder / kRunFile));
  BuildRequest request = request_from_json(run.at("request"));
  request.home = home;
  return TabularBuild(std::move(request), progress).resume(folder);
}

std::shared_ptr<const TableSource> open_rows(const std::string& data, const DataOptions& options) {
  TableOptions table = options.table;
  table.num_threads = options.num_threads;
  table.progress = options.progress;
  return open_table(data, table);
}

ScoredData evaluate_rows(const fs::path& folder, const std::string& data,
                         const DataOptions& options) {
  Product product(folder, options.num_threads);
  const TableTarget target = target_from_json(load_manifest(folder).schema.at("target"));
  const auto table = open_rows(data, options);
  const std::vector<double> targets = read_targets(*table, target);
  TablePart part;
  std::vector<std::int64_t> known;
  for (std::size_t row = 0; row < targets.size(); ++row)
    if (!std::isnan(targets[row])) {
      known.push_back(static_cast<std::int64_t>(row));
      part.targets.push_back(targets[row]);
    }
  if (known.empty())
    throw Error("no_rows", text("no row of {} has a target that the product knows",
                                "{} 中没有目标值为产品所知的行", data))
        .expected(target.is_number() ? text("numbers in column {}", "列 {} 中的数值", target.column)
                                     : text("{} in column {}", "列 {1} 中的 {0}",
                                            fmt::join(target.classes, ", "), target.column));
  part.rows = selected_rows(table, std::move(known));
  const Evaluation evaluation = evaluate(predictions_of(product.predict(*part.rows), part, target));
  json document = {{"product", folder.string()},
                   {"task", product.task()},
                   {"rows", {{"train", 0}, {"valid", 0}, {"test", part.size()}}},
                   {"left_out", static_cast<std::int64_t>(targets.size()) - part.size()},
                   {"metrics", {{"test", metrics_to_json(evaluation)}}}};
  return {evaluation, std::move(document)};
}

PredictedRows predict_rows(const fs::path& folder, const std::string& data,
                           const DataOptions& options) {
  Product product(folder, options.num_threads);
  return {product.predict(*open_rows(data, options)), product.class_names(), {}};
}

}  // namespace

TaskDef tabular_task(const char* name, Text summary) {
  return {.name = name,
          .summary = std::move(summary),
          .build = build_tabular,
          .resume = resume_tabular,
          .evaluate = evaluate_rows,
          .predict = predict_rows};
}

}  // namespace ingot
