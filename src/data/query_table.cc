#include <mutex>
#include <set>

#include "data/duckdb_query.h"
#include "data/parquet.h"
#include "data/table_files.h"

namespace ingot {
namespace {

namespace fs = std::filesystem;

// The tables that SQL reads through our own readers, as the rows of ingot_table(i).
struct Views {
  std::vector<TablePointer> tables;
  std::vector<std::string> names;
  mutable std::mutex mutex;
  mutable std::exception_ptr error;  // that a reader threw while DuckDB waited for its rows

  void keep_error() const {
    const std::lock_guard lock(mutex);
    if (!error) error = std::current_exception();
  }
  void throw_error() const {
    const std::lock_guard lock(mutex);
    if (error) std::rethrow_exception(std::exchange(error, nullptr));
  }
};

// One way through a table; a chunk of DuckDB is smaller than a run of ours.
class Scan {
 public:
  explicit Scan(const PulledTable& table) : table_(table), reader_(table.reader()) {}

  void fill(duckdb_data_chunk chunk) {
    if (at_ == run_.size()) {
      run_ = table_.no_rows();
      at_ = 0;
      if (!reader_->read(run_)) return duckdb().duckdb_data_chunk_set_size(chunk, 0);
    }
    constexpr std::int64_t kVectorRows = 2048;
    const std::int64_t count = std::min(kVectorRows, run_.size() - at_);
    for (std::size_t c = 0; c < run_.columns.size(); ++c)
      fill(duckdb().duckdb_data_chunk_get_vector(chunk, c), run_.columns[c], count);
    duckdb().duckdb_data_chunk_set_size(chunk, static_cast<idx_t>(count));
    at_ += count;
  }

 private:
  void fill(duckdb_vector vector, const TextColumn& column, std::int64_t count) const {
    const DuckDb& db = duckdb();
    db.duckdb_vector_ensure_validity_writable(vector);
    std::uint64_t* validity = db.duckdb_vector_get_validity(vector);
    for (std::int64_t i = 0; i < count; ++i) {
      const std::string_view cell = column[at_ + i];
      if (column.is_missing(at_ + i))
        db.duckdb_validity_set_row_invalid(validity, static_cast<idx_t>(i));
      else
        db.duckdb_vector_assign_string_element_len(vector, static_cast<idx_t>(i), cell.data(),
                                                   cell.size());
    }
  }

  const PulledTable& table_;
  std::unique_ptr<RowReader> reader_;
  Table run_;
  std::int64_t at_ = 0;
};

// DuckDB calls these. No exception may pass through it.
void bind_table(duckdb_bind_info info) {
  const DuckDb& db = duckdb();
  const auto& views = *static_cast<const Views*>(db.duckdb_bind_get_extra_info(info));
  duckdb_value number = db.duckdb_bind_get_parameter(info, 0);
  const auto i = static_cast<std::size_t>(db.duckdb_get_int64(number));
  db.duckdb_destroy_value(&number);
  duckdb_logical_type text = db.duckdb_create_logical_type(DUCKDB_TYPE_VARCHAR);
  for (const std::string& name : views.tables[i]->columns())
    db.duckdb_bind_add_result_column(info, name.c_str(), text);
  db.duckdb_destroy_logical_type(&text);
  db.duckdb_bind_set_bind_data(info, const_cast<PulledTable*>(views.tables[i].get()), nullptr);
}

void begin_scan(duckdb_init_info info) {
  const DuckDb& db = duckdb();
  const auto& views = *static_cast<const Views*>(db.duckdb_init_get_extra_info(info));
  db.duckdb_init_set_max_threads(info, 1);
  try {
    const auto* table = static_cast<const PulledTable*>(db.duckdb_init_get_bind_data(info));
    db.duckdb_init_set_init_data(info, std::make_unique<Scan>(*table).release(),
                                 [](void* scan) { delete static_cast<Scan*>(scan); });
  } catch (const std::exception& e) {
    views.keep_error();
    db.duckdb_init_set_error(info, e.what());
  }
}

void scan_rows(duckdb_function_info info, duckdb_data_chunk chunk) {
  const DuckDb& db = duckdb();
  const auto& views = *static_cast<const Views*>(db.duckdb_function_get_extra_info(info));
  try {
    static_cast<Scan*>(db.duckdb_function_get_init_data(info))->fill(chunk);
  } catch (const std::exception& e) {
    views.keep_error();
    db.duckdb_function_set_error(info, e.what());
  }
}

void register_tables(const DuckDbConnection& connection, const Views& views) {
  const DuckDb& db = duckdb();
  duckdb_table_function function = db.duckdb_create_table_function();
  db.duckdb_table_function_set_name(function, "ingot_table");
  duckdb_logical_type number = db.duckdb_create_logical_type(DUCKDB_TYPE_BIGINT);
  db.duckdb_table_function_add_parameter(function, number);
  db.duckdb_destroy_logical_type(&number);
  db.duckdb_table_function_set_extra_info(function, const_cast<Views*>(&views), nullptr);
  db.duckdb_table_function_set_bind(function, bind_table);
  db.duckdb_table_function_set_init(function, begin_scan);
  db.duckdb_table_function_set_function(function, scan_rows);
  db.duckdb_register_table_function(connection.get(), function);
  db.duckdb_destroy_table_function(&function);
}

// churn.csv.gz is the view churn.
std::string view_name(const fs::path& file) {
  fs::path name = file.filename();
  if (name.extension() == ".gz") name = name.stem();
  return name.stem().string();
}

Error with_help(const Error& e, const Views& views) {
  if (e.code() != "bad_sql") return e;
  return Error("bad_sql", e.message())
      .expected(text("a query over {}", "针对 {} 的查询", fmt::join(views.names, ", ")))
      .fix(text("cells of text files are text in SQL: write CAST(column AS DOUBLE) to compute "
                "with them",
                "文本文件的单元格在 SQL 中是文本: 需要计算时请写 CAST(column AS DOUBLE)"));
}

class QueryRows final : public RowReader {
 public:
  QueryRows(const DuckDbQuery& query, const Views& views) : views_(views) {
    guarded([&] {
      rows_ = query.reader();
      return true;
    });
  }
  bool read(Table& rows) override {
    return guarded([&] { return rows_->read(rows); });
  }

