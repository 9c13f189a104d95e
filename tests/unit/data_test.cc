#include <gtest/gtest.h>

#include <unistd.h>

#include <numeric>

#include "base/files.h"
#include "data/idx.h"
#include "data/idx_pictures.h"
#include "ingot/data.h"

namespace ingot {
namespace {

namespace fs = std::filesystem;

std::string idx(std::initializer_list<std::uint32_t> sizes, const std::string& data) {
  std::string s{'\0', '\0', '\x08', static_cast<char>(sizes.size())};
  for (std::uint32_t n : sizes)
    for (int shift = 24; shift >= 0; shift -= 8) s += static_cast<char>(n >> shift & 255);
  return s + data;
}

class IdxFolder : public ::testing::Test {
 protected:
  void SetUp() override {
    write_file(folder_ / "train-images-idx3-ubyte", idx({2, 2, 3}, "abcdefghijkl"));
    write_file(folder_ / "train-labels-idx1-ubyte", idx({2}, std::string("\0\1", 2)));
  }
  void TearDown() override { fs::remove_all(folder_); }
  std::string code_of(const std::string& source) {
    try {
      (void)open_dataset(source);
    } catch (const Error& e) {
      EXPECT_FALSE(e.message().zh.empty());
      return e.code();
    }
    return "";
  }
  fs::path folder_ = fs::path(::testing::TempDir()) / ("idx" + std::to_string(::getpid()));
};

TEST_F(IdxFolder, GivesPicturesAndLabels) {
  const Dataset data = open_dataset(folder_.string());
  EXPECT_EQ(data.train.pixels().type(), (TensorType{u8, {2, 1, 2, 3}}));
  EXPECT_EQ(data.train.labels, (std::vector<std::int64_t>{0, 1}));
  EXPECT_EQ(data.class_names.size(), 2u);
  EXPECT_FALSE(data.test.has_value());
  EXPECT_EQ(data.sha256.size(), 64u);
}

TEST_F(IdxFolder, IsRefusedWhenAFileIsCutAnywhere) {
  const std::string whole = idx({2, 2, 3}, "abcdefghijkl");
  for (std::size_t n = 0; n < whole.size(); ++n) {
    write_file(folder_ / "train-images-idx3-ubyte", whole.substr(0, n));
    EXPECT_EQ(code_of(folder_.string()), "bad_idx") << n;
  }
  write_file(folder_ / "train-images-idx3-ubyte", whole + "x");
  EXPECT_EQ(code_of(folder_.string()), "bad_idx");
}

TEST_F(IdxFolder, IsRefusedWhenLabelsDoNotMatch) {
  write_file(folder_ / "train-labels-idx1-ubyte", idx({3}, std::string("\0\1\0", 3)));
  EXPECT_EQ(code_of(folder_.string()), "bad_idx");
}

TEST_F(IdxFolder, UnknownSourcesAreNamed) {
  EXPECT_EQ(code_of("sample:fashion-mnits"), "unknown_sample");
  EXPECT_EQ(code_of((folder_ / "nothing").string()), "file_missing");
  EXPECT_EQ(code_of((folder_ / "train-labels-idx1-ubyte").string()), "unknown_data");
  fs::create_directories(folder_ / "empty");
  EXPECT_EQ(code_of((folder_ / "empty").string()), "unknown_data");
}

TEST_F(IdxFolder, LabelsMayHaveFourBytes) {
  const auto labels = [](std::initializer_list<std::int32_t> values) {
    std::string bytes = idx_header(i32, {static_cast<std::int64_t>(values.size())});
    for (const std::int32_t value : values) append_big_endian(bytes, value);
    return bytes;
  };
  const fs::path file = folder_ / "train-labels-idx1-int";
  fs::remove(folder_ / "train-labels-idx1-ubyte");
  write_file(file, labels({700, 2}));
  const Dataset data = open_dataset(folder_.string());
  EXPECT_EQ(data.train.labels, (std::vector<std::int64_t>{700, 2}));
  EXPECT_EQ(data.class_names.size(), 701u);
  for (const auto& wrong : {labels({-1, 2}), labels({1 << 20, 2}), labels({1, 2}) + "x",
                            labels({1, 2}).substr(0, 15), labels({1, 2, 3})}) {
    write_file(file, wrong);
    EXPECT_EQ(code_of(folder_.string()), "bad_idx");
  }
}

TEST_F(IdxFolder, BringsItsOwnPartsForValidationAndTest) {
  for (const std::string part : {"valid", "t10k"}) {
    write_file(folder_ / (part + "-images-idx3-ubyte"), idx({1, 2, 3}, "mnopqr"));
    write_file(folder_ / (part + "-labels-idx1-ubyte"), idx({1}, "\1"));
  }
  const Dataset data = open_dataset(folder_.string(), {.row = Shape{1, 4, 4}});
  ASSERT_TRUE(data.valid && data.test);
  EXPECT_EQ(data.valid->labels, std::vector<std::int64_t>{1});
  EXPECT_EQ(data.valid->pixels().shape(), (Shape{1, 1, 4, 4}));
  write_file(folder_ / "valid-labels-idx1-ubyte", idx({1}, "\2"));
  EXPECT_EQ(code_of(folder_.string()), "bad_idx");
}

TEST(Split, KeepsProportionsAndLosesNoRow) {
  std::vector<std::int64_t> labels;
  for (int i = 0; i < 1000; ++i) labels.push_back(i % 10 == 0 ? 1 : 0);
  const Split s = stratified_split(labels, 0.1, 0.1, 7);
  EXPECT_EQ(s.valid.size(), 100u);
  EXPECT_EQ(s.test.size(), 100u);
  std::vector<std::int64_t> all = s.train, ones;
  all.insert(all.end(), s.valid.begin(), s.valid.end());
  all.insert(all.end(), s.test.begin(), s.test.end());
  std::sort(all.begin(), all.end());
  std::vector<std::int64_t> expected(1000);
  std::iota(expected.begin(), expected.end(), 0);
  EXPECT_EQ(all, expected);
  for (std::int64_t r : s.test)
    if (labels[static_cast<std::size_t>(r)] == 1) ones.push_back(r);
  EXPECT_EQ(ones.size(), 10u);
  EXPECT_NE(stratified_split(labels, 0.1, 0.1, 8).test, s.test);
  EXPECT_EQ(stratified_split(labels, 0.1, 0.1, 7).test, s.test);
}

TEST(Split, SmallClassesGiveTheirSharesTogether) {
  std::vector<std::int64_t> labels;
  for (std::int64_t i = 0; i < 40; ++i) labels.push_back(i / 4);
  const Split s = stratified_split(labels, 0.1, 0.2, 7);
  EXPECT_EQ(s.valid.size(), 4u);
  EXPECT_EQ(s.test.size(), 10u);  // 4 * 0.2 is a row of each
  std::vector<std::int64_t> single(30);
  std::iota(single.begin(), single.end(), 0);
  EXPECT_EQ(stratified_split(single, 0.1, 0.1, 7).train.size(), 30u);
}

TEST(Sample, HasItsShareOfEachClassAndAtLeastOneRow) {
  std::vector<std::int64_t> labels;
  for (std::int64_t i = 0; i < 1000; ++i) labels.push_back(i % 10 == 0 ? 1 : i == 7 ? 2 : 0);
  const std::vector<std::int64_t> sample = stratified_sample(labels, 0.1, 5);
  std::map<std::int64_t, int> counts;
  for (const std::int64_t row : sample) ++counts[labels[static_cast<std::size_t>(row)]];
  EXPECT_EQ(counts, (std::map<std::int64_t, int>{{0, 90}, {1, 10}, {2, 1}}));
  EXPECT_TRUE(std::ranges::is_sorted(sample));
  EXPECT_EQ(stratified_sample(labels, 0.1, 5), sample);
  EXPECT_NE(stratified_sample(labels, 0.1, 6), sample);
  EXPECT_EQ(stratified_sample(labels, 1, 5).size(), labels.size());
}

TEST(Shuffled, IsAPermutationThatDependsOnSeedAndEpoch) {
  std::vector<std::int64_t> rows(100);
  std::iota(rows.begin(), rows.end(), 0);
  std::vector<std::int64_t> a = shuffled(rows, 1, 0);
  EXPECT_EQ(a, shuffled(rows, 1, 0));
  EXPECT_NE(a, shuffled(rows, 1, 1));
  EXPECT_NE(a, shuffled(rows, 2, 0));
  std::sort(a.begin(), a.end());
  EXPECT_EQ(a, rows);
}

// A file of more than 64 MiB is read row by row; the rows are the same.
TEST_F(IdxFolder, ThatIsLargeIsReadAsItIsNeeded) {
  constexpr std::int64_t kRows = 270, kSide = 512;
  std::string pixels(kRows * kSide * kSide, '\0');
  for (std::int64_t row = 0; row < kRows; ++row)
    std::fill_n(pixels.begin() + row * kSide * kSide, kSide * kSide, static_cast<char>(row));
  const fs::path file = folder_ / "large-idx3-ubyte";
  const auto big = [](std::int64_t n) {
    return std::string{0, 0, static_cast<char>(n >> 8), static_cast<char>(n)};
  };
  write_file(file, std::string("\0\0\x08\3", 4) + big(kRows) + big(kSide) + big(kSide) + pixels);
  const auto source = open_idx_pictures(file);
  EXPECT_EQ(source->size(), kRows);
  EXPECT_EQ(source->row(), (Shape{1, kSide, kSide}));
  const Tensor some = source->get(std::vector<std::int64_t>{7, 8, 9, 3, 269, 3});
  for (const auto& [at, row] : {std::pair{0, 7}, {1, 8}, {2, 9}, {3, 3}, {4, 13}, {5, 3}}) {
    EXPECT_EQ(some.at(at * kSide * kSide), row);
    EXPECT_EQ(some.at((at + 1) * kSide * kSide - 1), row);
  }
  fs::resize_file(file, fs::file_size(file) - 1);
  try {
    static_cast<void>(open_idx_pictures(file));
    FAIL();
  } catch (const Error& e) {
    EXPECT_EQ(e.code(), "bad_idx");
  }
}

class PixelTable : public ::testing::Test {
 protected:
  void TearDown() override { fs::remove(file_); }
  Dataset open(const std::string& content) {
    write_file(file_, content);
    return open_dataset(file_.string());
  }
  fs::path file_ =
      fs::path(::testing::TempDir()) / ("pixels" + std::to_string(::getpid()) + ".csv");
};

TEST_F(PixelTable, HasItsLabelLastOrFirstOrWhereTheHeaderSays) {
  std::string last, first, named = "p0";
  for (int p = 1; p < 64; ++p) named += ",p" + std::to_string(p);
  named += ",label\n";
  for (int row = 0; row < 6; ++row) {
    std::string pixels = std::to_string(40 * row);
    for (int p = 1; p < 64; ++p) pixels += "," + std::to_string(p);
    const std::string label = std::to_string(row % 2 + 3);
    last += pixels + "," + label + "\r\n";
    first += label + "," + pixels + "\n";
    named += pixels + "," + label + "\n";
  }
  for (const std::string& content : {last, named}) {
    const Dataset data = open(content);
    EXPECT_EQ(data.class_names, (std::vector<std::string>{"3", "4"}));
    EXPECT_EQ(data.train.labels, (std::vector<std::int64_t>{0, 1, 0, 1, 0, 1}));
    EXPECT_EQ(data.train.pixels().shape(), (Shape{6, 1, 8, 8}));
    EXPECT_EQ(data.train.pixels().at(5 * 64), 200);
    EXPECT_EQ(data.train.pixels().at(5 * 64 + 15), 15);
  }
  EXPECT_EQ(open(first).train.labels, (std::vector<std::int64_t>{0, 1, 0, 1, 0, 1}));
}

TEST_F(PixelTable, SaysWhichLineIsWrong) {
  std::string row = "0";
  for (int p = 1; p < 64; ++p) row += fmt::format(",{}", p % 16 + 1);
  const std::string other = "9" + row.substr(1) + ",2\n";
  row += ",1\n";
  EXPECT_EQ(open(row + other).train.pixels().at(15), 255);  // of 16
  for (const std::string& wrong : {std::string("1,2\n"), "x" + row.substr(1), "-1" + row.substr(1)})
    try {
      static_cast<void>(open(row + wrong));
      FAIL() << wrong;
    } catch (const Error& e) {
      EXPECT_EQ(e.code(), "bad_pixels");
      EXPECT_NE(e.message().en.find("line 2"), std::string::npos) << e.message().en;
    }
}

TEST(FashionMnist, HasTheKnownRowsWhenInstalled) {
  Dataset data;
  try {
    data = open_dataset("sample:fashion-mnist");
  } catch (const Error&) {
    GTEST_SKIP() << "the package dataset-fashion-mnist is not installed";
  }
  EXPECT_EQ(data.train.pixels().shape(), (Shape{60000, 1, 28, 28}));
  ASSERT_TRUE(data.test.has_value());
  EXPECT_EQ(data.test->size(), 10000);
  std::vector<int> counts(10);
  for (std::int64_t label : data.train.labels) ++counts[static_cast<std::size_t>(label)];
  EXPECT_EQ(counts, std::vector<int>(10, 6000));
}

}  // namespace
}  // namespace ingot
