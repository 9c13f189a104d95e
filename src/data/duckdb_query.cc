#include "data/duckdb_query.h"

#include <filesystem>

#include "base/assert.h"
#include "base/trim.h"

namespace ingot {
namespace {

std::string doubled(std::string_view text, char quote) {
  std::string s(1, quote);
  for (const char c : text) s.append(c == quote ? 2 : 1, c);
  return s + quote;
}

// A statement that is ready to run.
class Prepared {
 public:
  Prepared(duckdb_connection connection, const std::string& sql) {
    const bool failed =
        duckdb().duckdb_prepare(connection, sql.c_str(), &statement_) != DuckDBSuccess;
    if (!failed) return;
    const char* why = duckdb().duckdb_prepare_error(statement_);
    const std::string what = why ? why : "";
    duckdb().duckdb_destroy_prepare(&statement_);
    throw bad_sql(what);
  }
  ~Prepared() { duckdb().duckdb_destroy_prepare(&statement_); }
  Prepared(const Prepared&) = delete;
  Prepared& operator=(const Prepared&) = delete;
  [[nodiscard]] duckdb_prepared_statement get() const { return statement_; }

 private:
  duckdb_prepared_statement statement_ = nullptr;
};

struct ResultColumn {
  std::string name;
  duckdb_type type;
};

std::vector<ResultColumn> columns_of(const Prepared& statement) {
  const DuckDb& db = duckdb();
  std::vector<ResultColumn> columns;
  const idx_t count = db.duckdb_prepared_statement_column_count(statement.get());
  for (idx_t c = 0; c < count; ++c) {
    const char* name = db.duckdb_prepared_statement_column_name(statement.get(), c);
    columns.push_back({name, db.duckdb_prepared_statement_column_type(statement.get(), c)});
    db.duckdb_free(const_cast<char*>(name));
  }
  return columns;
}

bool is_float(duckdb_type type) { return type == DUCKDB_TYPE_DOUBLE || type == DUCKDB_TYPE_FLOAT; }

// Columns are known by their place: a query may give two of the same name.
std::string as_text(const std::string& sql, const std::vector<ResultColumn>& columns) {
  std::vector<std::string> names, cells;
  for (std::size_t c = 0; c < columns.size(); ++c) {
    names.push_back(fmt::format("c{}", c));
    cells.push_back(is_float(columns[c].type) ? names.back()
                                              : fmt::format("CAST({} AS VARCHAR)", names.back()));
  }
  return fmt::format("SELECT {} FROM ({}\n) AS t({})", fmt::join(cells, ", "), sql,
                     fmt::join(names, ", "));
}

// The text of one column of a chunk, row by row.
class ChunkColumn {
 public:
  ChunkColumn(duckdb_data_chunk chunk, idx_t column, duckdb_type type) : type_(type) {
    duckdb_vector vector = duckdb().duckdb_data_chunk_get_vector(chunk, column);
    data_ = duckdb().duckdb_vector_get_data(vector);
    validity_ = duckdb().duckdb_vector_get_validity(vector);
  }

  void append_to(TextColumn& column, idx_t rows) const {
    std::string number;
    for (idx_t row = 0; row < rows; ++row) {
      if (validity_ != nullptr && !duckdb().duckdb_validity_row_is_valid(validity_, row)) {
        column.push_back(std::nullopt);
      } else if (is_float(type_)) {
        number.clear();
        type_ == DUCKDB_TYPE_FLOAT
            ? fmt::format_to(std::back_inserter(number), "{}", at<float>(row))
            : fmt::format_to(std::back_inserter(number), "{}", at<double>(row));
        column.push_back(number);
      } else {
        const auto& text = at<duckdb_string_t>(row).value;
        constexpr std::uint32_t kInlined = sizeof text.inlined.inlined;
        const std::uint32_t size = text.inlined.length;
        column.push_back(
            std::string_view(size <= kInlined ? text.inlined.inlined : text.pointer.ptr, size));
      }
    }
  }

 private:
  template <class T>
  [[nodiscard]] const T& at(idx_t row) const {
    return static_cast<const T*>(data_)[row];
  }
  duckdb_type type_;
  const void* data_;
  std::uint64_t* validity_;
};

class QueryReader final : public RowReader {
 public:
  QueryReader(const DuckDbDatabase& database, const std::string& sql)
      : connection_(database),
        columns_(columns_of(Prepared(connection_.get(), sql))),
        statement_(connection_.get(), as_text(sql, columns_)) {
    const DuckDb& db = duckdb();
    duckdb_pending_result pending = nullptr;
    const bool started =
        db.duckdb_pending_prepared_streaming(statement_.get(), &pending) == DuckDBSuccess &&
        db.duckdb_execute_pending(pending, &result_) == DuckDBSuccess;
    std::string why;
    if (!started) {
      for (const char* said :
           {db.duckdb_result_error(&result_), pending ? db.duckdb_pending_error(pending) : nullptr})
        if (why.empty() && said != nullptr) why = said;
      db.duckdb_destroy_result(&result_);
    }
    db.duckdb_destroy_pending(&pending);
    if (!started) throw bad_sql(why);
  }
  ~QueryReader() override { duckdb().duckdb_destroy_result(&result_); }

