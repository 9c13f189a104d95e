#include "data/picture_table.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <optional>
#include <unordered_map>

#include "base/files.h"
#include "base/lower_case.h"
#include "base/near_name.h"
#include "base/utf8.h"
#include "data/csv.h"
#include "data/picture_file.h"

namespace ingot {
namespace {

namespace fs = std::filesystem;
using Names = std::initializer_list<std::string_view>;

const Names kPathHeaders = {"path",  "file",       "filename", "file_name",
                            "image", "image_path", "picture",  "name"};
const Names kLabelHeaders = {"label",    "labels", "class", "class_name",
                             "category", "target", "tag",   "tags"};
const Names kPartHeaders = {"split", "part", "set", "subset"};

std::string trimmed(std::string_view s) {
  constexpr std::string_view kSpace = " \t\r\n";
  const std::size_t begin = s.find_first_not_of(kSpace);
  if (begin == s.npos) return {};
  return std::string(s.substr(begin, s.find_last_not_of(kSpace) - begin + 1));
}

std::string trimmed_lower(std::string_view s) { return in_lower_case(trimmed(s)); }

Error bad_table(const std::string& where, const Text& what) {
  return Error("bad_table", {where + ": " + what.en, where + ": " + what.zh});
}

std::string line_of(const fs::path& table, const CsvRecord& record) {
  return fmt::format("{}:{}", table.string(), record.line);
}

struct Columns {
  std::size_t path = 0;
  std::optional<std::size_t> label, part;
  bool has_header = true;
};

std::optional<std::size_t> column_named(const CsvRecord& header, const Names& names) {
  for (const std::string_view name : names)
    for (std::size_t i = 0; i < header.fields.size(); ++i)
      if (trimmed_lower(header.fields[i]) == name) return i;
  return std::nullopt;
}

std::optional<std::size_t> column_of_pictures(const CsvRecord& record) {
  for (std::size_t i = 0; i < record.fields.size(); ++i)
    if (has_picture_name(trimmed(record.fields[i]))) return i;
  return std::nullopt;
}

std::optional<DataPart> part_named(std::string_view field) {
  constexpr std::array<std::pair<std::string_view, DataPart>, 8> kParts{
      {{"train", DataPart::train},
       {"training", DataPart::train},
       {"valid", DataPart::valid},
       {"val", DataPart::valid},
       {"validation", DataPart::valid},
       {"dev", DataPart::valid},
       {"test", DataPart::test},
       {"testing", DataPart::test}}};
  const std::string name = trimmed_lower(field);
  for (const auto& [word, part] : kParts)
    if (word == name) return part;
  return std::nullopt;
}

DataPart read_part_name(const std::string& where, const std::string& field) {
  const std::optional<DataPart> part = part_named(field);
  if (!part)
    throw bad_table(where, text("\"{}\" is no part", "\"{}\" 不是数据部分", field))
        .expected(text("train, valid or test", "train, valid 或 test"));
  return *part;
}

Columns find_columns(const std::vector<CsvRecord>& records, const fs::path& table) {
  const CsvRecord& header = records[0];
  const std::size_t width = header.fields.size();
  Columns columns;
  if (const auto pictures = column_of_pictures(header)) {
    columns.path = *pictures;
    columns.has_header = false;
    for (std::size_t i = 0; i < width; ++i) {
      if (i == columns.path) continue;
      if (!columns.label)
        columns.label = i;
      else if (!columns.part && part_named(header.fields[i]))
        columns.part = i;
    }
    return columns;
  }
  columns.label = column_named(header, kLabelHeaders);
  columns.part = column_named(header, kPartHeaders);
  std::optional<std::size_t> path = column_named(header, kPathHeaders);
  if (!path && records.size() > 1) path = column_of_pictures(records[1]);
  if (!path)
    throw bad_table(table.string(),
                    text("no column holds paths of pictures; there are {}",
                         "没有图片路径列; 现有列为 {}", fmt::join(header.fields, ", ")))
        .expected(text("a header like \"path,label\", or lines like \"cats/1.jpg,cat\"",
                       "形如 \"path,label\" 的表头, 或形如 \"cats/1.jpg,cat\" 的行"))
        .fix(text("name the column of paths \"path\" and that of classes \"label\"",
                  "请将路径列命名为 \"path\", 类别列命名为 \"label\""));
  columns.path = *path;
  if (columns.label == columns.path) columns.label.reset();
  const std::size_t others = width - 1 - (columns.part ? 1 : 0);
  if (columns.label || others == 0) return columns;
  if (others > 1)
    throw bad_table(table.string(),
                    text("which column is the label? There are {}", "哪一列是标签? 现有列为 {}",
                         fmt::join(header.fields, ", ")))
        .fix(text("name it \"label\"", "请将其命名为 \"label\""));
  for (std::size_t i = 0; i < width; ++i)
    if (i != columns.path && i != columns.part) columns.label = i;
  return columns;
}

// The column `name` of the header, spelled as it is there.
std::size_t further_column(const CsvRecord& header, bool has_header, const std::string& name,
                           const fs::path& table) {
  std::vector<std::string> names;
  if (has_header)
    for (const std::string& field : header.fields) names.push_back(trimmed(field));
  if (const auto at = std::ranges::find(names, name); at != names.end())
    return static_cast<std::size_t>(at - names.begin());
  Error error("unknown_column",
              text("{} has no column \"{}\"", "{} 没有列“{}”", table.string(), name));
  if (names.empty())
    throw std::move(error).fix(text("give the table a first line with the names of its columns",
                                    "请在首行写出各列的名称"));
  const Text expected = text("one of {}", "{} 之一", fmt::join(names, ", "));
  if (const std::string near = near_name(name, names); !near.empty())
    throw std::move(error).expected(expected).fix(
        text("did you mean \"{}\"?", "是否想写“{}”?", near));
  throw std::move(error).expected(expected);
}

std::vector<std::string> classes_in(std::string_view field) {
  std::vector<std::string> classes;
  while (true) {
    const std::size_t end = std::min(field.find_first_of("|;"), field.size());
    std::string name = trimmed(field.substr(0, end));
    if (!name.empty() && std::ranges::find(classes, name) == classes.end())
      classes.push_back(std::move(name));
    if (end == field.size()) return classes;
    field.remove_prefix(end + 1);
  }
}

void require_one_class_each(const PictureTable& table, const fs::path& name,
                            const std::vector<CsvRecord>& records, std::size_t first) {
  if (table.is_multi_label) return;
  for (std::size_t i = 0; i < table.labels.size(); ++i)
    if (table.labels[i].empty())
      throw bad_table(line_of(name, records[first + i]), text("the label is empty", "标签为空"))
          .fix(text("give it a class, or take the line out", "请填写类别, 或删除该行"));
}

// The table, and the record that each row comes from.
PictureTable table_of(const std::vector<CsvRecord>& records, const fs::path& name,
                      const PictureTableOptions& options) {
  if (records.empty()) throw bad_table(name.string(), text("the table is empty", "表格为空"));
  const Columns columns = find_columns(records, name);
  const std::size_t first = columns.has_header ? 1 : 0;
  std::optional<std::size_t> further;
  if (!options.column.empty())
    further = further_column(records[0], columns.has_header, options.column, name);
  PictureTable table;
  table.is_multi_label = options.label_sets;
  std::unordered_map<std::string, std::int64_t> line_of_path;
  for (std::size_t r = first; r < records.size(); ++r) {
    const std::vector<std::string>& fields = records[r].fields;
    const std::string where = line_of(name, records[r]);
    std::string path = trimmed(fields[columns.path]);
    if (path.empty()) throw bad_table(where, text("the path is empty", "路径为空"));
    const auto [at, is_new] = line_of_path.try_emplace(path, records[r].line);
    if (!is_new)
      throw bad_table(
          where, text("{} is named on line {} already", "{} 已出现在第 {} 行", path, at->second))
          .fix(text("give each picture one line; several classes as \"cat|dog\"",
                    "每张图片一行; 多个类别写作 \"cat|dog\""));
    table.files.push_back(name.parent_path() / path);
    table.names.push_back(std::move(path));
    if (columns.label) {
      const std::string& label = fields[*columns.label];
      if (!is_utf8(label))
        throw bad_table(where, text("the label is not UTF-8", "标签不是 UTF-8"))
            .fix(text("save the table as CSV (UTF-8)", "请将表格存为 CSV (UTF-8)"));
      table.labels.push_back(classes_in(label));
      table.is_multi_label = table.is_multi_label || table.labels.back().size() > 1;
    }
    if (further) table.column.push_back(trimmed(fields[*further]));
    if (columns.part) table.parts.push_back(read_part_name(where, fields[*columns.part]));
  }
  if (table.names.empty())
    throw bad_table(name.string(), text("the table holds only a header", "表格只有表头"));
  require_one_class_each(table, name, records, first);
  return table;
}

}  // namespace

PictureTable parse_picture_table(std::string_view csv, const fs::path& name,
                                 const PictureTableOptions& options) {
  return table_of(parse_csv(csv, name.string()), name, options);
}

PictureTable read_picture_table(const fs::path& csv, const PictureTableOptions& options) {
  const std::vector<CsvRecord> records = parse_csv(read_file(csv), csv.string());
  PictureTable table = table_of(records, csv, options);
  const std::size_t first = records.size() - table.files.size();
  for (std::size_t i = 0; i < table.files.size(); ++i)
    if (!fs::exists(table.files[i]))
      throw file_error(ENOENT, table.files[i])
          .where(text("{}", "{}", line_of(csv, records[first + i])));
  return table;
}

}  // namespace ingot
