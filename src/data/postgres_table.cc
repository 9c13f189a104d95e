#include <libpq-fe.h>

#include "base/shared_library.h"
#include "base/trim.h"
#include "data/duckdb_query.h"
#include "data/postgres.h"
#include "data/table_files.h"

#define INGOT_POSTGRES_FUNCTIONS(F) \
  F(PQclear)                        \
  F(PQconnectdb)                    \
  F(PQconninfoFree)                 \
  F(PQconninfoParse)                \
  F(PQdescribePrepared)             \
  F(PQerrorMessage)                 \
  F(PQexec)                         \
  F(PQfinish)                       \
  F(PQfname)                        \
  F(PQgetResult)                    \
  F(PQgetisnull)                    \
  F(PQgetlength)                    \
  F(PQgetvalue)                     \
  F(PQnfields)                      \
  F(PQntuples)                      \
  F(PQprepare)                      \
  F(PQresultErrorMessage)           \
  F(PQresultStatus)                 \
  F(PQsendQueryPrepared)            \
  F(PQsetSingleRowMode)             \
  F(PQstatus)

namespace ingot {
namespace {

struct Postgres {
#define INGOT_DECLARE(name) decltype(&::name) name = nullptr;
  INGOT_POSTGRES_FUNCTIONS(INGOT_DECLARE)
#undef INGOT_DECLARE
};

const Postgres& postgres() {
  static const Postgres loaded = [] {
    const SharedLibrary library("libpq.so.5", "libpq5");
    Postgres p;
#define INGOT_FIND(name) library.find(#name, p.name);
    INGOT_POSTGRES_FUNCTIONS(INGOT_FIND)
#undef INGOT_FIND
    return p;
  }();
  return loaded;
}

using Result = std::unique_ptr<PGresult, void (*)(PGresult*)>;
Result result(PGresult* r) { return {r, postgres().PQclear}; }

// A connection that changes nothing, with one query ready to run.
class ServerQuery {
 public:
  ServerQuery(const std::string& connection, const std::string& sql)
      : server_(postgres().PQconnectdb(connection.c_str()), postgres().PQfinish) {
    if (postgres().PQstatus(server_.get()) != CONNECTION_OK)
      throw Error("server_unreachable", said())
          .failed_while_running()
          .expected(text("a connection string such as postgresql://user@host:5432/database",
                         "形如 postgresql://user@host:5432/database 的连接串"))
          .fix(text(
              "look whether the server runs, and whether psql can connect to it; a password is "
              "not kept with a build: PGPASSWORD or ~/.pgpass gives it",
              "请检查服务器是否运行, 以及 psql 能否连接; 构建不保存密码: 请用 PGPASSWORD 或 "
              "~/.pgpass 提供"));
    for (const char* setting :
         {"SET default_transaction_read_only = on", "SET client_encoding = 'UTF8'",
          "SET TimeZone = 'UTC'", "SET DateStyle = 'ISO'", "SET extra_float_digits = 1"})
      require(result(postgres().PQexec(server_.get(), setting)), PGRES_COMMAND_OK);
    require(result(postgres().PQprepare(server_.get(), "", sql.c_str(), 0, nullptr)),
            PGRES_COMMAND_OK);
  }

  [[nodiscard]] std::vector<std::string> columns() {
    const Result about = result(postgres().PQdescribePrepared(server_.get(), ""));
    require(about, PGRES_COMMAND_OK);
    std::vector<std::string> names;
    for (int c = 0; c < postgres().PQnfields(about.get()); ++c)
      names.emplace_back(postgres().PQfname(about.get(), c));
    if (names.empty())
      throw Error("bad_sql", text("the query gives no columns", "该查询没有列"))
          .expected(text("SELECT ... FROM ...", "SELECT ... FROM ..."));
    return names;
  }

  void start() {
    if (postgres().PQsendQueryPrepared(server_.get(), "", 0, nullptr, nullptr, nullptr, 0) != 1 ||
        postgres().PQsetSingleRowMode(server_.get()) != 1)
      throw Error("bad_sql", said());
  }

