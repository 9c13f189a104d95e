// Folders of texts with their classes.
#include "data/text_folder.h"
#include "data/part_names.h"

#include <gtest/gtest.h>

#include "base/files.h"

namespace ingot {
namespace {

TEST(PartNames, AreWordsOfAName) {
  const auto part = [](std::string_view name) {
    const auto found = part_in_name(name);
    return !found                      ? "none"
           : *found == DataPart::test  ? "test"
           : *found == DataPart::valid ? "valid"
                                       : "train";
  };
  for (const char* name :
       {"test", "TEST", "newstest2014", "test_2016_flickr", "wiki.test", "news-test"})
    EXPECT_STREQ(part(name), "test") << name;
  for (const char* name : {"val", "valid", "corpus.dev", "validation_1"})
    EXPECT_STREQ(part(name), "valid") << name;
  for (const char* name : {"train", "wiki.train", "training"})
    EXPECT_STREQ(part(name), "train") << name;
  for (const char* name : {"contest", "latest", "devil", "trains", ""})
    EXPECT_STREQ(part(name), "none") << name;
}

namespace fs = std::filesystem;

class TextFolder : public ::testing::Test {
 protected:
  TextFolder()
      : folder_(fs::temp_directory_path() /
                fmt::format("ingot_texts_{}",
                            ::testing::UnitTest::GetInstance()->current_test_info()->name())) {
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  ~TextFolder() override { fs::remove_all(folder_); }
  void write(const std::string& name, const std::string& text) {
    fs::create_directories((folder_ / name).parent_path());
    write_file(folder_ / name, text);
  }
  std::vector<std::pair<std::string, std::string>> rows() {
    const Table table = read_table(*open_table(folder_.string()));
    EXPECT_EQ(table.names, (std::vector<std::string>{"text", "label"}));
    std::vector<std::pair<std::string, std::string>> rows;
    for (std::int64_t i = 0; i < table.size(); ++i)
      rows.emplace_back(table.columns[0][i], table.columns[1][i]);
    return rows;
  }
  fs::path folder_;
};

TEST_F(TextFolder, ClassesAreSubFoldersOfFiles) {
  write("sport/1.txt", "a goal\nin time");
  write("sport/2.TXT", "a match");
  write("money/1.txt", "a share");
  write("money/notes.md", "no text");
  EXPECT_TRUE(is_table(folder_.string()));
  EXPECT_EQ(rows(), (std::vector<std::pair<std::string, std::string>>{
                        {"a share", "money"}, {"a goal\nin time", "sport"}, {"a match", "sport"}}));
}

TEST_F(TextFolder, ClassesAreFilesOfLines) {
  write("good.txt", "fine\n\n  \r\nvery fine\r\n");
  write("bad.txt", "poor");
  write("README.txt", "about these files");
  EXPECT_EQ(rows(), (std::vector<std::pair<std::string, std::string>>{
                        {"poor", "bad"}, {"fine", "good"}, {"very fine", "good"}}));
}

TEST_F(TextFolder, ClassesAreEndingsInAnEncodingOfTheirOwn) {
  write("reviews.pos", "caf\xe9 tr\xe8s bon, d\xe9j\xe0 vu, \xe0 la carte\n");
  write("reviews.neg", "trop cher\n");
  const auto found = rows();
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0], (std::pair<std::string, std::string>("trop cher", "neg")));
  EXPECT_EQ(found[1].first, "café très bon, déjà vu, à la carte");
}

TEST_F(TextFolder, IsNoFolderOfPicturesOrTables) {
  EXPECT_FALSE(is_text_folder(folder_));
  write("cat/1.png", "x");
  write("cat/1.txt", "a cat");
  write("dog/1.png", "x");
  EXPECT_FALSE(is_text_folder(folder_));
  fs::remove_all(folder_ / "cat");
  fs::remove_all(folder_ / "dog");
  write("a.csv", "x,y\n1,2\n");
  write("a.txt", "x");
  EXPECT_FALSE(is_text_folder(folder_));
  EXPECT_THROW(static_cast<void>(open_text_folder(folder_, {})), Error);
}

}  // namespace
}  // namespace ingot
