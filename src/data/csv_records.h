// The records of a text whose cells stand between separators, piece by piece.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ingot/error.h"

namespace ingot {

/// How a file writes its cells.
struct CsvDialect {
  char separator = ',';
  char line_end = '\n';       ///< '\r' in files of old Macs; \r\n counts as \n
  bool has_quotes = true;     ///< whether a cell may stand in double quotes
  bool skips_blanks = false;  ///< whether blanks around a cell are no part of it
};

struct CsvCell {
  std::string_view text;
  bool is_quoted = false;
  /// Nothing between two separators; a cell in quotes may be empty, but it is there.
  [[nodiscard]] bool is_missing() const { return text.empty() && !is_quoted; }
};

/// A quote within a cell that does not begin with one stands for itself. Empty lines are skipped.
class CsvRecords {
 public:
  CsvRecords(const CsvDialect& dialect, std::string name);

  /// The next piece of the text; what earlier records point to is gone.
  void add(std::string_view text);
  /// Where the next piece is read to; to be told before with `make_room`.
  [[nodiscard]] std::string& buffer() { return buffer_; }
  void make_room();
  /// No more comes.
  void finish() { has_ended_ = true; }

  enum class Next { record, needs_more, end };
  /// errors    bad_table with the line: a quote that is never closed, text behind a closing quote
  [[nodiscard]] Next next();
  /// Of the last record; valid until the next call of anything.
  [[nodiscard]] const std::vector<CsvCell>& cells() const { return cells_; }
  /// On which the last record begins, from 1.
  [[nodiscard]] std::int64_t line() const { return record_line_; }

 private:
  struct Raw {
    std::size_t begin, end;
    bool is_quoted, has_doubled_quotes;
  };
  enum class Cell { next, last, needs_more };
  [[nodiscard]] bool skip_empty_lines();
  [[nodiscard]] Cell read_cell();
  [[nodiscard]] Cell read_plain();
  [[nodiscard]] Cell read_quoted();
  [[nodiscard]] Cell after_cell();
  void show_cells();
  [[nodiscard]] Error bad_quotes(std::int64_t line, const Text& what) const;

  CsvDialect dialect_;
  std::string name_;
  std::string buffer_;
  std::size_t at_ = 0;      // in buffer_: what comes next
  std::size_t cursor_ = 0;  // within the record that is being read
  bool has_ended_ = false;
  std::int64_t line_ = 1, lines_in_record_ = 0, record_line_ = 1;
  std::array<bool, 256> ends_plain_{};
  std::vector<Raw> raw_;
  std::vector<CsvCell> cells_;
};

}  // namespace ingot
