#include "cli/table_flags.h"
#include "cli/terminal_progress.h"
#include "cli/verb.h"
#include "evaluate/check_json.h"
#include "formats/product_folder.h"
#include "tasks/task.h"

namespace ingot {
namespace {

constexpr std::int64_t kMostShown = 20;

struct PredictOptions {
  std::string product, data, out;
  TableOptions table;
};

void show(const Context& context, const PredictedRows& rows) {
  const auto width = static_cast<std::int64_t>(rows.classes.size());
  for (std::int64_t row = 0; row < std::min(rows.size(), kMostShown); ++row) {
    const std::vector<std::string>& named = rows.tagged          ? rows.tagged->tokens
                                            : rows.names.empty() ? rows.ids
                                                                 : rows.names;
    const std::string name = named.empty() ? "" : named[static_cast<std::size_t>(row)];
    std::string line;
    if (rows.is_refused(row)) {
      line = fmt::format("{:>6}  {:<16}", row, context.word("(refused)", "(拒绝)"));
    } else if (!rows.texts.empty()) {
      line = fmt::format("{:>6}  {}", row, rows.prediction(row));
    } else if (rows.classes.empty()) {
      line = fmt::format("{:>6}  {:.6g}", row, rows.scores.at(row));
      if (rows.intervals.defined())
        line += fmt::format("  [{:.6g}, {:.6g}]", rows.intervals.at(2 * row),
                            rows.intervals.at(2 * row + 1));
      if (!name.empty()) line += "  " + name;
    } else if (rows.thresholds.empty()) {
      const auto best = static_cast<std::int64_t>(rows.predicted_class(row));
      line = fmt::format("{:>6}  {:<16} {:5.1f} %  {}", row, rows.prediction(row),
                         100 * rows.scores.at(row * width + best), name);
    } else {
      line = fmt::format("{:>6}  {:<24}  {}", row, rows.prediction(row), name);
    }
    if (!rows.checks.empty())
      for (const TableFinding& finding : rows.checks[static_cast<std::size_t>(row)].findings)
        if (!finding.text.empty()) line += "  " + context.in_words(finding.text);
    context.say({line, line});
  }
  if (rows.size() == 0) context.say(text("there are no rows", "没有数据行"));
  if (rows.size() > kMostShown)
    context.say(text("... {} rows in all; -o FILE.csv writes them",
                     "... 共 {} 行; 用 -o 文件.csv 写出", rows.size()));
}

nlohmann::json to_json(const PredictedRows& rows) {
  auto list = nlohmann::json::array();
  const auto width = static_cast<std::int64_t>(rows.classes.size());
  for (std::int64_t row = 0; row < rows.size(); ++row) {
    nlohmann::json& written =
        list.emplace_back(nlohmann::json{{"row", row}, {"prediction", nullptr}});
    if (!rows.ids.empty()) written[rows.id_column] = rows.ids[static_cast<std::size_t>(row)];
    if (!rows.checks.empty()) {
      const RowCheck& check = rows.checks[static_cast<std::size_t>(row)];
      written["verdict"] = to_string(check.verdict);
      written["flags"] = findings_to_json(check.findings);
    }
    if (rows.tagged) {
      written["sentence"] = rows.tagged->sentences[static_cast<std::size_t>(row)];
      written["token"] = rows.tagged->tokens[static_cast<std::size_t>(row)];
    }
    if (rows.is_refused(row)) continue;
    if (!rows.texts.empty()) {
      written["prediction"] = rows.prediction(row);
      written["confidence"] = rows.scores.at(row);
      continue;
    }
    if (rows.classes.empty()) {
      written["prediction"] = rows.scores.at(row);
      if (rows.intervals.defined()) {
        written["low"] = rows.intervals.at(2 * row);
        written["high"] = rows.intervals.at(2 * row + 1);
      }
      continue;
    }
    nlohmann::json probabilities = nlohmann::json::object();
    for (std::int64_t c = 0; c < width; ++c)
      probabilities[rows.classes[static_cast<std::size_t>(c)]] = rows.scores.at(row * width + c);
    written["prediction"] = rows.prediction(row);
    written["probabilities"] = std::move(probabilities);
  }
  return list;
}

void predict(const Context& context, const PredictOptions& o) {
  if (!o.out.empty()) require_prediction_format(o.out);
  require_finished(o.product);
  TerminalProgress progress(context);
  DataOptions options = context.data_options(progress);
  options.table = o.table;
  const PredictedRows rows =
      find_task(load_manifest(o.product).task).predict(o.product, o.data, options);
  nlohmann::json document = {{"product", o.product}};
  if (!rows.checks.empty()) {
    document["verdicts"] = count_verdicts(rows.checks);
    document["findings"] = findings_to_json(rows.findings);
  }
  if (o.out.empty()) {
    show(context, rows);
    document["rows"] = to_json(rows);
  } else {
    write_predictions(o.out, rows);
    context.say(text("{}  {} rows", "{}  {} 行", o.out, rows.size()));
    document["file"] = o.out;
    document["num_rows"] = rows.size();
  }
  context.answer(document);
}

}  // namespace

VerbDef define_predict() {
  return {.name = "predict",
          .summary = text("what a product says of new rows", "对新数据给出预测"),
          .declare = [](CLI::App& app, const Context& c) {
            auto o = std::make_shared<PredictOptions>();
            app.add_option("PRODUCT", o->product, c.word("its folder", "产品文件夹"))->required();
            app.add_option(
                   "DATA", o->data,
                   c.word("a picture, a folder or glob of them, a table, or data as for build",
                          "一张图片、图片文件夹或通配符，表格，或同 build 的数据"))
                ->required();
            app.add_option("-o,--output", o->out,
                           c.word("write all rows to a .csv, .jsonl or .parquet file",
                                  "将所有行写入 .csv、.jsonl 或 .parquet 文件"));
            declare_table_flags(app, c, o->table);
            return [o](const Context& context) { predict(context, *o); };
          }};
}

}  // namespace ingot
