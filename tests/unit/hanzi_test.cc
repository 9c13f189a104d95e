#include "data/samples/hanzi.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <nlohmann/json.hpp>
#include <set>

#include "base/files.h"
#include "base/progress.h"
#include "base/sha256.h"
#include "data/samples/hanzi_characters.h"

namespace ingot {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

const HanziPart kAllParts[] = {HanziPart::train, HanziPart::valid, HanziPart::test};

class CountedProgress final : public Progress {
 public:
  void at(const ProgressPoint& point) override {
    ++calls;
    last = point;
  }
  void note(const Text&) override {}
  int calls = 0;
  ProgressPoint last;
};

class Hanzi : public ::testing::Test {
 protected:
  void SetUp() override {
    try {
      require_hanzi_fonts();
    } catch (const Error& e) {
      GTEST_SKIP() << e.message().en << ": " << e.fix().en;
    }
  }
  static void TearDownTestSuite() { fs::remove_all(home_); }
  [[nodiscard]] DataOptions options(int threads = 2) {
    return {.num_threads = threads, .home = home_, .progress = &progress_};
  }
  // Shared: to make a sample takes seconds, most of them to hash the fonts.
  static inline const fs::path home_ =
      fs::path(::testing::TempDir()) / ("hanzi" + std::to_string(::getpid()));
  CountedProgress progress_;
};

TEST(HanziCharacters, AreDifferentChineseCharacters) {
  const std::u32string_view all = hanzi_characters();
  EXPECT_EQ(all.size(), 1000u);
  EXPECT_EQ(std::set<char32_t>(all.begin(), all.end()).size(), 1000u);
  for (const char32_t c : all) EXPECT_TRUE(c >= 0x4e00 && c <= 0x9fff);
  EXPECT_EQ(hanzi_class_names(3), (std::vector<std::string>{"一", "是", "人"}));
}

TEST(HanziFonts, StandInOnePartEach) {
  std::map<fs::path, HanziPart> part_of_file;
  std::map<HanziPart, int> families;
  std::set<std::string> names;
  for (const HanziFamily& family : hanzi_families()) {
    EXPECT_TRUE(names.insert(family.name).second) << family.name;
    ++families[family.part];
    for (const HanziFace& face : family.faces)
      EXPECT_EQ(part_of_file.emplace(face.file, family.part).first->second, family.part);
  }
  for (const HanziPart part : kAllParts) EXPECT_GE(families[part], 3);
}

TEST_F(Hanzi, IsDrawnOnceAndKept) {
  const Dataset data = open_dataset("sample:hanzi-10", options());
  EXPECT_EQ(data.name, "hanzi-10");
  EXPECT_EQ(data.class_names, hanzi_class_names(10));
  EXPECT_EQ(data.train.pixels().type(), (TensorType{u8, {800, 1, 28, 28}}));
  ASSERT_TRUE(data.valid && data.test);
  EXPECT_EQ(data.valid->size(), 100);
  EXPECT_EQ(data.test->size(), 100);
  for (const Pictures* part : {&data.train, &*data.valid, &*data.test}) {
    std::vector<std::int64_t> counts(10);
    for (const std::int64_t label : part->labels) ++counts[static_cast<std::size_t>(label)];
    EXPECT_EQ(counts, std::vector<std::int64_t>(10, part->size() / 10));
  }
  progress_.calls = 0;
  EXPECT_EQ(open_dataset("sample:hanzi-10", options()).sha256, data.sha256);
  EXPECT_EQ(read_pictures("sample:hanzi-10", {1, 28, 28}, options()).size(), 100);
  EXPECT_EQ(progress_.calls, 0);
}

TEST_F(Hanzi, RecordsFilesAndFontsByTheirContents) {
  const fs::path folder = find_sample("hanzi-10").folder(options());
  const json record = json::parse(read_file(folder / "sample.json"));
  EXPECT_EQ(record.at("files").size(), 6u);
  for (const auto& [name, file] : record.at("files").items())
    EXPECT_EQ(sha256_of_file(folder / name), file.at("sha256").get<std::string>());
  std::map<std::string, std::string> part_of_font;
  for (const json& font : record.at("fonts"))
    EXPECT_EQ(part_of_font.emplace(font.at("sha256"), font.at("part")).first->second,
              font.at("part").get<std::string>());
  EXPECT_GE(part_of_font.size(), 18u);
}

TEST_F(Hanzi, StartsAgainWhereAProcessWasEnded) {
  const fs::path folder = find_sample("hanzi-10").folder(options());
  const std::string record = read_file(folder / "sample.json");
  fs::rename(folder, folder.string() + ".part");
  fs::remove(folder.string() + ".part/sample.json");
  fs::resize_file(folder.string() + ".part/train-images-idx3-ubyte", 1000);
  progress_.calls = 0;
  EXPECT_EQ(find_sample("hanzi-10").folder(options(1)), folder);
  EXPECT_GT(progress_.calls, 0);
  EXPECT_EQ(progress_.last.done, 1000);
  EXPECT_EQ(progress_.last.total, 1000);
  EXPECT_EQ(read_file(folder / "sample.json"), record);
  EXPECT_FALSE(fs::exists(folder.string() + ".part"));
}

TEST_F(Hanzi, DependsOnTheSeedAndNotOnThreadsOrPieces) {
  HanziOptions hanzi{.name = "few", .num_classes = 7, .train = 6};
  const HanziDrawer drawer(hanzi, HanziPart::train);
  std::vector<std::uint8_t> all(42 * 784), again(42 * 784);
  drawer.draw(0, 42, 1, all);
  drawer.draw(0, 42, 3, again);
  EXPECT_EQ(all, again);
  for (std::int64_t begin = 0; begin < 42; begin += 14)
    drawer.draw(begin, begin + 14, 2,
                std::span(again).subspan(static_cast<std::size_t>(begin) * 784, 14 * 784));
  EXPECT_EQ(all, again);
  hanzi.seed = 1;
  HanziDrawer(hanzi, HanziPart::train).draw(0, 42, 2, again);
  EXPECT_NE(all, again);
}

TEST_F(Hanzi, LeavesOutFontsThatLackACharacter) {
  const HanziDrawer drawer({.name = "some", .num_classes = 100}, HanziPart::train);
  const auto index = [](char32_t c) {
    return static_cast<std::int64_t>(hanzi_characters().find(c));
  };
  const auto has = [&](char32_t c, const std::string& name) {
    for (const std::size_t f : drawer.families_of(index(c)))
      if (hanzi_families()[f].name == name) return true;
    return false;
  };
  EXPECT_TRUE(has(U'一', "cwTeX Kai"));
  EXPECT_FALSE(has(U'国', "cwTeX Kai"));  // a font of Taiwan's standard
  EXPECT_TRUE(has(U'国', "AR PL UKai"));
  EXPECT_TRUE(has(U'国', "Seto"));
  EXPECT_FALSE(has(U'说', "Seto"));  // there, but without a contour
}

TEST_F(Hanzi, ShowsInkOnDarkPaperInEveryPicture) {
  for (const HanziPart part : kAllParts) {
    const HanziDrawer drawer({.name = "some", .num_classes = 200}, part);
    constexpr std::int64_t kRows = 2000;
    std::vector<std::uint8_t> pixels(kRows * 784);
    drawer.draw(0, kRows, 2, pixels);
    for (std::int64_t row = 0; row < kRows; ++row) {
      const auto picture = std::span(pixels).subspan(static_cast<std::size_t>(row) * 784, 784);
      const auto bright =
          std::count_if(picture.begin(), picture.end(), [](int p) { return p > 90; });
      EXPECT_GT(bright, 12) << "row " << row << " of part " << static_cast<int>(part);
      EXPECT_LT(bright, 784 * 2 / 3) << "row " << row << " of part " << static_cast<int>(part);
    }
  }
}

}  // namespace
}  // namespace ingot
