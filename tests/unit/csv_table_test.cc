#include <gtest/gtest.h>

#include "base/rng.h"
#include "data/csv_dialect.h"
#include "data/csv_records.h"
#include "tests/unit/table_writers.h"

namespace ingot {
namespace {

using Strings = std::vector<std::string>;

struct Read {
  Strings columns, lines;
  std::string notes;
};
Read read_csv(const std::string& text, const TableOptions& options = {}) {
  const TableFolder folder;
  const auto table = open_table(folder.write("t.csv", text), options);
  return {table->columns(), lines_of(*table), notes_of(*table)};
}
std::string error_of_csv(const std::string& text) {
  return error_of([&] { (void)read_csv(text); });
}

TEST(CsvTable, KeepsCellsExactly) {
  const Read r = read_csv(
      "\xef\xbb\xbfid,text,note\r\n007,\"a,\"\"b\"\"\",\r\n\r\n1.50,\"x\r\ny\",\"\"\r\n"
      " 2 ,5\" pipe, \r\n");
  EXPECT_EQ(r.columns, (Strings{"id", "text", "note"}));
  EXPECT_EQ(r.lines, (Strings{"007|a,\"b\"|-", "1.50|x\r\ny|", " 2 |5\" pipe| "}));
  EXPECT_EQ(r.notes, "");
}

TEST(CsvTable, ANameOfSeveralLinesIsOneLine) {
  std::string text = "a,b,\"the\ntarget\",d\n";
  for (int i = 0; i < 9; ++i) text += fmt::format("{},x{},{},1\n", i, i % 2, i % 3 ? "yes" : "no");
  const Read r = read_csv(text);
  EXPECT_EQ(r.columns, (Strings{"a", "b", "the target", "d"}));
  EXPECT_EQ(r.lines.size(), 9U);
  EXPECT_NE(r.notes.find("line ends"), std::string::npos) << r.notes;
}

TEST(CsvTable, SeparatorIsGuessed) {
  EXPECT_EQ(read_csv("a;b\n1,5;2\n2,5;x\n").lines, (Strings{"1,5|2", "2,5|x"}));
  EXPECT_EQ(read_csv("1,5;2,25\n2,5;0,1\n").lines, (Strings{"1,5|2,25", "2,5|0,1"}));
  EXPECT_EQ(read_csv("a\tb\n1,2\t3\n").lines, (Strings{"1,2|3"}));
  EXPECT_EQ(read_csv("a|b|c\n1|2|3\n").lines, (Strings{"1|2|3"}));
  EXPECT_EQ(read_csv("label,review\n1,so; so\n0,bad|worse\n").lines,
            (Strings{"1|so; so", "0|bad|worse"}));
  EXPECT_EQ(read_csv("a;b\n1;2\n").notes, "separator \";\"");
  EXPECT_EQ(read_csv("a;b,c\n1;2,3\n", {.separator = ","}).columns, (Strings{"a;b", "c"}));
  EXPECT_EQ(read_csv("a b\tc\nd e\tf\n", {.separator = "tab"}).columns, (Strings{"a b", "c"}));
  EXPECT_EQ(read_csv("name\nemma\nolivia\n").lines, (Strings{"emma", "olivia"}));
}

TEST(CsvTable, BlanksBehindSeparatorsAreNoPartOfCells) {
  const Read r = read_csv("39, State-gov, \"a, b\", ?\n50, Private, , <=50K.\n");
  EXPECT_EQ(r.columns, (Strings{"column1", "column2", "column3", "column4"}));
  EXPECT_EQ(r.lines, (Strings{"39|State-gov|a, b|?", "50|Private|-|<=50K."}));
  EXPECT_NE(r.notes.find("blanks around cells"), std::string::npos) << r.notes;
  EXPECT_NE(r.notes.find("no header (guessed)"), std::string::npos) << r.notes;
}

TEST(CsvTable, HeaderIsGuessedByAVoteOfTheColumns) {
  const auto has_header = [](const std::string& text) {
    return guess_csv_layout(text, true, "t").has_header;
  };
  EXPECT_TRUE(has_header("age,city\n3,Ulm\n4,Jena\n"));
  EXPECT_FALSE(has_header("3,Ulm\n4,Jena\n"));
  EXPECT_FALSE(has_header("2020-01-02,1.5\n2020-01-03,2.5\n"));
  EXPECT_TRUE(has_header("day,x\n2020-01-02,1.5\n2020-01-03,?\n"));
  EXPECT_TRUE(has_header("name,city\nEmma,Ulm\nIda,Jena\n"));
  EXPECT_FALSE(has_header("A11,good\nA12,bad\nA11,good\nA13,bad\n"));
  EXPECT_FALSE(has_header("It was long.,bad\nIt was fine.,good\n"));
  EXPECT_TRUE(has_header("a,b\n"));
  EXPECT_FALSE(has_header("1,2\n"));
  EXPECT_FALSE(read_csv("a,b\n1,2\n", {.header = false}).notes.empty());
  EXPECT_EQ(read_csv("1,2\n3,4\n", {.header = true}).columns, (Strings{"1", "2"}));
}

TEST(CsvTable, NamesOfColumnsAreUniqueAndTold) {
  const Read r = read_csv("a, a,,b\n1,2,3,4\n");
  EXPECT_EQ(r.columns, (Strings{"a", "a_2", "column3", "b"}));
  EXPECT_NE(r.notes.find("\"a_2\""), std::string::npos) << r.notes;
}

TEST(CsvTable, WhatStandsAboveTheTableIsLeftOutAndTold) {
  const Read r = read_csv("Report of May\n\na,b\n1,2\n3,4\n5,6\n");
  EXPECT_EQ(r.columns, (Strings{"a", "b"}));
  EXPECT_EQ(r.lines.size(), 3u);
  EXPECT_NE(r.notes.find("left out above the table: 1"), std::string::npos) << r.notes;
  // R leaves out the name of the first column.
  EXPECT_EQ(read_csv("\"x\",\"y\"\n\"r1\",1,2\n\"r2\",3,4\n\"r3\",5,6\n").columns,
            (Strings{"column1", "x", "y"}));
}

TEST(CsvTable, QuotesThatHideLinesAreCharacters) {
  const Read r = read_csv("t\tn\n\"a\t1\nb\t2\nc\"\t3\n");
  EXPECT_EQ(r.lines, (Strings{"\"a|1", "b|2", "c\"|3"}));
  EXPECT_NE(r.notes.find("quotes are read as any other"), std::string::npos) << r.notes;
  EXPECT_EQ(read_csv("a,b\n\"1\n2\",3\n").lines, (Strings{"1\n2|3"}));
}

TEST(CsvTable, LinesOfOldMacsEndWithReturns) {
  EXPECT_EQ(read_csv("a,b\r1,2\r3,4\r").lines, (Strings{"1|2", "3|4"}));
}

TEST(CsvTable, ThatIsBrokenIsRefusedWithFileAndLine) {
  for (const auto& [text, line] :
       std::vector<std::pair<std::string, int>>{{"a,b\n1,2\n1\n", 3},
                                                {"a,b\n1,2,3\n", 2},
                                                {"a,b\n\"x\ny\",2\n1,\"2\n", 4},
                                                {"a,b\n\"1\",2\n1,\"2\"3\n", 3},
                                                {std::string("a,b\n1,2\n1,\0\n", 12), 3}}) {
    const std::string error = error_of_csv(text);
    EXPECT_TRUE(error.starts_with("bad_table")) << error;
    EXPECT_NE(error.find(fmt::format("t.csv, line {}:", line)), std::string::npos) << error;
  }
  EXPECT_TRUE(error_of_csv("").starts_with("bad_table"));
  EXPECT_TRUE(error_of_csv("\n\n").starts_with("bad_table"));
  EXPECT_TRUE(
      error_of([] { (void)read_csv("a,b\n", {.separator = "::"}); }).starts_with("bad_opt"));
}

TEST(CsvTable, WithoutRowsHasColumnsAlone) {
  const Read r = read_csv("a,b\n");
  EXPECT_EQ(r.columns, (Strings{"a", "b"}));
  EXPECT_TRUE(r.lines.empty());
}

// Random cells, written with the quotes that they need, come back; wherever the pieces end.
TEST(CsvRecords, ReadWhatWasWrittenInPiecesOfAnyLength) {
  constexpr std::string_view kLetters = "ab,\"\n\r; \xc3\xa9";
  for (std::uint32_t file = 0; file < 200; ++file) {
    std::uint32_t drawn = 0;
    const auto below = [&](std::size_t limit) {
      return philox4x32({file, drawn++, 0, 0}, {7, 7})[0] % limit;
    };
    std::string text;
    std::vector<Strings> rows(1 + below(5), Strings(1 + below(4)));
    for (Strings& row : rows) {
      for (std::size_t c = 0; c < row.size(); ++c) {
        for (std::size_t n = below(6); n > 0; --n) row[c] += kLetters[below(kLetters.size())];
        std::string quoted = "\"";
        for (const char ch : row[c]) quoted.append(ch == '"' ? 2 : 1, ch);
        text += (c > 0 ? "," : "") + quoted + "\"";
      }
      text += below(2) == 0 ? "\n" : "\r\n";
    }
    CsvRecords records({}, "t");
    std::size_t at = 0, row = 0;
    while (true) {
      const CsvRecords::Next next = records.next();
      if (next == CsvRecords::Next::end) break;
      if (next == CsvRecords::Next::needs_more) {
        const std::size_t size = std::min(1 + below(9), text.size() - at);
        if (size == 0) records.finish();
        records.add(std::string_view(text).substr(at, size));
        at += size;
        continue;
      }
      ASSERT_LT(row, rows.size());
      ASSERT_EQ(records.cells().size(), rows[row].size());
      for (std::size_t c = 0; c < rows[row].size(); ++c)
        ASSERT_EQ(records.cells()[c].text, rows[row][c]) << file;
      ++row;
    }
    ASSERT_EQ(row, rows.size()) << file;
  }
}

TEST(CsvTable, IsReadInRunsOfBoundedSize) {
  std::string text = "n,word\n";
  for (int i = 0; i < 50000; ++i) text += fmt::format("{},\"w{}\"\n", i, i);
  const TableFolder folder;
  const auto table = open_table(folder.write_gzipped("t.csv.gz", text));
  std::int64_t next = 0, runs = 0;
  for (int again = 0; again < 2; ++again) {
    next = 0;
    table->for_each_run([&](const Table& rows) {
      ++runs;
      ASSERT_LE(rows.size(), 8192);
      for (std::int64_t row = 0; row < rows.size(); ++row, ++next) {
        ASSERT_EQ(rows.columns[0][row], std::to_string(next));
        ASSERT_EQ(rows.columns[1][row], fmt::format("w{}", next));
      }
    });
    EXPECT_EQ(next, 50000);
  }
  EXPECT_GE(runs, 2 * 7);
  const std::string whole = folder.write_gzipped("cut.csv.gz", text);
  std::filesystem::resize_file(whole, 20000);
  EXPECT_TRUE(error_of([&] { (void)lines_of(*open_table(whole)); }).starts_with("bad_table"));
}

}  // namespace
}  // namespace ingot
