#include "data/picture_table.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include "base/files.h"
#include "data/csv.h"

namespace ingot {
namespace {

namespace fs = std::filesystem;
using Labels = std::vector<std::vector<std::string>>;
using Strings = std::vector<std::string>;

template <class F>
std::string code_of(F&& f) {
  try {
    f();
  } catch (const Error& e) {
    EXPECT_FALSE(e.message().zh.empty());
    return e.code();
  }
  return "";
}

PictureTable parse(const std::string& csv) { return parse_picture_table(csv, "folder/table.csv"); }
std::string code_of_table(const std::string& csv) {
  return code_of([&] { (void)parse(csv); });
}

TEST(Csv, KeepsWhatStandsInQuotes) {
  const auto records = parse_csv(
      "\xef\xbb\xbf"
      "a,\"b,\"\"c\"\"\"\r\n\n\"x\ny\",\r\n",
      "t");
  ASSERT_EQ(records.size(), 2u);
  EXPECT_EQ(records[0].fields, (Strings{"a", "b,\"c\""}));
  EXPECT_EQ(records[1].fields, (Strings{"x\ny", ""}));
  EXPECT_EQ(records[1].line, 3);
  EXPECT_TRUE(parse_csv("", "t").empty());
  EXPECT_EQ(parse_csv("a\r", "t")[0].fields, Strings{"a"});
}

TEST(Csv, ThatIsBrokenIsRefusedWithItsLine) {
  for (const char* broken :
       {"a,b\n1\n", "a,b\n1,2,3\n", "a,b\n1,x\"y\n", "a,b\n1,\"2\n", "a,b\n1,\"2\"3\n"})
    try {
      (void)parse_csv(broken, "t");
      ADD_FAILURE() << broken;
    } catch (const Error& e) {
      EXPECT_EQ(e.code(), "bad_csv");
      EXPECT_NE(e.message().en.find("line 2"), std::string::npos) << e.message().en;
    }
  EXPECT_EQ(code_of([] { (void)parse_csv(std::string_view("a,\0b\n", 5), "t"); }), "bad_csv");
}

TEST(PictureTable, IsReadByItsHeader) {
  const PictureTable table =
      parse("split,Label , File\ntrain,cat,a.png\nVAL,dog, sub/b.jpg\ntest,\"cat\",/abs/c.png\n");
  EXPECT_EQ(table.names, (Strings{"a.png", "sub/b.jpg", "/abs/c.png"}));
  EXPECT_EQ(table.files, (std::vector<fs::path>{"folder/a.png", "folder/sub/b.jpg", "/abs/c.png"}));
  EXPECT_EQ(table.labels, (Labels{{"cat"}, {"dog"}, {"cat"}}));
  EXPECT_EQ(table.parts, (std::vector<DataPart>{DataPart::train, DataPart::valid, DataPart::test}));
  EXPECT_FALSE(table.is_multi_label);
}

TEST(PictureTable, IsReadByPositionWithoutAHeader) {
  const PictureTable table = parse("a.png,cat,3.5\nb.png,dog,4\n");
  EXPECT_EQ(table.names.size(), 2u);
  EXPECT_EQ(table.labels, (Labels{{"cat"}, {"dog"}}));
  EXPECT_TRUE(table.parts.empty());
  EXPECT_EQ(parse("a.png,cat,test\n").parts, std::vector<DataPart>{DataPart::test});
  EXPECT_EQ(parse("cat,a.png\n").labels, (Labels{{"cat"}}));
  EXPECT_TRUE(parse("a.png\nb.png\n").labels.empty());
}

TEST(PictureTable, KeepsTheColumnThatIsAskedFor) {
  const std::string csv = "path,label,patient\na.png,cat, p1 \nb.png,dog,\n";
  EXPECT_EQ(parse_picture_table(csv, "t.csv", {.column = "patient"}).column, (Strings{"p1", ""}));
  EXPECT_TRUE(parse(csv).column.empty());
  EXPECT_EQ(code_of([&] { (void)parse_picture_table("a.png,cat,p1\n", "t.csv", {.column = "x"}); }),
            "unknown_column");
  try {
    (void)parse_picture_table(csv, "t.csv", {.column = "patent"});
    ADD_FAILURE();
  } catch (const Error& e) {
    EXPECT_EQ(e.code(), "unknown_column");
    EXPECT_NE(e.fix().en.find("\"patient\""), std::string::npos);
  }
}

TEST(PictureTable, WithOtherHeadersIsReadByItsValues) {
  const PictureTable table = parse("which,animal\na.webp,cat\n");
  EXPECT_EQ(table.names, Strings{"a.webp"});
  EXPECT_EQ(table.labels, (Labels{{"cat"}}));
  EXPECT_EQ(code_of_table("which,animal,age\na.webp,cat,3\n"), "bad_table");
  EXPECT_EQ(code_of_table("which,animal\na,cat\n"), "bad_table");
}

TEST(PictureTable, MayHaveSeveralClassesForAPicture) {
  const PictureTable table = parse("path,tags\na.png,cat|dog\nb.png,\nc.png,dog; cat ;dog\n");
  EXPECT_TRUE(table.is_multi_label);
  EXPECT_EQ(table.labels, (Labels{{"cat", "dog"}, {}, {"dog", "cat"}}));
}

TEST(PictureTable, WithMistakesIsRefused) {
  for (const char* wrong :
       {"", "path,label\n", "path,label\n,cat\n", "path,label\na.png,\n",
        "path,label\na.png,cat\na.png,cat\n", "path,label,split\na.png,cat,later\n",
        "path,label\na.png,\xff\n", "path,label\na.png,\xed\xa0\x80\n"})
    EXPECT_EQ(code_of_table(wrong), "bad_table") << wrong;
  EXPECT_EQ(code_of_table("path,label\na.png\n"), "bad_csv");
  EXPECT_EQ(parse("path,label\na.png,猫\n").labels, (Labels{{"猫"}}));
}

TEST(PictureTable, OnDiskNamesThePictureThatIsMissing) {
  const fs::path folder = fs::path(::testing::TempDir()) / fmt::format("table{}", ::getpid());
  write_file(folder / "table.csv", "path,label\na.png,cat\nb.png,dog\n");
  write_file(folder / "a.png", "x");
  try {
    (void)read_picture_table(folder / "table.csv");
    ADD_FAILURE();
  } catch (const Error& e) {
    EXPECT_EQ(e.code(), "file_missing");
    EXPECT_TRUE(e.where().en.ends_with("table.csv:3")) << e.where().en;
  }
  write_file(folder / "b.png", "x");
  EXPECT_EQ(read_picture_table(folder / "table.csv").files[1], folder / "b.png");
  fs::remove_all(folder);
}

}  // namespace
}  // namespace ingot