  // The next row, or nothing at the end; the server sends as fast as they are taken.
  [[nodiscard]] Result next() {
    while (true) {
      Result row = result(postgres().PQgetResult(server_.get()));
      if (!row) return row;
      const ExecStatusType status = postgres().PQresultStatus(row.get());
      if (status == PGRES_SINGLE_TUPLE) return row;
      require(row, PGRES_TUPLES_OK);
    }
  }

 private:
  [[nodiscard]] Text said() const {
    const std::string what(without_blanks(postgres().PQerrorMessage(server_.get())));
    return text("the server: {}", "服务器: {}", what);
  }
  void require(const Result& answer, ExecStatusType wanted) const {
    if (postgres().PQresultStatus(answer.get()) != wanted)
      throw Error("bad_sql", said())
          .expected(text("a query that the server can answer", "服务器能够执行的查询"));
  }
  std::unique_ptr<PGconn, void (*)(PGconn*)> server_;
};

class ServerReader final : public RowReader {
 public:
  ServerReader(const std::string& connection, const std::string& sql) : query_(connection, sql) {
    query_.start();
  }
  bool read(Table& rows) override {
    const Postgres& p = postgres();
    std::size_t bytes = 0;
    while (rows.size() < kRowsOfRun && bytes < kBytesOfRun) {
      const Result row = query_.next();
      if (!row) break;
      for (std::size_t c = 0; c < rows.columns.size(); ++c) {
        const int column = static_cast<int>(c);
        const auto size = static_cast<std::size_t>(p.PQgetlength(row.get(), 0, column));
        const bool is_missing = p.PQgetisnull(row.get(), 0, column) != 0;
        rows.columns[c].push_back(
            is_missing ? std::nullopt
                       : std::optional(std::string_view(p.PQgetvalue(row.get(), 0, column), size)));
        bytes += size;
      }
    }
    return rows.size() > 0;
  }

 private:
  ServerQuery query_;
};

class ServerTable final : public PulledTable {
 public:
  explicit ServerTable(const TableOptions& options)
      : connection_(options.connection), sql_(options.sql) {
    if (sql_.empty())
      throw Error("bad_option", text("a connection without a query", "只有连接, 没有查询"))
          .fix(text("add --sql \"SELECT ... FROM ...\"", "请加上 --sql \"SELECT ... FROM ...\""));
    names_ = column_names(ServerQuery(connection_, sql_).columns(), notes_);
    notes_.push_back(text("rows come in the server's order: ORDER BY makes it the same each time",
                          "行按服务器的顺序返回: 加 ORDER BY 可使每次相同"));
  }
  [[nodiscard]] std::unique_ptr<RowReader> reader() const override {
    return std::make_unique<ServerReader>(connection_, sql_);
  }
  [[nodiscard]] std::string sha256() const override { return sha256_of_rows(*this); }

 private:
  std::string connection_, sql_;
};

}  // namespace

std::string connection_to_keep(const std::string& connection) {
  if (connection.empty()) return {};
  const std::unique_ptr<PQconninfoOption, void (*)(PQconninfoOption*)> options(
      postgres().PQconninfoParse(connection.c_str(), nullptr), postgres().PQconninfoFree);
  std::string kept;
  for (const PQconninfoOption* o = options.get(); o != nullptr && o->keyword != nullptr; ++o) {
    const bool is_secret = std::string_view(o->dispchar) == "*";
    if (o->val == nullptr || is_secret) continue;
    std::string value;
    for (const char c : std::string_view(o->val)) {
      if (c == '\'' || c == '\\') value += '\\';
      value += c;
    }
    kept += fmt::format("{}{}='{}'", kept.empty() ? "" : " ", o->keyword, value);
  }
  return kept;
}

TablePointer open_postgres(const TableOptions& options) {
  return std::make_shared<ServerTable>(options);
}

}  // namespace ingot
