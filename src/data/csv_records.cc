#include "data/csv_records.h"

#include <algorithm>
#include <cstring>

#include "data/table_error.h"
#include "data/text_feed.h"

namespace ingot {

CsvRecords::CsvRecords(const CsvDialect& dialect, std::string name)
    : dialect_(dialect), name_(std::move(name)) {
  // The NUL behind the text ends every cell, so that no loop asks for the end.
  for (const char c : {dialect.separator, dialect.line_end, '\0'})
    ends_plain_[static_cast<unsigned char>(c)] = true;
}

void CsvRecords::make_room() {
  buffer_.erase(0, at_);
  at_ = 0;
}

void CsvRecords::add(std::string_view text) {
  make_room();
  buffer_ += text;
}

Error CsvRecords::bad_quotes(std::int64_t line, const Text& what) const {
  return bad_table(name_, line, what)
      .expected(text("a cell with separators, quotes or line ends stands in double quotes, and "
                     "quotes in it are doubled",
                     "含分隔符、引号或换行的单元格须用双引号括起, 其中的引号须写两遍"))
      .fix(text("mend the line, or save the table as CSV (UTF-8) again",
                "请修改该行, 或重新将表格存为 CSV (UTF-8)"));
}

// Reads on from the record's beginning when it was cut off by the end of a piece.
CsvRecords::Next CsvRecords::next() {
  if (!skip_empty_lines()) return has_ended_ ? Next::end : Next::needs_more;
  raw_.clear();
  cursor_ = at_;
  lines_in_record_ = 0;
  record_line_ = line_;
  while (true) {
    const Cell cell = read_cell();
    if (cell == Cell::next) continue;
    if (cell == Cell::needs_more) {
      if (buffer_.size() - at_ > kMostBytesOfRecord)
        throw bad_quotes(record_line_, text("a record of more than 64 MiB: is a quote not closed?",
                                            "一条记录超过 64 MiB: 是否有引号未闭合?"));
      return Next::needs_more;
    }
    at_ = cursor_;
    line_ += lines_in_record_;
    show_cells();
    return Next::record;
  }
}

// false: nothing but empty lines is left.
bool CsvRecords::skip_empty_lines() {
  while (true) {
    const char c = buffer_[at_];
    if (c != ' ' && c != '\r' && c != '\n' && at_ < buffer_.size()) return true;
    const std::size_t text = std::min(buffer_.find_first_not_of(" \r", at_), buffer_.size());
    const std::size_t end = std::min(buffer_.find(dialect_.line_end, at_), buffer_.size());
    if (end > text && text < buffer_.size()) return true;
    if (end == buffer_.size()) {
      if (has_ended_) at_ = end;
      return false;
    }
    at_ = end + 1;
    ++line_;
  }
}

CsvRecords::Cell CsvRecords::read_cell() {
  const std::size_t begin = cursor_;
  if (dialect_.skips_blanks)
    while (buffer_[cursor_] == ' ') ++cursor_;
  if (buffer_[cursor_] == '"' && dialect_.has_quotes) return read_quoted();
  cursor_ = begin;
  return read_plain();
}

CsvRecords::Cell CsvRecords::read_plain() {
  const std::size_t begin = cursor_;
  const char* p = buffer_.data() + cursor_;
  const char* const end_of_text = buffer_.data() + buffer_.size();
  while (true) {
    while (!ends_plain_[static_cast<unsigned char>(*p)]) ++p;
    if (*p != '\0' || p == end_of_text) break;
    ++p;
  }
  cursor_ = static_cast<std::size_t>(p - buffer_.data());
  if (p == end_of_text && !has_ended_) return Cell::needs_more;
  std::string_view cell(buffer_.data() + begin, cursor_ - begin);
  const bool is_last = p == end_of_text || *p == dialect_.line_end;
  if (is_last && dialect_.line_end == '\n' && cell.ends_with('\r')) cell.remove_suffix(1);
  if (dialect_.skips_blanks) {
    while (cell.starts_with(' ')) cell.remove_prefix(1);
    while (cell.ends_with(' ')) cell.remove_suffix(1);
  }
  const auto from = static_cast<std::size_t>(cell.data() - buffer_.data());
  raw_.push_back({from, from + cell.size(), false, false});
  return after_cell();
}

CsvRecords::Cell CsvRecords::read_quoted() {
  const std::size_t begin = ++cursor_;
  const std::int64_t opened = line_ + lines_in_record_;
  bool is_doubled = false;
  while (true) {
    const std::size_t quote = buffer_.find('"', cursor_);
    if (quote == buffer_.npos) {
      if (!has_ended_) return Cell::needs_more;
      throw bad_quotes(opened, text("a quote is never closed", "引号未闭合"));
    }
    cursor_ = quote + 1;
    if (cursor_ == buffer_.size() && !has_ended_) return Cell::needs_more;
    if (buffer_[cursor_] != '"') break;
    is_doubled = true;
    ++cursor_;
  }
  const std::size_t end = cursor_ - 1;
  lines_in_record_ +=
      std::count(buffer_.begin() + static_cast<std::ptrdiff_t>(begin),
                 buffer_.begin() + static_cast<std::ptrdiff_t>(end), dialect_.line_end);
  raw_.push_back({begin, end, true, is_doubled});
  while (buffer_[cursor_] == ' ' || (buffer_[cursor_] == '\r' && dialect_.line_end == '\n'))
    ++cursor_;
  return after_cell();
}

CsvRecords::Cell CsvRecords::after_cell() {
  if (cursor_ == buffer_.size()) return has_ended_ ? Cell::last : Cell::needs_more;
  const char c = buffer_[cursor_];
  if (c != dialect_.separator && c != dialect_.line_end)
    throw bad_quotes(line_ + lines_in_record_,
                     text("something stands behind a closing quote", "右引号后还有内容"));
  ++cursor_;
  if (c == dialect_.separator) return Cell::next;
  ++lines_in_record_;
  return Cell::last;
}

// The record is whole: what stands in quotes may be written over, shorter.
void CsvRecords::show_cells() {
  cells_.clear();
  for (const Raw& raw : raw_) {
    char* const begin = buffer_.data() + raw.begin;
    char* to = begin;
    if (raw.has_doubled_quotes) {
      for (const char* p = begin; p != buffer_.data() + raw.end; ++p) {
        *to++ = *p;
        if (*p == '"') ++p;
      }
    } else {
      to = buffer_.data() + raw.end;
    }
    cells_.push_back(
        {std::string_view(begin, static_cast<std::size_t>(to - begin)), raw.is_quoted});
  }
}

}  // namespace ingot
