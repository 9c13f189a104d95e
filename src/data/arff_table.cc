#include "base/sha256.h"
#include "data/arff.h"
#include "data/table_error.h"
#include "data/table_files.h"
#include "data/text_feed.h"

namespace ingot {
namespace {

namespace fs = std::filesystem;

class ArffReader final : public RowReader {
 public:
  ArffReader(const fs::path& file, const Encoding& encoding, const ArffParser& parser,
             std::int64_t header_lines)
      : lines_(file, encoding), parser_(parser) {
    std::string_view line;
    while (lines_.number() < header_lines && lines_.next(line)) continue;
  }
  bool read(Table& rows) override {
    std::size_t bytes = 0;
    std::string_view line;
    while (rows.size() < kRowsOfRun && bytes < kBytesOfRun && lines_.next(line)) {
      parser_.read_row(line, lines_.number(), rows);
      bytes += line.size();
    }
    // A run of comments alone is no end.
    return rows.size() > 0 || (bytes >= kBytesOfRun && read(rows));
  }

 private:
  LineFeed lines_;
  const ArffParser& parser_;
};

class ArffTable final : public PulledTable {
 public:
  ArffTable(const fs::path& file, const TableOptions& options)
      : file_(file), encoding_(encoding_of_file(file, options.encoding)), parser_(file.string()) {
    if (!encoding_.note.empty()) notes_.push_back(encoding_.note);
    LineFeed lines(file, encoding_);
    bool has_data = false;
    for (std::string_view line; !has_data && lines.next(line);)
      has_data = parser_.read_header_line(line, lines.number());
    if (!has_data)
      throw bad_table(file.string(), 0, text("there is no @data", "没有 @data"))
          .fix(text("copy or download the file again", "请重新复制或下载该文件"));
    header_lines_ = lines.number();
    names_ = column_names(parser_.columns(), notes_);
  }
  [[nodiscard]] std::unique_ptr<RowReader> reader() const override {
    return std::make_unique<ArffReader>(file_, encoding_, parser_, header_lines_);
  }
  [[nodiscard]] std::string sha256() const override { return sha256_of_file(file_); }

 private:
  fs::path file_;
  Encoding encoding_;
  ArffParser parser_;
  std::int64_t header_lines_ = 0;
};

}  // namespace

TablePointer open_arff(const fs::path& file, const TableOptions& options) {
  return std::make_shared<ArffTable>(file, options);
}

}  // namespace ingot