  bool read(Table& rows) override {
    const DuckDb& db = duckdb();
    while (rows.size() < kRowsOfRun) {
      duckdb_data_chunk chunk = db.duckdb_fetch_chunk(result_);
      const idx_t count = chunk == nullptr ? 0 : db.duckdb_data_chunk_get_size(chunk);
      for (std::size_t c = 0; count > 0 && c < columns_.size(); ++c)
        ChunkColumn(chunk, c, columns_[c].type).append_to(rows.columns[c], count);
      if (chunk != nullptr) db.duckdb_destroy_data_chunk(&chunk);
      if (count > 0) continue;
      const char* why = db.duckdb_result_error(&result_);
      if (why != nullptr && *why != '\0') throw bad_sql(why);
      break;
    }
    return rows.size() > 0;
  }

 private:
  DuckDbConnection connection_;
  std::vector<ResultColumn> columns_;
  Prepared statement_;
  duckdb_result result_{};
};

std::string without_end(std::string_view sql) {
  sql = without_blanks(sql);
  while (sql.ends_with(';')) sql = without_blanks(sql.substr(0, sql.size() - 1));
  return std::string(sql);
}

}  // namespace

std::string sql_name(std::string_view name) { return doubled(name, '"'); }
std::string sql_text(std::string_view text) { return doubled(text, '\''); }

Error bad_sql(std::string_view what) {
  const std::string said(without_blanks(what));
  return Error("bad_sql", text("{}", "{}", said));
}

DuckDbDatabase::DuckDbDatabase(int num_threads) {
  const DuckDb& db = duckdb();
  duckdb_config config = nullptr;
  INGOT_ASSERT(db.duckdb_create_config(&config) == DuckDBSuccess, "DuckDB has no configuration");
  const std::string threads = std::to_string(std::max(num_threads, 1));
  const std::string temporary = std::filesystem::temp_directory_path() / "ingot-duckdb";
  for (const auto& [key, value] : std::initializer_list<std::pair<const char*, std::string>>{
           {"threads", threads},
           {"memory_limit", "1GiB"},
           {"temp_directory", temporary},
           {"enable_external_file_cache", "false"},
           {"autoinstall_known_extensions", "false"},
           {"autoload_known_extensions", "false"}})
    INGOT_ASSERT(db.duckdb_set_config(config, key, value.c_str()) == DuckDBSuccess,
                 "DuckDB knows this option");
  char* why = nullptr;
  const bool opened = db.duckdb_open_ext(nullptr, &database_, config, &why) == DuckDBSuccess;
  db.duckdb_destroy_config(&config);
  if (opened) return;
  const std::string said = why ? why : "";
  db.duckdb_free(why);
  throw Error("library_missing", text("DuckDB does not start: {}", "DuckDB 无法启动: {}", said))
      .failed_while_running();
}

DuckDbConnection::DuckDbConnection(const DuckDbDatabase& database) {
  INGOT_ASSERT(duckdb().duckdb_connect(database.database_, &connection_) == DuckDBSuccess,
               "a database in memory takes connections");
  run("SET TimeZone = 'UTC'");
}

void DuckDbConnection::run(const std::string& sql) const {
  duckdb_result result{};
  const bool failed = duckdb().duckdb_query(connection_, sql.c_str(), &result) != DuckDBSuccess;
  const char* why = failed ? duckdb().duckdb_result_error(&result) : nullptr;
  const std::string said = why ? why : "";
  duckdb().duckdb_destroy_result(&result);
  if (failed) throw bad_sql(said);
}

DuckDbQuery::DuckDbQuery(std::shared_ptr<const DuckDbDatabase> database, const std::string& sql)
    : database_(std::move(database)), sql_(without_end(sql)) {
  const DuckDbConnection connection(*database_);
  const Prepared statement(connection.get(), sql_);
  if (duckdb().duckdb_prepared_statement_type(statement.get()) != DUCKDB_STATEMENT_TYPE_SELECT)
    throw Error("bad_sql", text("\"{}\" is no query", "\"{}\" 不是查询", sql_))
        .expected(text("SELECT ... FROM data", "SELECT ... FROM data"));
  for (const ResultColumn& column : columns_of(statement)) columns_.push_back(column.name);
}

std::unique_ptr<RowReader> DuckDbQuery::reader() const {
  return std::make_unique<QueryReader>(*database_, sql_);
}

}  // namespace ingot
