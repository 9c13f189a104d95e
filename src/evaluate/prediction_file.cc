#include "evaluate/prediction_file.h"

#include <cmath>
#include <nlohmann/json.hpp>

#include "base/files.h"
#include "evaluate/check_json.h"
#include "evaluate/prediction_parquet.h"

namespace ingot {
namespace {

namespace fs = std::filesystem;

struct Format {
  const char* ending;
  void (*write)(const fs::path& path, const PredictedRows& rows);
};
constexpr Format kFormats[] = {
    {".csv", [](const fs::path& path,
                const PredictedRows& rows) { write_file(path, predictions_to_csv(rows)); }},
    {".jsonl", [](const fs::path& path,
                  const PredictedRows& rows) { write_file(path, predictions_to_jsonl(rows)); }},
    {".parquet", write_parquet_predictions}};

const Format& format_of(const fs::path& path) {
  std::vector<std::string> endings;
  for (const Format& format : kFormats) {
    if (path.extension() == format.ending) return format;
    endings.emplace_back(format.ending);
  }
  throw Error("unknown_format",
              text("predictions cannot be written as {}", "无法将预测结果写为 {}", path.string()))
      .expected(text("a file name that ends with {}", "文件名以 {} 结尾", fmt::join(endings, ", ")))
      .where(text("-o, command line", "-o, 命令行"))
      .fix(text("-o {}.csv", "-o {}.csv", fs::path(path).replace_extension().string()));
}

void require_rows(const PredictedRows& rows) {
  const Shape& s = rows.scores.shape();
  const auto classes = static_cast<std::int64_t>(rows.classes.size());
  const bool fits = classes > 0 ? s == Shape{s.rank() > 0 ? s[0] : 0, classes}
                                : s.rank() == 1 || (s.rank() == 2 && s[1] == 1);
  const bool has_thresholds =
      (rows.thresholds.empty() || rows.thresholds.size() == rows.classes.size()) &&
      (!rows.call_from || classes == 2);
  const bool has_texts = rows.texts.empty() ||
                         (classes == 0 && s == Shape{static_cast<std::int64_t>(rows.texts.size())});
  const bool has_intervals =
      !rows.intervals.defined() || (classes == 0 && rows.intervals.shape() == Shape{s[0], 2});
  const bool has_tokens =
      !rows.tagged || (static_cast<std::int64_t>(rows.tagged->sentences.size()) == s[0] &&
                       static_cast<std::int64_t>(rows.tagged->tokens.size()) == s[0] &&
                       static_cast<std::int64_t>(rows.tagged->called.size()) == s[0]);
  if (fits && has_thresholds && has_texts && has_intervals && has_tokens &&
      (rows.checks.empty() || static_cast<std::int64_t>(rows.checks.size()) == s[0]) &&
      (rows.names.empty() || static_cast<std::int64_t>(rows.names.size()) == s[0]) &&
      (rows.ids.empty() || static_cast<std::int64_t>(rows.ids.size()) == s[0]))
    return;
  throw Error("shape_mismatch", text("scores {} do not go with {} classes and {} names",
                                     "分数 {} 与 {} 个类别, {} 个名称不符",
                                     to_string(rows.scores.type()), classes, rows.names.size()))
      .expected(text("(rows, classes), or (rows) for numbers", "(行, 类别), 数值则为 (行)"));
}

std::span<const float> scores_of(const PredictedRows& rows, std::int64_t row) {
  const std::size_t count = std::max<std::size_t>(rows.classes.size(), 1);
  return rows.scores.data<float>().subspan(static_cast<std::size_t>(row) * count, count);
}

// Low and high; nothing where there are no intervals.
std::span<const float> ends_of(const PredictedRows& rows, std::int64_t row) {
  if (!rows.intervals.defined()) return {};
  return rows.intervals.data<float>().subspan(static_cast<std::size_t>(row) * 2, 2);
}

std::string quoted(const std::string& field) {
  const bool padded = !field.empty() && (field.front() == ' ' || field.back() == ' ');
  if (!padded && field.find_first_of(",\"\r\n") == std::string::npos) return field;
  std::string result = "\"";
  for (const char c : field) result += c == '"' ? std::string("\"\"") : std::string(1, c);
  return result + "\"";
}

// Which row it is.
std::string csv_address(const PredictedRows& rows, std::int64_t row) {
  const auto at = static_cast<std::size_t>(row);
  std::string address = fmt::format("{},", row);
  if (!rows.ids.empty()) address += fmt::format("{},", quoted(rows.ids[at]));
  if (rows.tagged)
    address += fmt::format("{},{},", rows.tagged->sentences[at], quoted(rows.tagged->tokens[at]));
  return address;
}

std::string json_of(const std::string& s) {
  using nlohmann::json;
  return json(s).dump(-1, ' ', false, json::error_handler_t::replace);
}
std::string json_of(float value) {
  return std::isfinite(value) ? fmt::format("{}", value) : "null";
}

}  // namespace

std::size_t PredictedRows::predicted_class(std::int64_t row) const {
  if (tagged) return static_cast<std::size_t>(tagged->called[static_cast<std::size_t>(row)]);
  const auto scores_of_row = scores_of(*this, row);
  if (call_from) return scores_of_row[1] >= *call_from ? 1 : 0;
  return static_cast<std::size_t>(std::ranges::max_element(scores_of_row) - scores_of_row.begin());
}

std::string PredictedRows::prediction(std::int64_t row) const {
  if (!texts.empty()) return texts[static_cast<std::size_t>(row)];
  if (thresholds.empty()) return classes[predicted_class(row)];
  const auto scores_of_row = scores_of(*this, row);
  std::vector<std::string> called;
  for (std::size_t c = 0; c < classes.size(); ++c)
    if (scores_of_row[c] >= thresholds[c]) called.push_back(classes[c]);
  return fmt::format("{}", fmt::join(called, "|"));
}

std::string predictions_to_csv(const PredictedRows& rows) {
  require_rows(rows);
  std::string csv = "row";
  if (!rows.ids.empty()) csv += fmt::format(",{}", quoted(rows.id_column));
  if (rows.tagged) csv += ",sentence,token";
  csv += ",prediction";
  for (const std::string& name : rows.classes) csv += fmt::format(",{}", quoted("p:" + name));
  if (!rows.texts.empty()) csv += ",confidence";
  if (rows.intervals.defined()) csv += ",low,high";
  if (!rows.checks.empty()) csv += ",verdict,flags";
  if (!rows.names.empty()) csv += ",file";
  csv += "\n";
  for (std::int64_t row = 0; row < rows.size(); ++row) {
    const auto scores = scores_of(rows, row);
    csv += csv_address(rows, row);
    if (rows.is_refused(row)) {
      csv += std::string(rows.classes.size() + (rows.intervals.defined() ? 2 : 0), ',');
    } else if (!rows.texts.empty()) {
      csv += fmt::format("{},{}", quoted(rows.prediction(row)), scores[0]);
    } else if (rows.classes.empty()) {
      csv += fmt::format("{}", scores[0]);
      for (const float end : ends_of(rows, row)) csv += fmt::format(",{}", end);
    } else {
      csv += quoted(rows.prediction(row));
      for (const float score : scores) csv += fmt::format(",{}", score);
    }
    if (!rows.checks.empty()) {
      const RowCheck& check = rows.checks[static_cast<std::size_t>(row)];
      csv += fmt::format(",{},{}", to_string(check.verdict), quoted(in_short(check.findings)));
    }
    if (!rows.names.empty())
      csv += fmt::format(",{}", quoted(rows.names[static_cast<std::size_t>(row)]));
    csv += "\n";
  }
  return csv;
}

std::string predictions_to_jsonl(const PredictedRows& rows) {
  require_rows(rows);
  std::vector<std::string> keys;
  for (const std::string& name : rows.classes) keys.push_back(json_of("p:" + name));
  std::string lines;
  for (std::int64_t row = 0; row < rows.size(); ++row) {
    const auto scores = scores_of(rows, row);
    const auto written = [&](const auto& value) {
      return rows.is_refused(row) ? "null" : json_of(value);
    };
    lines += fmt::format("{{\"row\":{}", row);
    if (!rows.ids.empty())
      lines += fmt::format(",{}:{}", json_of(rows.id_column),
                           json_of(rows.ids[static_cast<std::size_t>(row)]));
    if (rows.tagged)
      lines += fmt::format(",\"sentence\":{},\"token\":{}",
                           rows.tagged->sentences[static_cast<std::size_t>(row)],
                           json_of(rows.tagged->tokens[static_cast<std::size_t>(row)]));
    lines += fmt::format(",\"prediction\":{}", rows.classes.empty() && rows.texts.empty()
                                                   ? written(scores[0])
                                                   : written(rows.prediction(row)));
    if (!rows.texts.empty()) lines += fmt::format(",\"confidence\":{}", written(scores[0]));
    for (std::size_t c = 0; c < keys.size(); ++c)
      lines += fmt::format(",{}:{}", keys[c], written(scores[c]));
    if (const auto ends = ends_of(rows, row); !ends.empty())
      lines += fmt::format(",\"low\":{},\"high\":{}", written(ends[0]), written(ends[1]));
    if (!rows.checks.empty()) {
      const RowCheck& check = rows.checks[static_cast<std::size_t>(row)];
      lines += fmt::format(",\"verdict\":\"{}\",\"flags\":{}", to_string(check.verdict),
                           findings_to_json(check.findings)
                               .dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
    }
    if (!rows.names.empty())
      lines += fmt::format(",\"file\":{}", json_of(rows.names[static_cast<std::size_t>(row)]));
    lines += "}\n";
  }
  return lines;
}

void require_prediction_format(const fs::path& path) { (void)format_of(path); }

void write_predictions(const fs::path& path, const PredictedRows& rows) {
  format_of(path).write(path, rows);
}

}  // namespace ingot
