#include "base/sha256.h"
#include "data/csv_dialect.h"
#include "data/table_error.h"
#include "data/table_files.h"
#include "data/text_feed.h"

namespace ingot {
namespace {

namespace fs = std::filesystem;

CsvHints hints_of(const TableOptions& options) {
  CsvHints hints{.separator = {}, .has_header = options.header};
  if (options.separator.empty()) return hints;
  const bool is_tab = options.separator == "tab" || options.separator == "\\t";
  if (!is_tab && (options.separator.size() != 1 || options.separator.find_first_of("\"\r\n") == 0))
    throw Error("bad_option", text("the separator \"{}\" is not one character",
                                   "分隔符 \"{}\" 不是单个字符", options.separator))
        .expected(text(", ; | or tab", ", ; | 或 tab"));
  hints.separator = is_tab ? '\t' : options.separator[0];
  return hints;
}

class CsvReader final : public RowReader {
 public:
  CsvReader(const fs::path& file, const Encoding& encoding, const CsvLayout& layout)
      : file_(file.string()),
        width_(layout.columns.size()),
        has_header_(layout.has_header),
        feed_(file, encoding),
        records_(layout.dialect, file_) {
    for (std::size_t i = 0; i < layout.skipped + (layout.has_header ? 1 : 0); ++i) (void)next();
  }

  bool read(Table& rows) override {
    for (std::size_t c = 0; c < width_; ++c)
      rows.columns[c].reserve(kRowsOfRun, bytes_of_column_.empty() ? 0 : bytes_of_column_[c]);
    bytes_of_column_.assign(width_, 0);
    std::size_t bytes = 0;
    std::int64_t count = 0;
    while (count < kRowsOfRun && bytes < kBytesOfRun && next()) {
      const std::vector<CsvCell>& cells = records_.cells();
      if (cells.size() != width_) throw wrong_width(cells.size());
      for (std::size_t c = 0; c < width_; ++c) {
        if (cells[c].is_missing())
          rows.columns[c].append_missing();
        else
          rows.columns[c].append(cells[c].text);
        bytes += cells[c].text.size();
        bytes_of_column_[c] += cells[c].text.size();
      }
      ++count;
    }
    return count > 0;
  }

 private:
  bool next() {
    while (true) {
      switch (records_.next()) {
        case CsvRecords::Next::record: return true;
        case CsvRecords::Next::end: return false;
        case CsvRecords::Next::needs_more:
          records_.make_room();
          if (!feed_.read(records_.buffer())) records_.finish();
      }
    }
  }

  [[nodiscard]] Error wrong_width(std::size_t found) const {
    return bad_table(file_, records_.line(),
                     has_header_ ? text("{} cells where the header has {}",
                                        "有 {} 个单元格, 而表头有 {} 个", found, width_)
                                 : text("{} cells where the first line has {}",
                                        "有 {} 个单元格, 而首行有 {} 个", found, width_))
        .expected(text("as many cells in every line; a cell with separators stands in double "
                       "quotes",
                       "每行单元格数相同; 含分隔符的单元格须用双引号括起"))
        .fix(text("mend the line, or tell the separator with --separator",
                  "请修改该行, 或用 --separator 指明分隔符"));
  }

  std::string file_;
  std::size_t width_;
  bool has_header_;
  TextFeed feed_;
  CsvRecords records_;
  std::vector<std::size_t> bytes_of_column_;  // of the run before
};

class CsvTable final : public PulledTable {
 public:
  CsvTable(const fs::path& file, const TableOptions& options)
      : file_(file), encoding_(encoding_of_file(file, options.encoding)) {
    constexpr std::size_t kBeginning = 1 << 20;
    const CsvHints hints = hints_of(options);
    TextFeed feed(file, encoding_);
    std::string beginning;
    bool is_whole = false;
    while (!is_whole && beginning.size() < kBeginning) is_whole = !feed.read(beginning);
    layout_ = guess_csv_layout(beginning, is_whole, file.string(), hints);
    names_ = layout_.columns;
    if (!encoding_.note.empty()) notes_.push_back(encoding_.note);
    notes_.insert(notes_.end(), layout_.notes.begin(), layout_.notes.end());
  }

  [[nodiscard]] std::unique_ptr<RowReader> reader() const override {
    return std::make_unique<CsvReader>(file_, encoding_, layout_);
  }
  [[nodiscard]] std::string sha256() const override { return sha256_of_file(file_); }

 private:
  fs::path file_;
  Encoding encoding_;
  CsvLayout layout_;
};

}  // namespace

TablePointer open_csv(const fs::path& file, const TableOptions& options) {
  return std::make_shared<CsvTable>(file, options);
}

}  // namespace ingot
