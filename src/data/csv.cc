#include "data/csv.h"

#include "ingot/error.h"

namespace ingot {
namespace {

class CsvReader {
 public:
  CsvReader(std::string_view bytes, const std::string& name) : left_(bytes), name_(name) {
    if (left_.starts_with("\xef\xbb\xbf")) left_.remove_prefix(3);
  }

  std::vector<CsvRecord> read() && {
    std::vector<CsvRecord> records;
    while (!left_.empty()) {
      if (take_line_end()) continue;
      records.push_back({line_, {}});
      read_fields(records.back().fields);
      const std::size_t found = records.back().fields.size(), first = records[0].fields.size();
      if (found != first)
        throw bad_csv(records.back().line, text("{} fields where the first line has {}",
                                                "有 {} 个字段, 而首行有 {} 个", found, first));
    }
    return records;
  }

 private:
  [[nodiscard]] Error bad_csv(std::int64_t line, const Text& what) const {
    const Text at = text("{}, line {}: ", "{} 第 {} 行: ", name_, line);
    return Error("bad_csv", {at.en + what.en, at.zh + what.zh})
        .expected(text("fields between commas; a field with commas, quotes or line ends stands in "
                       "double quotes",
                       "以逗号分隔的字段; 含逗号、引号或换行的字段须用双引号括起"))
        .fix(text("mend the line, or save the table as CSV (UTF-8) again",
                  "请修改该行, 或重新将表格存为 CSV (UTF-8)"));
  }

  bool take_line_end() {
    const std::size_t n = left_.starts_with("\r\n") ? 2 : left_.starts_with('\n') ? 1 : 0;
    left_.remove_prefix(n);
    if (n > 0) ++line_;
    return n > 0;
  }

  void read_fields(std::vector<std::string>& fields) {
    while (true) {
      fields.push_back(left_.starts_with('"') ? quoted_field() : plain_field());
      if (left_.empty() || take_line_end()) return;
      if (!left_.starts_with(','))
        throw bad_csv(line_, text("something stands behind a closing quote", "右引号后还有内容"));
      left_.remove_prefix(1);
    }
  }

  std::string plain_field() {
    const std::size_t end =
        std::min(left_.find_first_of(std::string_view(",\n\"\0", 4)), left_.size());
    std::string_view field = left_.substr(0, end);
    left_.remove_prefix(end);
    if (left_.starts_with('"'))
      throw bad_csv(line_, text("a quote inside a plain field", "未加引号的字段中出现引号"));
    if (left_.starts_with('\0')) throw bad_csv(line_, text("a NUL byte", "出现 NUL 字节"));
    if ((left_.empty() || left_[0] == '\n') && field.ends_with('\r')) field.remove_suffix(1);
    return std::string(field);
  }

  std::string quoted_field() {
    const std::int64_t begin = line_;
    std::string field;
    left_.remove_prefix(1);
    while (true) {
      const std::size_t end =
          std::min(left_.find_first_of(std::string_view("\"\n\0", 3)), left_.size());
      field += left_.substr(0, end);
      left_.remove_prefix(end);
      if (left_.empty()) throw bad_csv(begin, text("a quote is never closed", "引号未闭合"));
      const char c = left_[0];
      if (c == '\0') throw bad_csv(line_, text("a NUL byte", "出现 NUL 字节"));
      left_.remove_prefix(1);
      if (c == '\n') {
        ++line_;
      } else if (!left_.starts_with('"')) {
        return field;
      } else {
        left_.remove_prefix(1);
      }
      field += c;
    }
  }

  std::string_view left_;
  const std::string& name_;
  std::int64_t line_ = 1;
};

}  // namespace

std::vector<CsvRecord> parse_csv(std::string_view text, const std::string& name) {
  return CsvReader(text, name).read();
}

}  // namespace ingot
