#include "tasks/tabular.h"

#include "data/table_at_hand.h"
#include "evaluate/check_json.h"
#include "formats/product_folder.h"
#include "ingot/product.h"
#include "tasks/build_record.h"
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
  return TabularBuild(resumed_request(folder, home), progress).resume(folder);
}

std::shared_ptr<const TableSource> open_rows(const std::string& data, const DataOptions& options) {
  TableOptions table = options.table;
  table.num_threads = options.num_threads;
  table.progress = options.progress;
  // They are read several times.
  return kept_at_hand(open_table(data, table), options.num_threads);
}

void tell(const TableCheck& check, Progress* progress) {
  if (progress == nullptr) return;
  for (const TableFinding& finding : check.file)
    progress->note({"warning: " + finding.text.en, "警告: " + finding.text.zh});
}

// Of the numbers that lie between low and high.
double share_between(const Tensor& intervals, const Tensor& truth) {
  const std::int64_t rows = truth.num_elements();
  double covered = 0;
  for (std::int64_t row = 0; row < rows; ++row)
    covered += truth.at(row) >= intervals.at(2 * row) && truth.at(row) <= intervals.at(2 * row + 1);
  return covered / static_cast<double>(rows);
}

ScoredData evaluate_rows(const fs::path& folder, const std::string& data,
                         const DataOptions& options) {
  Product product(folder, options.num_threads);
  const TableTarget target = target_from_json(load_manifest(folder).schema.at("target"));
  const TablePart part = labelled_rows(rows_for(target, open_rows(data, options)), target);
  if (part.size() == 0)
    throw Error("no_rows", text("no row of {} has a target that the product knows",
                                "{} 中没有目标值为产品所知的行", data))
        .expected(target.is_number() ? text("numbers in column {}", "列 {} 中的数值", target.column)
                                     : text("{} in column {}", "列 {1} 中的 {0}",
                                            fmt::join(target.classes, ", "), target.column));
  const TableCheck check = product.check(*part.rows);
  tell(check, options.progress);
  const Predictions predictions =
      predictions_of(product.predict(*part.rows), part, target,
                     {.call_from = product.call_from(), .thresholds = product.thresholds()});
  const Evaluation evaluation = evaluate(predictions);
  json document = {{"product", folder.string()},
                   {"task", product.task()},
                   {"rows", {{"train", 0}, {"valid", 0}, {"test", part.size()}}},
                   {"left_out", part.left_out},
                   {"verdicts", count_verdicts(check.rows)},
                   {"findings", findings_to_json(check.file)},
                   {"metrics", {{"test", metrics_to_json(evaluation)}}}};
  if (const Tensor intervals = product.intervals(predictions.scores); intervals.defined())
    document["intervals"] = {{"level", product.interval_level()},
                             {"covered", share_between(intervals, predictions.truth)}};
  return {evaluation, std::move(document)};
}

PredictedRows predict_rows(const fs::path& folder, const std::string& data,
                           const DataOptions& options) {
  Product product(folder, options.num_threads);
  const auto rows = open_rows(data, options);
  TableCheck check = product.check(*rows);
  tell(check, options.progress);
  Tensor scores = product.predict(*rows);
  const bool numbers = product.class_names().empty();
  Tensor intervals = numbers ? product.intervals(scores) : Tensor();
  return {.scores = std::move(scores),
          .classes = product.class_names(),
          .thresholds = product.thresholds(),
          .call_from = product.call_from(),
          .intervals = std::move(intervals),
          .checks = std::move(check.rows),
          .findings = std::move(check.file)};
}

}  // namespace

TaskDef tabular_task(const char* name, Text summary) {
  return {.name = name,
          .summary = std::move(summary),
          .next = "ingot predict {} ROWS.csv",
          .build = build_tabular,
          .resume = resume_tabular,
          .evaluate = evaluate_rows,
          .predict = predict_rows};
}

}  // namespace ingot
