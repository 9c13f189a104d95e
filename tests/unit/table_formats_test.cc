#include <gtest/gtest.h>
#include <sqlite3.h>

#include "base/shared_library.h"
#include "data/duckdb_query.h"
#include "tests/unit/table_writers.h"

namespace ingot {
namespace {

using Strings = std::vector<std::string>;

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != text.npos;
}

// Writes the rows of `query` as Parquet.
std::string write_parquet(const TableFolder& folder, const std::string& name,
                          const std::string& query) {
  const DuckDbDatabase database(1);
  DuckDbConnection(database).run("COPY (" + query + ") TO " + sql_text(folder.path(name)) +
                                 " (FORMAT parquet)");
  return folder.path(name);
}

std::string write_sqlite(const TableFolder& folder, const std::string& name,
                         const std::string& statements) {
  const SharedLibrary library("libsqlite3.so.0", "libsqlite3-0");
  decltype(&::sqlite3_open) open = nullptr;
  decltype(&::sqlite3_exec) exec = nullptr;
  decltype(&::sqlite3_close) close = nullptr;
  library.find("sqlite3_open", open);
  library.find("sqlite3_exec", exec);
  library.find("sqlite3_close", close);
  sqlite3* database = nullptr;
  EXPECT_EQ(open(folder.path(name).c_str(), &database), SQLITE_OK);
  EXPECT_EQ(exec(database, statements.c_str(), nullptr, nullptr, nullptr), SQLITE_OK);
  close(database);
  return folder.path(name);
}

TEST(JsonLines, KeepNumbersAsTheyAreWritten) {
  const TableFolder folder;
  const auto table = open_table(folder.write(
      "t.jsonl",
      "{\"a\":1.50,\"b\":\"x\\u00e9\",\"c\":[1, 2.0,{\"d\":[\"\\\"\"]}],\"n\":null}\r\n\n"
      "{\"b\":true,\"a\":1e3,\"o\":{\"p\":-7,\"q\":{\"r\":\"\"}}}\n"
      "{\"a\":12345678901234567890123}"));
  EXPECT_EQ(table->columns(), (Strings{"a", "b", "c", "n", "o.p", "o.q.r"}));
  EXPECT_EQ(lines_of(*table), (Strings{"1.50|x\u00e9|[1,2.0,{\"d\":[\"\\\"\"]}]|-|-|-",
                                       "1e3|true|-|-|-7|", "12345678901234567890123|-|-|-|-|-"}));
}

TEST(JsonLines, ThatAreBrokenAreRefusedWithTheLine) {
  const TableFolder folder;
  for (const char* broken : {"{\"a\":1}\n{\"a\":}\n", "{\"a\":1}\n[1]\n", "{\"a\":1}\n7\n",
                             "{\"a\":1}\n{\"a\":1,\"a\":2}\n", "{\"a\":1}\n{\"a\":1} x\n"}) {
    const std::string file = folder.write("t.jsonl", broken);
    const std::string error = error_of([&] { (void)lines_of(*open_table(file)); });
    EXPECT_TRUE(contains(error, "t.jsonl, line 2:")) << broken << error;
  }
  std::string deep = "{\"a\":";
  for (int i = 0; i < 100; ++i) deep += "{\"a\":";
  EXPECT_TRUE(contains(error_of([&] { (void)open_table(folder.write("d.jsonl", deep)); }), "64"));
  EXPECT_TRUE(
      contains(error_of([&] { (void)open_table(folder.write("e.jsonl", "\n")); }), "empty"));
}

TEST(Parquet, GivesTheShortestTextOfNumbersAndTheOrderOfTheFile) {
  const TableFolder folder;
  const std::string file = write_parquet(
      folder, "t.parquet",
      "SELECT i::INTEGER AS i, (0.1::DOUBLE + 0.2 * (i = 1)::INTEGER) AS d, 0.1::FLOAT AS f, "
      "CASE WHEN i = 1 THEN NULL ELSE 'w' || i END AS s, DATE '2020-01-02' AS day, "
      "TIMESTAMPTZ '2020-01-02 03:04:05+02' AS at, i = 1 AS b, 5.0::DOUBLE AS whole, "
      "123.450::DECIMAL(9,3) AS money FROM range(20000) t(i)");
  const auto table = open_table(file, {.num_threads = 2});
  EXPECT_EQ(table->columns(), (Strings{"i", "d", "f", "s", "day", "at", "b", "whole", "money"}));
  const Table rows = read_table(*table);
  ASSERT_EQ(rows.size(), 20000);
  const Strings lines = lines_of(rows);
  EXPECT_EQ(lines[0], "0|0.1|0.1|w0|2020-01-02|2020-01-02 01:04:05+00|false|5|123.450");
  EXPECT_EQ(lines[1],
            "1|0.30000000000000004|0.1|-|2020-01-02|2020-01-02 01:04:05+00|true|5|123.450");
  for (std::int64_t row = 0; row < rows.size(); ++row)
    ASSERT_EQ(rows.columns[0][row], std::to_string(row));
}

TEST(Parquet, ThatIsDamagedIsRefused) {
  const TableFolder folder;
  const std::string file = folder.write("t.parquet", "PAR1 and nothing more");
  const std::string error = error_of([&] { (void)open_table(file); });
  EXPECT_TRUE(error.starts_with("bad_table")) << error;
  EXPECT_TRUE(contains(error, "t.parquet")) << error;
}

TEST(Parquet, WithAPatternInItsNameIsOneFile) {
  const TableFolder folder;
  write_parquet(folder, "a.parquet", "SELECT 1 AS x");
  const std::string file = folder.path("[ab]*.parquet");
  std::filesystem::copy_file(folder.path("a.parquet"), file);
  EXPECT_EQ(lines_of(*open_table(file)), Strings{"1"});
}

TEST(Sql, JoinsFilesOfAllKinds) {
  const TableFolder folder;
  folder.write("customers.csv", "id;name;age\n2;Zo\xe9;31\n1;\"\";40\n3;;7\n");
  folder.write("orders.jsonl", "{\"id\":1,\"sum\":2.50}\n{\"id\":2,\"sum\":3}\n");
  write_parquet(folder, "prices.parquet", "SELECT 7 AS price");
  const auto table = open_table(
      folder.path("*"),
      {.sql = "SELECT c.name, o.sum, price, CAST(age AS DOUBLE) / 2 AS half FROM data c LEFT JOIN "
              "orders o ON c.id = o.id, prices ORDER BY c.id -- all\n;"});
  EXPECT_EQ(table->columns(), (Strings{"name", "sum", "price", "half"}));
  EXPECT_EQ(lines_of(*table), (Strings{"|2.50|7|20", "Zo\u00e9|3|7|15.5", "-|-|7|3.5"}));
  EXPECT_EQ(table->sha256(), table->sha256());
  EXPECT_TRUE(contains(notes_of(*table), "customers: encoding"));
  const auto same = open_table(folder.path("customers.csv"), {.sql = "SELECT * FROM customers"});
  EXPECT_EQ(lines_of(*same), lines_of(*open_table(folder.path("customers.csv"))));
  EXPECT_EQ(lines_of(*open_table("", {.sql = "SELECT 1 AS a, 2 AS a"})), Strings{"1|2"});
}

TEST(Sql, ReadsAllFilesOfTheSameColumnsAsOneTable) {
  const TableFolder folder;
  folder.write("part-1.csv", "id,age\n1,30\n2,40\n");
  folder.write("part-2.csv", "age,id\n50,3\n");
  write_parquet(folder, "part-3.parquet", "SELECT 4 AS id, 60 AS age");
  const TableOptions all{.sql = "SELECT id, age FROM data ORDER BY id"};
  EXPECT_EQ(lines_of(*open_table(folder.path("part-*"), all)),
            (Strings{"1|30", "2|40", "3|50", "4|60"}));
}

TEST(Sql, HasAViewOfEachTableOfAnSqliteFile) {
  const TableFolder folder;
  const std::string shop = write_sqlite(folder, "shop.db",
                                        "CREATE TABLE customer (id INTEGER, name TEXT);"
                                        "INSERT INTO customer VALUES (1, 'Ann'), (2, 'Bob');"
                                        "CREATE TABLE orders (customer INTEGER, sum REAL);"
                                        "INSERT INTO orders VALUES (2, 7.5), (2, 1);");
  const auto joined =
      open_table(shop, {.sql = "SELECT name, sum(CAST(o.sum AS DOUBLE)) AS total FROM customer c "
                               "JOIN orders o ON c.id = o.customer GROUP BY name"});
  EXPECT_EQ(lines_of(*joined), (Strings{"Bob|8.5"}));
}

TEST(Sql, KeepsTheOrderOfLongFiles) {
  const TableFolder folder;
  std::string text = "n\n";
  for (int i = 0; i < 100000; ++i) text += std::to_string(i) + "\n";
  const auto table = open_table(folder.write("t.csv", text),
                                {.sql = "SELECT n FROM data WHERE n <> '7'", .num_threads = 2});
  std::int64_t next = 0;
  table->for_each_run([&](const Table& rows) {
    for (std::int64_t row = 0; row < rows.size(); ++row, ++next) {
      if (next == 7) ++next;
      ASSERT_EQ(rows.columns[0][row], std::to_string(next));
    }
  });
  EXPECT_EQ(next, 100000);
}

TEST(Sql, ThatIsWrongIsRefusedWithHelp) {
  const TableFolder folder;
  const std::string file = folder.write("churn.csv", "age,city\n3,Ulm\n4,Jena\n");
  const auto run = [&](const std::string& sql) {
    return error_of([&] { (void)lines_of(*open_table(file, {.sql = sql})); });
  };
  for (const char* wrong :
       {"SELECT agee FROM data", "SELECT sum(age) FROM data", "SELEC", "DROP VIEW data",
        "SELECT 1; SELECT 2", "SELECT CAST(city AS INTEGER) FROM data", "COPY data TO 'x.csv'",
        "SELECT * FROM read_csv('https://example.org/x.csv')"})
    EXPECT_TRUE(run(wrong).starts_with("bad_sql: ")) << wrong << ": " << run(wrong);
  try {
    (void)open_table(file, {.sql = "SELECT sum(age) FROM data"});
    ADD_FAILURE();
  } catch (const Error& e) {
    EXPECT_TRUE(contains(e.expected().en, "churn, data")) << e.expected().en;
    EXPECT_TRUE(contains(e.fix().en, "CAST")) << e.fix().en;
  }
  // What is wrong in the file itself is told as such.
  folder.write("bad.csv", "a,b\n1,2\n3\n");
  const std::string error = error_of(
      [&] { (void)lines_of(*open_table(folder.path("bad.csv"), {.sql = "SELECT * FROM bad"})); });
  EXPECT_TRUE(contains(error, "bad.csv, line 3:")) << error;
}

TEST(Sqlite, BytesThatAreNoTextAreWrittenOut) {
  const TableFolder folder;
  const std::string file =
      write_sqlite(folder, "bytes.db",
                   "CREATE TABLE t(a); INSERT INTO t VALUES (x'80ff41'), ('\u00e9'), (x'c3')");
  EXPECT_EQ(lines_of(*open_table(file)), (Strings{"\\x80\\xFFA", "\u00e9", "\\xC3"}));
}

TEST(Sqlite, ReadsTheTableThatIsNamed) {
  const TableFolder folder;
  const std::string one = write_sqlite(
      folder, "one.db",
      "CREATE TABLE t(a INTEGER, b REAL, c TEXT); "
      "INSERT INTO t VALUES (1, 0.1, 'x'), (NULL, 5.0, ''), (12345678901, 1e22, 'y');");
  EXPECT_EQ(lines_of(*open_table(one)), (Strings{"1|0.1|x", "-|5|", "12345678901|1e+22|y"}));
  const std::string two =
      write_sqlite(folder, "two.bin",
                   "CREATE TABLE customers(a); CREATE TABLE \"odd \"\" name\"(b); "
                   "INSERT INTO \"odd \"\" name\" VALUES (3);");
  EXPECT_EQ(lines_of(*open_table(two + ":odd \" name")), Strings{"3"});
  EXPECT_TRUE(is_table(two));
  EXPECT_TRUE(is_table(two + ":customers"));
  try {
    (void)open_table(two + ":custmers");
    ADD_FAILURE();
  } catch (const Error& e) {
    EXPECT_TRUE(contains(e.expected().en, "customers, odd \" name")) << e.expected().en;
    EXPECT_TRUE(e.fix().en.ends_with("two.bin:customers")) << e.fix().en;
  }
  EXPECT_TRUE(contains(error_of([&] { (void)open_table(two); }), "2 tables"));
  const std::string broken = folder.write("b.sqlite", "SQLite format 3, or so it says");
  EXPECT_TRUE(error_of([&] { (void)open_table(broken); }).starts_with("bad_table"));
}

TEST(Arff, ReadsNamesQuotesAndWhatIsMissing) {
  const TableFolder folder;
  const auto table = open_table(folder.write(
      "t.arff",
      "% about\n@RELATION 'a b'\n\n@attribute 'the age' NUMERIC\n@Attribute city {Ulm, 'New York', "
      "\"it's\"}\n@attribute note string\n@attribute day date \"yyyy-MM-dd\"\n@data\n"
      "% rows\n3, Ulm, 'a, \\'b\\'', 2020-01-02\n?,'New York',?,'?'\n\n1e3\t\"it's\", x ,?\n"));
  EXPECT_EQ(table->columns(), (Strings{"the age", "city", "note", "day"}));
  EXPECT_EQ(lines_of(*table),
            (Strings{"3|Ulm|a, 'b'|2020-01-02", "-|New York|-|?", "1e3|it's|x|-"}));
}

TEST(Arff, FillsSparseRows) {
  const TableFolder folder;
  const auto table = open_table(
      folder.write("t.arff",
                   "@relation r\n@attribute a real\n@attribute b {u,v}\n@attribute c real\n@data\n"
                   "{0 1.5, 1 v}\n{}\n{2 ?}\n"));
  EXPECT_EQ(lines_of(*table), (Strings{"1.5|v|0", "0|u|0", "0|u|-"}));
}

TEST(Arff, ThatIsBrokenIsRefusedWithTheLine) {
  const TableFolder folder;
  const std::string head = "@relation r\n@attribute a real\n@attribute b {yes,no}\n@data\n";
  for (const auto& [text, line] :
       std::vector<std::pair<std::string, int>>{{head + "1,yes\n2\n", 6},
                                                {head + "x,yes\n", 5},
                                                {head + "1,yess\n", 5},
                                                {head + "1,'yes\n", 5},
                                                {head + "{5 1}\n", 5},
                                                {head + "{0 1, 0 2}\n", 5},
                                                {head + "{0 1\n", 5},
                                                {"@relation r\n@attribute a relational\n", 2},
                                                {"@attribute a {x\n", 1},
                                                {"@data\n", 1},
                                                {"hello\n", 1}}) {
    const std::string file = folder.write("t.arff", text);
    const std::string error = error_of([&] { (void)lines_of(*open_table(file)); });
    EXPECT_TRUE(contains(error, fmt::format("t.arff, line {}:", line))) << text << error;
  }
  const std::string file = folder.write("t.arff", "@relation r\n");
  EXPECT_TRUE(contains(error_of([&] { (void)open_table(file); }), "@data"));
}

TEST(Glob, PutsFilesOfTheSameColumnsTogether) {
  const TableFolder folder;
  folder.write("b-2.csv", "a,b\n5,6\n");
  folder.write("b-1.csv", "a,b\n1,2\n3,4\n");
  folder.write("c.csv", "x,b\n1,2\n");
  const auto table = open_table(folder.path("b-*.csv"));
  EXPECT_EQ(lines_of(*table), (Strings{"1|2", "3|4", "5|6"}));
  EXPECT_TRUE(is_table(folder.path("b-*.csv")));
  EXPECT_TRUE(contains(error_of([&] { (void)open_table(folder.path("*.csv")); }), "c.csv"));
  EXPECT_TRUE(error_of([&] { (void)open_table(folder.path("z*")); }).starts_with("file_missing"));
  EXPECT_TRUE(error_of([&] { (void)open_table(folder.path("z")); }).starts_with("file_missing"));
  // Without a header in the first, no other has one.
  folder.write("h1.csv", "1,x\n2,y\n");
  folder.write("h2.csv", "word,other\n");
  EXPECT_EQ(lines_of(*open_table(folder.path("h?.csv"))).size(), 3u);
}

TEST(IsTable, LeavesPicturesAlone) {
  const TableFolder folder;
  EXPECT_TRUE(is_table(folder.write("t.csv", "Name,Age\nAnn,3\n")));
  EXPECT_TRUE(is_table(folder.write("t.tsv", "a\tb\n1\t2\n")));
  EXPECT_TRUE(is_table(folder.write_gzipped("t.csv.gz", "a,b\n1,2\n")));
  EXPECT_TRUE(is_table(folder.write("t.ndjson", "{}\n")));
  EXPECT_TRUE(is_table(folder.write("t.arff", "@relation r\n")));
  EXPECT_TRUE(is_table(folder.write("t.PARQUET", "PAR1")));
  EXPECT_TRUE(is_table(folder.write("without-ending", "PAR1....PAR1")));
  EXPECT_FALSE(is_table(folder.write("p.csv", "path,label\nx/a.PNG,cat\n")));
  EXPECT_FALSE(is_table(folder.write("q.csv", "a.jpg,cat\nb.jpg,dog\n")));
  std::string pixels = "label";
  for (int i = 0; i < 64; ++i) pixels += fmt::format(",p{}", i);
  pixels += "\n1";
  for (int i = 0; i < 64; ++i) pixels += ",0";
  EXPECT_FALSE(is_table(folder.write("pixels.csv", pixels + "\n")));
  EXPECT_FALSE(is_table(folder.path("")));
  EXPECT_FALSE(is_table(folder.write("t.txt", "some words\n")));
  EXPECT_FALSE(is_table(folder.write("t.npz", "PK")));
  EXPECT_FALSE(is_table("sample:fashion-mnist"));
  EXPECT_FALSE(is_table(folder.path("missing.csv")));
}

}  // namespace
}  // namespace ingot
