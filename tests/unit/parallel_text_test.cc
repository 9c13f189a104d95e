// Folders of texts in two languages.
#include "data/parallel_text.h"

#include <gtest/gtest.h>

#include "base/files.h"

namespace ingot {
namespace {

namespace fs = std::filesystem;

class ParallelFolder : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() /
              fmt::format("ingot_parallel_{}",
                          ::testing::UnitTest::GetInstance()->current_test_info()->name());
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }
  void put(const char* name, const std::string& text) { write_file(folder_ / name, text); }
  [[nodiscard]] ParallelTexts read(const char* source = "", const char* target = "") const {
    return read_parallel_folder(folder_, source, target, "");
  }
  template <class Body>
  static std::string code_of(const Body& body) {
    try {
      static_cast<void>(body());
    } catch (const Error& error) {
      return error.code();
    }
    return "";
  }

  fs::path folder_;
};

TEST_F(ParallelFolder, IsReadByPartAndLanguage) {
  put("train.en", "one\r\ntwo \n\nfour");
  put("train.de", "eins\nzwei\ndrei\nvier\n");
  put("val.en.txt", "five\n");
  put("val.de.txt", "fünf\n");
  put("test_2016.en", "six\n");
  put("test_2016.de", "sechs\n");
  put("notes.md", "about them\n");
  EXPECT_TRUE(is_parallel_folder(folder_));
  const ParallelTexts texts = read("", "de");
  EXPECT_EQ(texts.source, "en");
  EXPECT_EQ(texts.train.sources, (std::vector<std::string>{"one", "two", "four"}));
  EXPECT_EQ(texts.train.targets, (std::vector<std::string>{"eins", "zwei", "vier"}));
  EXPECT_EQ(texts.train.left_out, 1);
  EXPECT_EQ(read_parallel_sources(folder_, "en", ""), (std::vector<std::string>{"six"}));
  EXPECT_EQ(texts.valid.targets, (std::vector<std::string>{"fünf"}));
  EXPECT_EQ(texts.test.sources, (std::vector<std::string>{"six"}));
  EXPECT_EQ(read("de", "en").train.sources[0], "eins");
}

TEST_F(ParallelFolder, SaysWhatIsMissing) {
  put("train.en", "one\n");
  put("train.de", "eins\nzwei\n");
  EXPECT_EQ(code_of([&] { return read("", ""); }), "unknown_language");
  EXPECT_EQ(code_of([&] { return read("", "fr"); }), "unknown_language");
  EXPECT_EQ(code_of([&] { return read("en", "de"); }), "bad_table");
}

TEST_F(ParallelFolder, LeavesOutWhatIsNoPartOfIt) {
  put("train.en", "one\n");
  put("train.de", "eins\n");
  put("test.en", "two\n");
  put("about.html", "<p>\n");
  put("table.csv", "a,b\n");
  put("table.json", "{}\n");
  EXPECT_EQ(languages_of_folder(folder_), (std::set<std::string>{"de", "en"}));
  const ParallelTexts texts = read("en", "de");
  EXPECT_EQ(texts.train.size(), 1U);
  EXPECT_EQ(texts.test.size(), 0U);
  EXPECT_EQ(texts.test.notes.size(), 1U);
  EXPECT_EQ(code_of([&] { return read("de", "de"); }), "wrong_usage");
}

TEST_F(ParallelFolder, IsNoneWithoutASecondLanguage) {
  put("train.en", "one\n");
  put("test.de", "eins\n");
  EXPECT_FALSE(is_parallel_folder(folder_));
  EXPECT_EQ(code_of([&] { return read("en", "de"); }), "unknown_data");
}

}  // namespace
}  // namespace ingot
