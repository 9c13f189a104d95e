// Queries to a PostgreSQL server that the test starts for itself.
#include <glob.h>
#include <gtest/gtest.h>
#include <pwd.h>
#include <unistd.h>

#include "base/files.h"
#include "data/postgres.h"
#include "tests/unit/table_writers.h"

namespace ingot {
namespace {

namespace fs = std::filesystem;
using Strings = std::vector<std::string>;

// The folder of initdb and pg_ctl; nothing where no server is installed.
std::optional<fs::path> server_programs() {
  glob_t found{};
  std::optional<fs::path> folder;
  for (const char* pattern : {"/usr/lib/postgresql/*/bin/initdb", "/usr/bin/initdb"})
    if (!folder && glob(pattern, 0, nullptr, &found) == 0)
      folder = fs::path(found.gl_pathv[found.gl_pathc - 1]).parent_path();
  globfree(&found);
  return folder;
}

// A server on a socket in its own folder; it refuses to run for root.
class Server {
 public:
  explicit Server(fs::path programs) : programs_(std::move(programs)) {
    folder_ = fs::temp_directory_path() / fmt::format("ingot-postgres{}", ::getpid());
    fs::create_directories(folder_);
    if (::geteuid() == 0) {
      const passwd* user = ::getpwnam("postgres");
      runs_as_ = "runuser -u postgres -- ";
      EXPECT_EQ(::chown(folder_.c_str(), user->pw_uid, user->pw_gid), 0);
    }
    run("initdb", "-A trust -U ingot --no-sync -E UTF8");
    fs::permissions(folder_ / "data", fs::perms::owner_all);
  }
  ~Server() {
    run("pg_ctl", "-m immediate stop");
    fs::remove_all(folder_);
  }
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // Statements before it starts, one on each line.
  void prepare(const std::string& statements) {
    write_file(folder_ / "statements", statements);
    run("postgres --single", "postgres < " + (folder_ / "statements").string());
  }
  void start() {
    run("pg_ctl",
        fmt::format("-w -l {0}/log -o \"-k {0} -c listen_addresses=''\" start", folder_.string()));
  }
  [[nodiscard]] std::string connection() const {
    return fmt::format("host={} user=ingot dbname=postgres", folder_.string());
  }

 private:
  void run(const std::string& program, const std::string& arguments) {
    const std::string command =
        fmt::format("cd {0} && {1}{2}/{3} -D {0}/data {4} >>{0}/out 2>&1", folder_.string(),
                    runs_as_, programs_.string(), program, arguments);
    const int status = std::system(command.c_str());
    EXPECT_EQ(status, 0) << command << "\n" << read_file(folder_ / "out");
  }
  fs::path programs_, folder_;
  std::string runs_as_;
};

TEST(Postgres, AnswersQueriesWithTextInItsOrder) {
  const auto programs = server_programs();
  if (!programs) GTEST_SKIP() << "no PostgreSQL server is installed";
  if (::geteuid() == 0 && ::getpwnam("postgres") == nullptr)
    GTEST_SKIP() << "a PostgreSQL server does not run for root, and there is no user postgres";
  Server server(*programs);
  server.prepare(
      "CREATE TABLE t(id int, x double precision, name text, at timestamptz);\n"
      "INSERT INTO t VALUES (1, 0.1, 'Zo\u00e9', '2020-01-02 03:04:05+02'), "
      "(2, 0.1::float8 + 0.2::float8, NULL, NULL), (3, 5, '', NULL);\n"
      "CREATE TABLE many AS SELECT g FROM generate_series(1, 20000) g;\n");
  server.start();
  const auto ask = [&](const std::string& sql) {
    return open_table("", {.sql = sql, .connection = server.connection()});
  };
  const auto table = ask("SELECT * FROM t ORDER BY id");
  EXPECT_EQ(table->columns(), (Strings{"id", "x", "name", "at"}));
  EXPECT_EQ(lines_of(*table), (Strings{"1|0.1|Zo\u00e9|2020-01-02 01:04:05+00",
                                       "2|0.30000000000000004|-|-", "3|5||-"}));
  EXPECT_EQ(table->sha256(), sha256_of_rows(*table));
  EXPECT_NE(notes_of(*table).find("ORDER BY"), std::string::npos);
  const Table many = read_table(*ask("SELECT g FROM many ORDER BY g DESC"));
  ASSERT_EQ(many.size(), 20000);
  EXPECT_EQ(many.columns[0][0], "20000");
  for (const char* wrong : {"SELECT nothing FROM t", "SELEC", "DROP TABLE t",
                            "SELECT 1/(id-2) FROM t", "INSERT INTO t VALUES (4) RETURNING id"})
    EXPECT_TRUE(error_of([&] { (void)lines_of(*ask(wrong)); }).starts_with("bad_sql")) << wrong;
  EXPECT_EQ(read_table(*ask("SELECT * FROM t")).size(), 3);
}

TEST(Postgres, ThatIsNotThereIsTold) {
  const auto ask = [](const std::string& sql) {
    return error_of(
        [&] { (void)open_table("", {.sql = sql, .connection = "host=/nowhere dbname=x user=y"}); });
  };
  EXPECT_TRUE(ask("SELECT 1").starts_with("server_unreachable"));
  EXPECT_TRUE(ask("").starts_with("bad_option"));
}

TEST(Postgres, ConnectionsAreKeptWithoutPasswords) {
  EXPECT_EQ(connection_to_keep("postgresql://ann:secret@db.example:5433/shop?sslmode=require"),
            "user='ann' dbname='shop' host='db.example' port='5433' sslmode='require'");
  EXPECT_EQ(connection_to_keep("host=/run user='o\\'hara' password=secret"),
            "user='o\\'hara' host='/run'");
  EXPECT_EQ(connection_to_keep("no connection"), "");
}

}  // namespace
}  // namespace ingot
