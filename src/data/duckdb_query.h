// Queries that DuckDB answers, as rows of text.
#pragma once

#include <memory>
#include <string>

#include "data/duckdb_library.h"
#include "data/pulled_table.h"

namespace ingot {

/// In memory. It uses at most `num_threads` threads and 1 GiB, spills to the folder for temporary
/// files and loads no extensions.
class DuckDbDatabase {
 public:
  /// errors    library_missing
  explicit DuckDbDatabase(int num_threads);
  ~DuckDbDatabase() { duckdb().duckdb_close(&database_); }
  DuckDbDatabase(const DuckDbDatabase&) = delete;
  DuckDbDatabase& operator=(const DuckDbDatabase&) = delete;

 private:
  friend class DuckDbConnection;
  duckdb_database database_ = nullptr;
};

/// Has one query at a time.
class DuckDbConnection {
 public:
  explicit DuckDbConnection(const DuckDbDatabase& database);
  ~DuckDbConnection() { duckdb().duckdb_disconnect(&connection_); }
  DuckDbConnection(const DuckDbConnection&) = delete;
  DuckDbConnection& operator=(const DuckDbConnection&) = delete;

  /// A statement without rows. errors: bad_sql
  void run(const std::string& sql) const;
  [[nodiscard]] duckdb_connection get() const { return connection_; }

 private:
  duckdb_connection connection_ = nullptr;
};

/// What a query gives, every column as text: a number with the fewest digits that read back to the
/// same number, times in UTC.
class DuckDbQuery {
 public:
  /// errors    bad_sql (also: it is no SELECT)
  DuckDbQuery(std::shared_ptr<const DuckDbDatabase> database, const std::string& sql);
  [[nodiscard]] const std::vector<std::string>& columns() const { return columns_; }
  /// Runs the query; rows come in its order. errors while reading: bad_sql
  [[nodiscard]] std::unique_ptr<RowReader> reader() const;

 private:
  std::shared_ptr<const DuckDbDatabase> database_;
  std::string sql_;
  std::vector<std::string> columns_;
};

/// `name` as SQL writes a name.
[[nodiscard]] std::string sql_name(std::string_view name);
/// `text` as SQL writes a text.
[[nodiscard]] std::string sql_text(std::string_view text);
[[nodiscard]] Error bad_sql(std::string_view what);

}  // namespace ingot