 private:
  // What one of our readers said, rather than what DuckDB makes of it.
  template <class Body>
  bool guarded(const Body& body) {
    try {
      return body();
    } catch (const Error& e) {
      views_.throw_error();
      throw with_help(e, views_);
    }
  }
  const Views& views_;
  std::unique_ptr<RowReader> rows_;
};

class QueryTable final : public PulledTable {
 public:
  QueryTable(const std::vector<fs::path>& files, const TableOptions& options)
      : database_(std::make_shared<const DuckDbDatabase>(options.num_threads)) {
    const DuckDbConnection connection(*database_);
    register_tables(connection, views_);
    for (const fs::path& file : files) add_views(connection, file, options);
    if (!files.empty() && std::ranges::find(views_.names, "data") == views_.names.end()) {
      connection.run("CREATE VIEW data AS " + all_rows());
      views_.names.emplace_back("data");
    }
    try {
      query_.emplace(database_, options.sql);
    } catch (const Error& e) {
      throw with_help(e, views_);
    }
    names_ = column_names(query_->columns(), notes_);
  }

  [[nodiscard]] std::unique_ptr<RowReader> reader() const override {
    return std::make_unique<QueryRows>(*query_, views_);
  }
  [[nodiscard]] std::string sha256() const override { return sha256_of_rows(*this); }

 private:
  // The rows of all files, where these have the same columns; else of the first.
  [[nodiscard]] std::string all_rows() const {
    std::vector<std::string> parts;
    std::set<std::string> first;
    for (const std::string& name : views_.names) {
      const std::string rows = "SELECT * FROM " + sql_name(name);
      const std::vector<std::string> columns = DuckDbQuery(database_, rows).columns();
      const std::set<std::string> own(columns.begin(), columns.end());
      if (parts.empty()) first = own;
      if (own == first) parts.push_back(rows);
    }
    if (parts.size() < views_.names.size()) parts.resize(1);
    return fmt::format("{}", fmt::join(parts, " UNION ALL BY NAME "));
  }

  // A view of the file; of an SQLite file with several tables one of each.
  void add_views(const DuckDbConnection& connection, const fs::path& file,
                 const TableOptions& options) {
    if (table_format(file) != TableFormat::sqlite) return add_view(connection, file, options);
    const std::vector<std::string> tables = sqlite_tables(file);
    if (tables.size() < 2) return add_view(connection, file, options);
    for (const std::string& table : tables)
      add_table(connection, table, open_sqlite(file, table, options));
  }

  void add_table(const DuckDbConnection& connection, const std::string& name, TablePointer table) {
    require_new(name);
    const std::string from = fmt::format("ingot_table({})", views_.tables.size());
    views_.tables.push_back(std::move(table));
    for (const Text& note : views_.tables.back()->notes())
      notes_.push_back({name + ": " + note.en, name + ": " + note.zh});
    connection.run(fmt::format("CREATE VIEW {} AS SELECT * FROM {}", sql_name(name), from));
    views_.names.push_back(name);
  }

  void require_new(const std::string& name) const {
    if (std::ranges::find(views_.names, name) != views_.names.end())
      throw Error("bad_sql",
                  text("two files would be the view {}", "两个文件对应同一视图 {}", name))
          .fix(text("rename one of them", "请重命名其中之一"));
  }

  void add_view(const DuckDbConnection& connection, const fs::path& file,
                const TableOptions& options) {
    const std::string name = view_name(file);
    if (table_format(file) != TableFormat::parquet)
      return add_table(connection, name, open_table_file(file, options));
    require_new(name);
    connection.run(
        fmt::format("CREATE VIEW {} AS SELECT * FROM {}", sql_name(name), parquet_scan(file)));
    views_.names.push_back(name);
  }

  Views views_;
  std::shared_ptr<const DuckDbDatabase> database_;
  std::optional<DuckDbQuery> query_;
};

}  // namespace

TablePointer open_query(const std::vector<fs::path>& files, const TableOptions& options) {
  return std::make_shared<QueryTable>(files, options);
}

}  // namespace ingot
