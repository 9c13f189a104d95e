// Tables as they come from files: named columns of text, before anybody decides what it means.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ingot/error.h"

namespace ingot {

class Progress;

/// The cells of one column, UTF-8, in the order of the rows. A cell that is missing (NULL, or
/// nothing between two commas) differs from an empty one in quotes where the file tells them apart.
class TextColumn {
 public:
  TextColumn() = default;
  /// Cells one after another in `bytes`, of these lengths; -1: missing.
  TextColumn(std::string bytes, const std::vector<std::int32_t>& lengths);
  void push_back(std::optional<std::string_view> cell);
  /// The same, for many cells.
  void append(std::string_view cell) {
    bytes_.append(cell);
    ends_.push_back(bytes_.size());
    missing_.push_back(false);
  }
  void append_missing() {
    ends_.push_back(bytes_.size());
    missing_.push_back(true);
  }
  void reserve(std::int64_t rows, std::size_t bytes);
  [[nodiscard]] std::int64_t size() const { return static_cast<std::int64_t>(ends_.size()); }
  /// Memory that its cells take.
  [[nodiscard]] std::size_t bytes() const { return bytes_.size() + ends_.size() * sizeof ends_[0]; }
  [[nodiscard]] bool is_missing(std::int64_t row) const {
    return missing_[static_cast<std::size_t>(row)];
  }
  /// Empty where the cell is missing.
  [[nodiscard]] std::string_view operator[](std::int64_t row) const {
    const auto i = static_cast<std::size_t>(row);
    const std::size_t begin = i == 0 ? 0 : ends_[i - 1];
    return std::string_view(bytes_).substr(begin, ends_[i] - begin);
  }
  friend bool operator==(const TextColumn&, const TextColumn&) = default;

 private:
  std::string bytes_;
  std::vector<std::size_t> ends_;
  std::vector<bool> missing_;
};

/// Rows of a table.
struct Table {
  std::vector<std::string> names;  ///< of the columns
  std::vector<TextColumn> columns;

  [[nodiscard]] std::int64_t size() const { return columns.empty() ? 0 : columns[0].size(); }
  /// Index of the column `name`; nothing where there is none.
  [[nodiscard]] std::optional<std::size_t> find(std::string_view name) const;
  friend bool operator==(const Table&, const Table&) = default;
};

/// The rows `rows` of `table`, in this order.
[[nodiscard]] Table select_rows(const Table& table, const std::vector<std::int64_t>& rows);
/// Appends the rows of `more`, which has the same columns. errors: shape_mismatch
void append_rows(Table& table, const Table& more);

/// A table in a file or behind a query, read in runs of rows, in the order of the file.
class TableSource {
 public:
  virtual ~TableSource() = default;
  [[nodiscard]] virtual const std::vector<std::string>& columns() const = 0;
  /// Calls `body` with some thousand rows at a time until all were seen; every call reads anew.
  ///
  /// errors    bad_csv, bad_table and others of its format, with file and line
  virtual void for_each_run(const std::function<void(const Table& rows)>& body) const = 0;
  /// The same with these columns alone, which some sources read much faster.
  ///
  /// errors    as above; missing_column
  virtual void for_each_run_of(const std::vector<std::string>& columns,
                               const std::function<void(const Table& rows)>& body) const;
  /// What was found out about the file, for people: "encoding GB18030 (guessed)", "no header".
  [[nodiscard]] virtual const std::vector<Text>& notes() const = 0;
  /// SHA-256 over what is read: of the files, or of the rows of a query.
  [[nodiscard]] virtual std::string sha256() const = 0;
  /// Of columns by their names. errors: missing_column, with a near name
  [[nodiscard]] std::vector<std::size_t> places_of(const std::vector<std::string>& names) const;
};

struct TableOptions {
  std::string sql = {};  ///< a query over the files (each a view named by its stem, the first also
                         ///< `data`), or of a server
  std::string connection = {};  ///< of a PostgreSQL server, where `sql` runs; empty: over the files
  std::string encoding = {};    ///< of a text file; empty: guessed
  std::string separator = {};   ///< between fields; empty: guessed
  std::optional<bool> header = {};  ///< whether the first line names the columns; else guessed
  int num_threads = 1;
  Progress* progress = nullptr;
};

/// Opens what `source` names: a CSV or TSV file (also `.gz`), JSON Lines, Parquet, SQLite (`FILE`
/// with one table, else `FILE:TABLE`), ARFF, or a glob of files of one kind; a folder of texts,
/// with columns `text` and `label`.
///
/// errors    file_missing, unknown_data, bad_table
[[nodiscard]] std::shared_ptr<const TableSource> open_table(const std::string& source,
                                                            const TableOptions& options = {});
/// Whether `source` names a table by its ending or its first bytes: nothing of pictures.
[[nodiscard]] bool is_table(const std::string& source);
[[nodiscard]] std::shared_ptr<const TableSource> table_in_memory(Table table);
/// The rows `rows` of `source`, ascending.
[[nodiscard]] std::shared_ptr<const TableSource> selected_rows(
    std::shared_ptr<const TableSource> source, std::vector<std::int64_t> rows);
/// Over the names of the columns and every cell, in the order of the rows.
[[nodiscard]] std::string sha256_of_rows(const TableSource& source);
/// All rows: mind the memory.
[[nodiscard]] Table read_table(const TableSource& source);

}  // namespace ingot
