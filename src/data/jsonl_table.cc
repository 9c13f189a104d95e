#include <unordered_map>

#include "base/sha256.h"
#include "base/trim.h"
#include "data/json_row.h"
#include "data/table_error.h"
#include "data/table_files.h"
#include "data/text_feed.h"

namespace ingot {
namespace {

namespace fs = std::filesystem;

using ColumnIndex = std::unordered_map<std::string, std::size_t>;

Error bad_row(const std::string& file, std::int64_t line, const Text& what) {
  return bad_table(file, line, what)
      .expected(text("one JSON object in each line", "每行一个 JSON 对象"))
      .fix(text("mend the line; a file that is one array becomes lines with: jq -c '.[]'",
                "请修改该行; 单个数组的文件可用 jq -c '.[]' 转为逐行"));
}

// The cells of one line by column, and the bytes they point to.
class JsonLine {
 public:
  explicit JsonLine(std::size_t width) : cells_(width) {}

  void clear() {
    for (Cell& cell : cells_) cell = {};
    bytes_.clear();
  }
  // false: the column came before.
  [[nodiscard]] bool set(std::size_t column, std::optional<std::string_view> text) {
    Cell& cell = cells_[column];
    if (cell.is_set) return false;
    cell = {true, text.has_value(), bytes_.size(), text ? text->size() : 0};
    if (text) bytes_ += *text;
    return true;
  }
  std::size_t move_to(Table& rows) const {
    for (std::size_t c = 0; c < cells_.size(); ++c)
      rows.columns[c].push_back(cells_[c].is_there ? std::optional(std::string_view(bytes_).substr(
                                                         cells_[c].begin, cells_[c].size))
                                                   : std::nullopt);
    return bytes_.size();
  }

 private:
  struct Cell {
    bool is_set = false, is_there = false;
    std::size_t begin = 0, size = 0;
  };
  std::vector<Cell> cells_;
  std::string bytes_;
};

class JsonlReader final : public RowReader {
 public:
  JsonlReader(const fs::path& file, const Encoding& encoding, const ColumnIndex& columns)
      : file_(file.string()), lines_(file, encoding), columns_(columns), line_(columns.size()) {}

  bool read(Table& rows) override {
    std::size_t bytes = 0;
    std::string_view line;
    while (rows.size() < kRowsOfRun && bytes < kBytesOfRun && lines_.next(line)) {
      if (without_blanks(line).empty()) continue;
      line_.clear();
      std::optional<Text> wrong;
      const JsonCell add = [&](const std::string& name, std::optional<std::string_view> cell) {
        const auto column = columns_.find(name);
        if (column == columns_.end())
          wrong =
              text("a new field \"{}\": the file has changed", "新字段 \"{}\": 文件已被修改", name);
        else if (!line_.set(column->second, cell))
          wrong = text("the field \"{}\" twice", "字段 \"{}\" 出现两次", name);
      };
      if (const auto broken = read_json_row(line, add)) wrong = broken;
      if (wrong) throw bad_row(file_, lines_.number(), *wrong);
      bytes += line_.move_to(rows);
    }
    return rows.size() > 0;
  }

 private:
  std::string file_;
  LineFeed lines_;
  const ColumnIndex& columns_;
  JsonLine line_;
};

class JsonlTable final : public PulledTable {
 public:
  JsonlTable(const fs::path& file, const TableOptions& options)
      : file_(file), encoding_(encoding_of_file(file, options.encoding)) {
    if (!encoding_.note.empty()) notes_.push_back(encoding_.note);
    std::vector<std::string> found;
    const JsonCell add = [&](const std::string& name, std::optional<std::string_view>) {
      if (index_.emplace(name, found.size()).second) found.push_back(name);
    };
    LineFeed lines(file, encoding_);
    for (std::string_view line; lines.next(line);)
      if (!without_blanks(line).empty())
        if (const auto wrong = read_json_row(line, add))
          throw bad_row(file.string(), lines.number(), *wrong);
    if (found.empty()) throw empty_table(file.string());
    names_ = column_names(found, notes_);
  }

  [[nodiscard]] std::unique_ptr<RowReader> reader() const override {
    return std::make_unique<JsonlReader>(file_, encoding_, index_);
  }
  [[nodiscard]] std::string sha256() const override { return sha256_of_file(file_); }

 private:
  fs::path file_;
  Encoding encoding_;
  ColumnIndex index_;
};

}  // namespace

TablePointer open_jsonl(const fs::path& file, const TableOptions& options) {
  return std::make_shared<JsonlTable>(file, options);
}

}  // namespace ingot
