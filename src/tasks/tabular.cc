#include "tasks/tabular.h"

#include "data/table_at_hand.h"
#include "data/text_feed.h"
#include "data/text_folder.h"
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

// The column of a product that reads one text alone; empty for others.
std::string only_text_of(const Manifest& manifest) {
  std::string text;
  for (const json& column : manifest.schema.at("columns")) {
    if (column.at("meaning") != to_string(Meaning::text) || !text.empty()) return {};
    text = column.at("name");
  }
  return text;
}

// Texts without classes: each line of a .txt file, or each .txt file of a folder.
std::shared_ptr<const TableSource> open_texts(const fs::path& source, const std::string& column,
                                              const DataOptions& options) {
  Table rows{{column}, std::vector<TextColumn>(1)};
  TextColumn& texts = rows.columns[0];
  const std::string& encoding = options.table.encoding;
  if (fs::is_directory(source)) {
    for (const fs::path& file : text_files_below(source))
      texts.push_back(std::string_view(whole_text(file, encoding_of_file(file, encoding))));
  } else {
    LineFeed lines(source, encoding_of_file(source, encoding));
    std::string_view line;
    while (lines.next(line)) texts.push_back(line);
  }
  if (rows.size() == 0)
    throw Error("no_rows", text("{} holds no text", "{} 中没有文本", source.string()));
  return table_in_memory(std::move(rows));
}

std::shared_ptr<const TableSource> open_rows(const std::string& data, const DataOptions& options) {
  TableOptions table = options.table;
  table.num_threads = options.num_threads;
  table.progress = options.progress;
  // They are read several times.
  return kept_at_hand(open_table(data, table), options.num_threads);
}

// What is to be predicted: as open_rows, and texts where the product reads nothing else.
std::shared_ptr<const TableSource> open_asked(const Manifest& manifest, const std::string& data,
                                              const DataOptions& options) {
  const bool is_texts = is_text_file(data) || (fs::is_directory(data) && !is_text_folder(data));
  const std::string column = is_texts ? only_text_of(manifest) : std::string();
  if (!column.empty()) return open_texts(data, column, options);
  auto rows = open_rows(data, options);
  std::vector<std::string> known;
  for (const json& own : manifest.schema.at("columns")) known.push_back(own.at("name"));
  const bool knows_some = std::ranges::any_of(known, [&](const std::string& name) {
    return std::ranges::find(rows->columns(), name) != rows->columns().end();
  });
  // Built from a file without a header: a few rows of words look like one.
  if (!options.table.header && !knows_some && !known.empty() && known[0].starts_with("column")) {
    DataOptions headerless = options;
    headerless.table.header = false;
    rows = open_rows(data, headerless);
  }
  return rows;
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

// Rows that the figures leave out, and such as have no answer in use.
void tell_of_rows(const TablePart& part, const TableCheck& check, Progress* progress) {
  if (!progress) return;
  const std::int64_t all = part.left_out + part.size();
  if (part.left_out > 0)
    progress->note(
        text("{} of {} rows have no target that the product knows: no figure counts them",
             "{1} 行中有 {0} 行没有产品所知的目标值: 不计入任何指标", part.left_out, all));
  const auto refused = std::ranges::count(check.rows, Verdict::refused, &RowCheck::verdict);
  if (refused > 0)
    progress->note(
        text("`predict` refuses {} of these rows; the figures count what the model says of "
             "them all the same",
             "`predict` 会拒绝其中 {} 行; 指标仍按模型对它们的判断计算", refused));
}

// Whether it is the file that the product was built from.
void tell_of_training_data(const Manifest& manifest, const std::string& data,
                           const DataOptions& options) {
  const std::string built_from =
      manifest.provenance.value("data", nlohmann::json::object()).value("sha256", "");
  if (options.progress && !built_from.empty() &&
      built_from == open_table(data, options.table)->sha256())
    options.progress->note(
        text("the product was built from {}: it has seen most of these rows, and the "
             "figures are better than those of new ones",
             "产品正是由 {} 构建的: 它见过其中大部分行, 指标会好于对新数据的指标", data));
}

ScoredData evaluate_rows(const fs::path& folder, const std::string& data,
                         const DataOptions& options) {
  Product product(folder, options.num_threads);
  const Manifest manifest = load_manifest(folder);
  const TableTarget target = target_from_json(manifest.schema.at("target"));
  const auto source = open_rows(data, options);
  const TablePart part = labelled_rows(rows_for(target, source), target);
  tell_of_training_data(manifest, data, options);
  if (part.size() == 0)
    throw Error("no_rows", text("no row of {} has a target that the product knows",
                                "{} 中没有目标值为产品所知的行", data))
        .expected(target.is_number() ? text("numbers in column {}", "列 {} 中的数值", target.column)
                                     : text("{} in column {}", "列 {1} 中的 {0}",
                                            fmt::join(target.classes, ", "), target.column));
  const TableCheck check = product.check(*part.rows);
  tell(check, options.progress);
  tell_of_rows(part, check, options.progress);
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
  const auto rows = open_asked(load_manifest(folder), data, options);
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
