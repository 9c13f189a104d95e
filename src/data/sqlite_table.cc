#include <sqlite3.h>

#include "base/near_name.h"
#include "base/shared_library.h"
#include "base/utf8.h"
#include "data/duckdb_query.h"
#include "data/table_error.h"
#include "data/table_files.h"

#define INGOT_SQLITE_FUNCTIONS(F) \
  F(sqlite3_close_v2)             \
  F(sqlite3_column_bytes)         \
  F(sqlite3_column_count)         \
  F(sqlite3_column_double)        \
  F(sqlite3_column_name)          \
  F(sqlite3_column_text)          \
  F(sqlite3_column_type)          \
  F(sqlite3_errmsg)               \
  F(sqlite3_finalize)             \
  F(sqlite3_open_v2)              \
  F(sqlite3_prepare_v2)           \
  F(sqlite3_step)

namespace ingot {
namespace {

namespace fs = std::filesystem;

struct Sqlite {
#define INGOT_DECLARE(name) decltype(&::name) name = nullptr;
  INGOT_SQLITE_FUNCTIONS(INGOT_DECLARE)
#undef INGOT_DECLARE
};

const Sqlite& sqlite() {
  static const Sqlite loaded = [] {
    const SharedLibrary library("libsqlite3.so.0", "libsqlite3-0");
    Sqlite s;
#define INGOT_FIND(name) library.find(#name, s.name);
    INGOT_SQLITE_FUNCTIONS(INGOT_FIND)
#undef INGOT_FIND
    return s;
  }();
  return loaded;
}

// A query over a file that is open for nothing but reading.
// SQLite takes any bytes for a text: those of no character become \xNN.
std::string as_utf8(std::string_view bytes) {
  std::string text;
  while (true) {
    const std::size_t good = utf8_prefix(bytes);
    text += bytes.substr(0, good);
    if (good == bytes.size()) return text;
    text += fmt::format("\\x{:02X}", static_cast<unsigned char>(bytes[good]));
    bytes.remove_prefix(good + 1);
  }
}

class SqliteRows {
 public:
  SqliteRows(const fs::path& file, const std::string& sql) : file_(file) {
    const bool ready =
        sqlite().sqlite3_open_v2(file.c_str(), &database_, SQLITE_OPEN_READONLY, nullptr) ==
            SQLITE_OK &&
        sqlite().sqlite3_prepare_v2(database_, sql.c_str(), -1, &statement_, nullptr) == SQLITE_OK;
    if (ready) return;
    const Error error = failed();
    sqlite().sqlite3_close_v2(database_);
    throw error;
  }
  ~SqliteRows() {
    sqlite().sqlite3_finalize(statement_);
    sqlite().sqlite3_close_v2(database_);
  }
  SqliteRows(const SqliteRows&) = delete;
  SqliteRows& operator=(const SqliteRows&) = delete;

  [[nodiscard]] int width() const { return sqlite().sqlite3_column_count(statement_); }
  [[nodiscard]] std::string name(int column) const {
    return as_utf8(sqlite().sqlite3_column_name(statement_, column));
  }
  // To the next row; false at the end, from where another step would begin anew.
  [[nodiscard]] bool step() {
    if (at_end_) return false;
    const int status = sqlite().sqlite3_step(statement_);
    if (status != SQLITE_ROW && status != SQLITE_DONE) throw failed();
    at_end_ = status == SQLITE_DONE;
    return !at_end_;
  }
  [[nodiscard]] std::optional<std::string> cell(int column) const {
    const Sqlite& s = sqlite();
    const int type = s.sqlite3_column_type(statement_, column);
    if (type == SQLITE_NULL) return std::nullopt;
    // SQLite writes 15 digits; these read back to the same number.
    if (type == SQLITE_FLOAT) return fmt::format("{}", s.sqlite3_column_double(statement_, column));
    const auto* bytes = reinterpret_cast<const char*>(s.sqlite3_column_text(statement_, column));
    return as_utf8({bytes, static_cast<std::size_t>(s.sqlite3_column_bytes(statement_, column))});
  }

 private:
  [[nodiscard]] Error failed() const {
    const std::string said = sqlite().sqlite3_errmsg(database_);
    return bad_table(file_.string(), 0, text("SQLite: {}", "SQLite: {}", said))
        .expected(text("an SQLite file", "SQLite 文件"))
        .fix(text("copy the file again, or look at it with: sqlite3 {} \"PRAGMA integrity_check\"",
                  "请重新复制该文件, 或用 sqlite3 {} \"PRAGMA integrity_check\" 检查",
                  file_.string()));
  }

  fs::path file_;
  sqlite3* database_ = nullptr;
  sqlite3_stmt* statement_ = nullptr;
  bool at_end_ = false;
};

std::string find_table(const fs::path& file, const std::string& wanted) {
  const std::vector<std::string> tables = sqlite_tables(file);
  if (wanted.empty() && tables.size() == 1) return tables[0];
  if (std::ranges::find(tables, wanted) != tables.end()) return wanted;
  if (tables.empty())
    throw bad_table(file.string(), 0, text("there is no table in it", "其中没有表"));
  const std::string near = near_name(wanted, tables);
  throw bad_table(file.string(), 0,
                  wanted.empty() ? text("it holds {} tables", "其中有 {} 个表", tables.size())
                                 : text("no table \"{}\"", "没有表 \"{}\"", wanted))
      .expected(text("one of {}", "{} 之一", fmt::join(tables, ", ")))
      .fix(text("{}:{}", "{}:{}", file.string(), near.empty() ? tables[0] : near));
}

class SqliteReader final : public RowReader {
 public:
  SqliteReader(const fs::path& file, const std::string& sql) : rows_(file, sql) {}
  bool read(Table& rows) override {
    std::size_t bytes = 0;
    while (rows.size() < kRowsOfRun && bytes < kBytesOfRun && rows_.step())
      for (std::size_t c = 0; c < rows.columns.size(); ++c) {
        const std::optional<std::string> cell = rows_.cell(static_cast<int>(c));
        rows.columns[c].push_back(cell ? std::optional<std::string_view>(*cell) : std::nullopt);
        bytes += cell ? cell->size() : 0;
      }
    return rows.size() > 0;
  }

 private:
  SqliteRows rows_;
};

class SqliteTable final : public PulledTable {
 public:
  SqliteTable(const fs::path& file, const std::string& table)
      : file_(file), sql_("SELECT * FROM " + sql_name(find_table(file, table))) {
    const SqliteRows rows(file, sql_);
    std::vector<std::string> found;
    for (int c = 0; c < rows.width(); ++c) found.push_back(rows.name(c));
    names_ = column_names(found, notes_);
  }
  [[nodiscard]] std::unique_ptr<RowReader> reader() const override {
    return std::make_unique<SqliteReader>(file_, sql_);
  }
  [[nodiscard]] std::string sha256() const override { return sha256_of_rows(*this); }

 private:
  fs::path file_;
  std::string sql_;
};

}  // namespace

std::vector<std::string> sqlite_tables(const fs::path& file) {
  SqliteRows rows(file,
                  "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND "
                  "name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name");
  std::vector<std::string> names;
  while (rows.step()) names.push_back(rows.cell(0).value_or(""));
  return names;
}

TablePointer open_sqlite(const fs::path& file, const std::string& table, const TableOptions&) {
  return std::make_shared<SqliteTable>(file, table);
}

}  // namespace ingot
