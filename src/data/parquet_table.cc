#include "base/sha256.h"
#include "data/duckdb_query.h"
#include "data/parquet.h"
#include "data/table_error.h"
#include "data/table_files.h"

namespace ingot {
namespace {

namespace fs = std::filesystem;

Error bad_parquet(const fs::path& file, const Error& said) {
  return bad_table(file.string(), 0, said.message())
      .expected(text("a Parquet file", "Parquet 文件"))
      .fix(text("copy or write the file again", "请重新复制或写出该文件"));
}

class ParquetReader final : public RowReader {
 public:
  ParquetReader(const fs::path& file, std::unique_ptr<RowReader> rows)
      : file_(file), rows_(std::move(rows)) {}
  bool read(Table& rows) override {
    try {
      return rows_->read(rows);
    } catch (const Error& e) {
      throw bad_parquet(file_, e);
    }
  }

 private:
  fs::path file_;
  std::unique_ptr<RowReader> rows_;
};

class ParquetTable final : public PulledTable {
 public:
  ParquetTable(const fs::path& file, const TableOptions& options)
      : file_(file), query_(query_of(file, options)) {
    names_ = column_names(query_.columns(), notes_);
  }
  [[nodiscard]] std::unique_ptr<RowReader> reader() const override {
    try {
      return std::make_unique<ParquetReader>(file_, query_.reader());
    } catch (const Error& e) {
      throw bad_parquet(file_, e);
    }
  }
  [[nodiscard]] std::string sha256() const override { return sha256_of_file(file_); }

 private:
  static DuckDbQuery query_of(const fs::path& file, const TableOptions& options) {
    auto database = std::make_shared<const DuckDbDatabase>(options.num_threads);
    try {
      return {std::move(database), "SELECT * FROM " + parquet_scan(file)};
    } catch (const Error& e) {
      throw bad_parquet(file, e);
    }
  }
  fs::path file_;
  DuckDbQuery query_;
};

}  // namespace

// The path is a pattern for DuckDB.
std::string parquet_scan(const fs::path& file) {
  std::string pattern;
  for (const char c : file.string())
    if (c == '*' || c == '?' || c == '[')
      pattern += {'[', c, ']'};
    else
      pattern += c;
  return fmt::format("read_parquet({}, hive_partitioning = false, binary_as_string = true)",
                     sql_text(pattern));
}

TablePointer open_parquet(const fs::path& file, const TableOptions& options) {
  return std::make_shared<ParquetTable>(file, options);
}

}  // namespace ingot
