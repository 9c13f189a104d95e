#include <gtest/gtest.h>
#include <unistd.h>

#include "base/files.h"
#include "base/memory.h"
#include "base/rng.h"
#include "data/file_pictures.h"
#include "data/kept_pictures.h"
#include "data/picture_file.h"
#include "data/pixel_table.h"
#include "data/resize.h"
#include "data/sources.h"
#include "data/strata.h"
#include "ingot/data.h"
#include "tests/unit/picture_writers.h"

namespace ingot {
namespace {

namespace fs = std::filesystem;

Tensor decode(const std::string& bytes) { return decode_picture(bytes, "picture"); }

std::string code_of(const std::string& bytes) {
  try {
    (void)decode(bytes);
  } catch (const Error& e) {
    EXPECT_FALSE(e.message().zh.empty());
    return e.code();
  }
  return "";
}

TEST(Png, OfEveryKindGivesItsPixels) {
  EXPECT_TRUE(bit_equal(decode(grey_png(5, 7)), channels_first(pixels_of(5, 7, 1), 5, 7)));
  EXPECT_TRUE(bit_equal(decode(colour_png(5, 7)), channels_first(pixels_of(5, 7, 3), 5, 7)));
  const std::string interlaced =
      png_of(9, 11, {PNG_COLOR_TYPE_RGB, 8, PNG_INTERLACE_ADAM7}, pixels_of(9, 11, 3));
  EXPECT_TRUE(bit_equal(decode(interlaced), channels_first(pixels_of(9, 11, 3), 9, 11)));
}

TEST(Png, WithFewBitsIsSpreadOver0To255) {
  // Four pixels of 2 bits: 0, 1, 2, 3.
  EXPECT_TRUE(bit_equal(decode(png_of(1, 4, {PNG_COLOR_TYPE_GRAY, 2}, {0b00011011})),
                        Tensor::from<std::uint8_t>({0, 85, 170, 255}, {1, 1, 4})));
}

TEST(Png, WithAPaletteIsColour) {
  EXPECT_TRUE(
      bit_equal(decode(png_of(1, 4, {PNG_COLOR_TYPE_PALETTE, 2}, {0b00011011})),
                Tensor::from<std::uint8_t>({0, 255, 0, 9, 0, 0, 255, 8, 0, 0, 0, 7}, {3, 1, 4})));
}

TEST(Png, With16BitsIsRoundedTo8) {
  // 0x8000 / 257 = 127.5 -> 128; 0x0101 = 1; 0xffff = 255.
  EXPECT_TRUE(bit_equal(
      decode(png_of(1, 3, {PNG_COLOR_TYPE_GRAY, 16}, {0x80, 0x00, 0x01, 0x01, 0xff, 0xff})),
      Tensor::from<std::uint8_t>({128, 1, 255}, {1, 1, 3})));
}

TEST(Png, WithTransparencyLiesOnWhite) {
  EXPECT_TRUE(bit_equal(decode(png_of(1, 3, {PNG_COLOR_TYPE_GRAY_ALPHA}, {10, 255, 10, 0, 0, 128})),
                        Tensor::from<std::uint8_t>({10, 255, 127}, {1, 1, 3})));
  EXPECT_TRUE(
      bit_equal(decode(png_of(1, 2, {PNG_COLOR_TYPE_RGB_ALPHA}, {1, 2, 3, 255, 200, 100, 0, 51})),
                Tensor::from<std::uint8_t>({1, 244, 2, 224, 3, 204}, {3, 1, 2})));
}

TEST(Jpeg, IsNearToWhatWasEncoded) {
  for (const Scans scans : {Scans::sequential, Scans::progressive}) {
    const Tensor grey = decode(jpeg_of(20, 13, JCS_GRAYSCALE, pixels_of(20, 13, 1), scans));
    const Tensor grey_wanted = channels_first(pixels_of(20, 13, 1), 20, 13);
    ASSERT_EQ(grey.type(), grey_wanted.type());
    for (std::int64_t i = 0; i < grey.num_elements(); ++i)
      ASSERT_NEAR(grey.at(i), grey_wanted.at(i), 2);
    std::vector<std::uint8_t> flat;
    for (int i = 0; i < 20 * 13; ++i) flat.insert(flat.end(), {200, 90, 30});
    const Tensor colour = decode(jpeg_of(20, 13, JCS_RGB, flat, scans));
    ASSERT_EQ(colour.shape(), (Shape{3, 20, 13}));
    for (std::int64_t i = 0; i < colour.num_elements(); ++i)
      ASSERT_NEAR(colour.at(i), channels_first(flat, 20, 13).at(i), 3);
  }
}

TEST(Jpeg, InFourInksIsColour) {
  // Adobe's inverted inks: 255 is none. Red is no cyan, all magenta and yellow, no black.
  std::vector<std::uint8_t> inks;
  for (int i = 0; i < 8 * 8; ++i) inks.insert(inks.end(), {255, 0, 0, 255});
  std::string file = jpeg_of(8, 8, JCS_CMYK, inks);
  const Tensor red = decode(file);
  ASSERT_EQ(red.shape(), (Shape{3, 8, 8}));
  EXPECT_NEAR(red.at(0), 255, 2);
  EXPECT_NEAR(red.at(64), 0, 2);
  EXPECT_NEAR(red.at(128), 0, 2);
}

TEST(PictureFile, IsRefusedWhereverItIsCut) {
  for (const std::string& whole : small_pictures()) {
    ASSERT_EQ(code_of(whole), "");
    for (std::size_t n = 0; n < whole.size(); ++n)
      ASSERT_EQ(code_of(whole.substr(0, n)), "bad_picture") << n << " of " << whole.size();
  }
}

TEST(PictureFile, WithChangedBytesIsAPictureOrAnError) {
  std::size_t refused = 0, tries = 0;
  for (const std::string& whole : small_pictures())
    for (std::uint32_t i = 0; i < 600; ++i) {
      std::string changed = whole;
      for (std::uint32_t k = 0; k <= i % 3; ++k) {
        const auto random = philox4x32({i, k, 0, 0}, {7, 0});
        changed[random[0] % changed.size()] = static_cast<char>(random[1]);
      }
      ++tries;
      const std::string code = code_of(changed);
      ASSERT_TRUE(code.empty() || code == "bad_picture") << code;
      refused += code.empty() ? 0 : 1;
    }
  EXPECT_GT(refused, tries / 4);
  EXPECT_LT(refused, tries);
}

TEST(PictureFile, WithAHugeSizeIsRefusedAtOnce) {
  std::string jpeg = jpeg_of(10, 9, JCS_GRAYSCALE, pixels_of(10, 9, 1));
  const std::size_t frame = jpeg.find("\xff\xc0");
  ASSERT_NE(frame, std::string::npos);
  for (const char* size : {"\xff\xdc\xff\xdc", "\x20\x20\x20\x20"}) {  // 65500 x 65500, 8224 x 8224
    jpeg.replace(frame + 5, 4, size);
    EXPECT_EQ(code_of(jpeg), "bad_picture");
  }
}

TEST(PictureFile, WithADamagedLengthTakesNoMemory) {
  std::string png = grey_png(5, 7);
  png.insert(8 + 25, std::string("\x7f\0\0\x0ftEXt", 8) + "ab");  // after the header
  const std::size_t before = peak_resident_bytes();
  EXPECT_EQ(code_of(png), "bad_picture");
  EXPECT_LT(peak_resident_bytes(), before + 100'000'000);
}

TEST(PictureFile, OfOneColourMayBeMuchSmallerThanItsPixels) {
  const std::vector<std::uint8_t> white(2000 * 2000, 255);
  const Tensor wanted = Tensor::full({u8, {1, 2000, 2000}}, 255);
  EXPECT_TRUE(bit_equal(decode(png_of(2000, 2000, {PNG_COLOR_TYPE_GRAY}, white)), wanted));
  for (const Scans scans : {Scans::sequential, Scans::progressive})
    EXPECT_TRUE(bit_equal(decode(jpeg_of(2000, 2000, JCS_GRAYSCALE, white, scans)), wanted));
}

TEST(PictureFile, OfOneBitAndOneColourIsAPicture) {
  const std::vector<std::uint8_t> blank(3000 * 375, 0xff);
  const Tensor picture = decode(png_of(3000, 3000, {PNG_COLOR_TYPE_GRAY, 1}, blank));
  EXPECT_EQ(picture.shape(), (Shape{1, 3000, 3000}));
  EXPECT_EQ(picture.at(8'999'999), 255);
}

TEST(PictureFile, OfAnotherKindIsNamed) {
  for (const auto& [bytes, word] :
       std::vector<std::pair<std::string, std::string>>{{"GIF89a......", "GIF"},
                                                        {"II*\n<something>", "text"},
                                                        {"<!DOCTYPE html><html>", "HTML"},
                                                        {"version https://git-lfs", "Git LFS"},
                                                        {"\x01\x02\x03", "not a picture"},
                                                        {"", "empty"},
                                                        {"hello", "not a picture"}}) {
    try {
      (void)decode(bytes);
      ADD_FAILURE() << word;
    } catch (const Error& e) {
      EXPECT_EQ(e.code(), "bad_picture");
      EXPECT_NE(e.message().en.find(word), std::string::npos) << e.message().en;
    }
  }
}

TEST(PictureFile, ShapeIsThatOfThePicture) {
  for (const std::string& file : small_pictures())
    EXPECT_EQ(picture_shape(file, "picture"), decode(file).shape());
}

class PictureFolder : public ::testing::Test {
 protected:
  void TearDown() override { fs::remove_all(folder_); }
  std::string put(const std::string& name, const std::string& bytes) {
    write_file(folder_ / name, bytes);
    return (folder_ / name).string();
  }
  template <class F>
  static std::string code_of(F&& f) {
    try {
      f();
    } catch (const Error& e) {
      return e.code();
    }
    return "";
  }
  fs::path folder_ = fs::path(::testing::TempDir()) / ("pictures" + std::to_string(::getpid()));
};

std::vector<std::string> names_of(const Pictures& pictures) {
  std::vector<std::string> names;
  for (std::int64_t row = 0; row < pictures.size(); ++row)
    names.push_back(pictures.source->name(row));
  return names;
}

TEST_F(PictureFolder, WithAFolderPerClassIsADataSet) {
  put("dog/b.png", grey_png(6, 8));
  put("dog/a.jpg", jpeg_of(12, 16, JCS_RGB, pixels_of(12, 16, 3)));
  put("cat/z.PNG", grey_png(6, 8));
  put("cat/notes.txt", "not a picture");
  put(".hidden/x.png", "no picture");
  const Dataset data = open_dataset(folder_.string() + "/");
  EXPECT_EQ(data.name, folder_.filename().string());
  EXPECT_EQ(data.class_names, (std::vector<std::string>{"cat", "dog"}));
  EXPECT_EQ(data.train.labels, (std::vector<std::int64_t>{0, 1, 1}));
  EXPECT_EQ(names_of(data.train),
            (std::vector<std::string>{"cat/z.PNG", "dog/a.jpg", "dog/b.png"}));
  EXPECT_EQ(data.train.pixels().type(), (TensorType{u8, {3, 3, 6, 8}}));
  EXPECT_FALSE(data.test || data.valid);
  const std::string before = data.sha256;
  fs::rename(folder_ / "dog" / "b.png", folder_ / "cat" / "b.png");
  EXPECT_NE(open_dataset(folder_.string()).sha256, before);
}

TEST_F(PictureFolder, WithPartsKeepsThemApart) {
  for (const char* part : {"train", "test", "val"})
    for (const char* name : {"one", "two"})
      put(fmt::format("{}/{}/p.png", part, name), grey_png(4, 4));
  put("train/two/q.png", grey_png(4, 4));
  const Dataset data = open_dataset(folder_.string());
  EXPECT_EQ(data.train.labels, (std::vector<std::int64_t>{0, 1, 1}));
  ASSERT_TRUE(data.test && data.valid);
  EXPECT_EQ(data.test->labels, (std::vector<std::int64_t>{0, 1}));
  EXPECT_EQ(data.valid->source->name(1), "val/two/p.png");
  put("test/three/p.png", grey_png(4, 4));
  EXPECT_EQ(code_of([&] { (void)open_dataset(folder_.string()); }), "unknown_class");
}

TEST_F(PictureFolder, WithLargePicturesIsScaledDown) {
  put("one/p.png", grey_png(300, 600));
  put("two/p.png", grey_png(10, 10));
  put("two/q.png", grey_png(300, 600));
  const auto row_of = [&](const DataOptions& options) {
    return open_dataset(folder_.string(), options).train.row();
  };
  EXPECT_EQ(row_of({}), (Shape{1, 128, 256}));
  EXPECT_EQ(row_of({.picture_size = 32}), (Shape{1, 16, 32}));
  EXPECT_EQ(row_of({.row = Shape{3, 5, 4}}), (Shape{3, 5, 4}));
}

TEST_F(PictureFolder, ThatIsNoDataSetIsRefused) {
  put("one/p.png", grey_png(4, 4));
  EXPECT_EQ(code_of([&] { (void)open_dataset(folder_.string()); }), "unknown_data");
  put("two/p.png", grey_png(4, 4).substr(0, 50));
  EXPECT_EQ(code_of([&] { (void)open_dataset(folder_.string()); }), "too_many_bad");
  const std::string file = put("table.csv", "a,b");
  EXPECT_EQ(code_of([&] { (void)open_dataset(file); }), "bad_table");
  const std::string notes = put("notes.md", "a,b");
  EXPECT_EQ(code_of([&] { (void)open_dataset(notes); }), "unknown_data");
}

TEST_F(PictureFolder, SkipsFilesWithoutAPictureByName) {
  for (const char* name : {"one", "two"})
    for (int i = 0; i < 4; ++i) put(fmt::format("{}/{}.png", name, i), grey_png(4, 4));
  put("one/cut.png", grey_png(4, 4).substr(0, 50));
  put("two/empty.jpg", "");
  const Dataset data = open_dataset(folder_.string(), {.max_bad = 0.2, .num_threads = 2});
  EXPECT_EQ(data.train.size(), 8);
  EXPECT_EQ(data.train.labels, (std::vector<std::int64_t>{0, 0, 0, 0, 1, 1, 1, 1}));
  ASSERT_EQ(data.skipped.size(), 2u);
  EXPECT_EQ(data.skipped[0].name, "one/cut.png");
  EXPECT_EQ(data.skipped[1].name, "two/empty.jpg");
  EXPECT_FALSE(data.skipped[1].reason.zh.empty());
  EXPECT_EQ(code_of([&] { (void)open_dataset(folder_.string(), {.max_bad = 0.19}); }),
            "too_many_bad");
}

// A picture like no other of another seed.
std::string noise(std::uint32_t seed) {
  std::vector<std::uint8_t> pixels(40 * 40);
  std::uint32_t i = 0;
  for (std::uint8_t& p : pixels)
    p = static_cast<std::uint8_t>(philox4x32({i++ / 5, 0, 0, 0}, {seed, 0})[0]);
  return jpeg_of(40, 40, JCS_GRAYSCALE, pixels);
}

TEST_F(PictureFolder, NamesPicturesThatAreTheSame) {
  for (const char* part : {"train", "test"})
    for (const char* name : {"one", "two"})
      for (std::uint32_t i = 0; i < 3; ++i)
        put(fmt::format("{}/{}/{}.jpg", part, name, i),
            noise(i + (part[1] == 'e' ? 10 : 20) + (name[0] == 'o' ? 100 : 200)));
  put("train/one/copy.jpg", noise(10 + 200 + 1));  // of test/two/1.jpg
  const Dataset data = open_dataset(folder_.string());
  ASSERT_EQ(data.duplicates.size(), 1u);
  ASSERT_EQ(data.duplicates[0].size(), 2u);
  EXPECT_EQ(data.duplicates[0][0].part, DataPart::train);
  EXPECT_EQ(data.train.source->name(data.duplicates[0][0].row), "train/one/copy.jpg");
  EXPECT_EQ(data.duplicates[0][1].part, DataPart::test);
  EXPECT_EQ(data.test->source->name(data.duplicates[0][1].row), "test/two/1.jpg");
}

TEST_F(PictureFolder, TellsFilesThatAreNotWhatTheirNamesSay) {
  put("one/p.png", jpeg_of(12, 16, JCS_RGB, pixels_of(12, 16, 3)));
  put("one/deeper/q.png", grey_png(6, 9));
  put("one/moving.GIF", "GIF89a");
  put("two/p.jfif", jpeg_of(30, 16, JCS_RGB, pixels_of(30, 16, 3)));
  const Dataset data = open_dataset(folder_.string(), {.max_bad = 0.5});
  EXPECT_EQ(names_of(data.train),
            (std::vector<std::string>{"one/p.png", "one/deeper/q.png", "two/p.jfif"}));
  EXPECT_EQ(data.misnamed, (std::vector<std::string>{"one/p.png"}));
  ASSERT_EQ(data.skipped.size(), 1u);
  EXPECT_EQ(data.skipped[0].name, "one/moving.GIF");
  EXPECT_NE(data.skipped[0].reason.en.find("GIF"), std::string::npos);
  EXPECT_EQ(data.train.longer_sides, (std::vector<std::int64_t>{16, 9, 30}));
  EXPECT_EQ(select_rows(data.train, {2}).longer_sides, (std::vector<std::int64_t>{30}));
}

TEST_F(PictureFolder, WithoutAPictureToTrainOnSaysWhy) {
  put("one/p.png", "");
  put("two/p.png", "<html>");
  try {
    (void)open_dataset(folder_.string(), {.max_bad = 1});
    FAIL();
  } catch (const Error& e) {
    EXPECT_EQ(e.code(), "no_pictures");
    EXPECT_NE(e.message().en.find("one/p.png: the file is empty"), std::string::npos);
  }
}

TEST_F(PictureFolder, WithAClassThatIsNoUtf8IsNamed) {
  put("one/p.png", grey_png(4, 4));
  put("\xb0\xa1/p.png", grey_png(4, 4));
  EXPECT_EQ(code_of([&] { (void)open_dataset(folder_.string()); }), "bad_name");
}

TEST_F(PictureFolder, WithFileNamesThatAreNoUtf8IsShownMended) {
  put("one/\xb0.png", grey_png(4, 4));
  put("two/p.png", grey_png(4, 5));
  EXPECT_EQ(names_of(open_dataset(folder_.string()).train)[0], "one/\uFFFD.png");
}

TEST_F(PictureFolder, ThatIsHugeIsNotRead) {
  put("one/p.png", grey_png(4, 4));
  put("two/p.png", grey_png(4, 5));
  const std::string huge = put("two/q.png", "");
  fs::resize_file(huge, std::uintmax_t{200} << 30);
  const Dataset data = open_dataset(folder_.string(), {.max_bad = 0.5});
  ASSERT_EQ(data.skipped.size(), 1u);
  EXPECT_NE(data.skipped[0].reason.en.find("214.7 GB"), std::string::npos);
}

TEST_F(PictureFolder, MayBeTestedOnOtherData) {
  for (std::uint32_t i = 0; i < 4; ++i) put(fmt::format("all/{}/{}.jpg", i % 2, i), noise(i));
  put("others/1/a.jpg", noise(50));
  put("others/1/b.jpg", noise(2));  // of all/0/2.jpg
  const std::string others = (folder_ / "others").string();
  const Dataset data = open_dataset((folder_ / "all").string(), {.test = others});
  EXPECT_EQ(data.train.size(), 4);
  ASSERT_TRUE(data.test);
  EXPECT_EQ(data.test->labels, (std::vector<std::int64_t>{1, 1}));
  ASSERT_EQ(data.duplicates.size(), 1u);
  EXPECT_EQ(data.duplicates[0][1].part, DataPart::test);
  EXPECT_NE(data.sha256, open_dataset((folder_ / "all").string()).sha256);
  put("others/3/a.jpg", noise(51));
  const auto open = [&] { (void)open_dataset((folder_ / "all").string(), {.test = others}); };
  EXPECT_EQ(code_of(open), "unknown_class");
}

TEST_F(PictureFolder, OfPixelsIsNoOtherTable) {
  std::string names = "label", row = "3", measures = "Class", beans = "3";
  for (int i = 0; i < 64; ++i) {
    names += fmt::format(",pixel{}", i);
    row += fmt::format(",{}", i);
    measures += fmt::format(",measure_{}", "abc"[i % 3]);
    beans += fmt::format(",{}", i);
  }
  EXPECT_FALSE(is_picture_table(put("pixels.csv", names + "\n" + row + "\n")));
  EXPECT_TRUE(is_pixel_table(put("pixels.csv", names + "\n" + row + "\n")));
  EXPECT_TRUE(is_pixel_table(put("PIXELS.CSV", names + "\n" + row + "\n")));
  EXPECT_FALSE(is_pixel_table(put("beans.csv", measures + "\n" + beans + "\n")));
  EXPECT_FALSE(is_pixel_table(put("real.csv", names + "\n" + row + ".5\n")));
  EXPECT_FALSE(
      is_pixel_table(put("small.csv", "class,a1,a2,a3,a4,a5,a6,a7,a8,a9,b0,b1,b2,b3,b4,b5,b6\n")));
}

TEST_F(PictureFolder, WithATableSaysClassesAndParts) {
  put("pictures/a.png", grey_png(6, 8));
  put("pictures/b.png", grey_png(6, 9));
  put("pictures/c.png", grey_png(7, 8));
  const std::string table =
      put("labels.csv",
          "path,label,split\npictures/c.png,cat,test\npictures/a.png,dog,train\n"
          "pictures/b.png,cat,train\n");
  const Dataset data = open_dataset(table);
  EXPECT_EQ(data.class_names, (std::vector<std::string>{"cat", "dog"}));
  EXPECT_EQ(data.train.labels, (std::vector<std::int64_t>{1, 0}));
  EXPECT_EQ(names_of(data.train), (std::vector<std::string>{"pictures/a.png", "pictures/b.png"}));
  ASSERT_TRUE(data.test);
  EXPECT_EQ(data.test->labels, (std::vector<std::int64_t>{0}));
  EXPECT_EQ(names_of(read_pictures(table, {1, 6, 8})), std::vector<std::string>{"pictures/c.png"});
}

TEST_F(PictureFolder, WithATableMayNameSeveralClassesForAPicture) {
  put("a.png", grey_png(6, 8));
  put("b.png", grey_png(6, 9));
  put("c.png", grey_png(7, 8));
  put("broken.png", "no picture");
  const std::string table = put("labels.csv",
                                "path,label,camera\na.png,dog|cat,x\nbroken.png,cat,z\nb.png,,y\n"
                                "c.png,dog,x\n");
  const Dataset data = open_dataset(table, {.column = "camera", .max_bad = 0.5});
  EXPECT_EQ(data.class_names, (std::vector<std::string>{"cat", "dog"}));
  EXPECT_TRUE(data.train.is_multi_label());
  EXPECT_TRUE(data.train.labels.empty());
  EXPECT_TRUE(
      bit_equal(data.train.truth(), Tensor::from<std::uint8_t>({1, 1, 0, 0, 0, 1}, {3, 2})));
  EXPECT_EQ(data.train.column, (std::vector<std::string>{"x", "y", "x"}));
  const Pictures some = select_rows(data.train, {2, 0});
  EXPECT_TRUE(bit_equal(some.truth(), Tensor::from<std::uint8_t>({0, 1, 1, 1}, {2, 2})));
  EXPECT_EQ(some.column, (std::vector<std::string>{"x", "x"}));
  EXPECT_EQ(strata(data.train), (std::vector<std::int64_t>{0, -1, 1}));
  EXPECT_EQ(read_pictures(put("good.csv", "path,label\na.png,\nb.png,dog|cat\n"), {1, 6, 8}).size(),
            2);
}

TEST_F(PictureFolder, WithATableOfOneClassEachMayBeReadAsSetsAndWithKnownClasses) {
  put("a.png", grey_png(6, 8));
  put("b.png", grey_png(6, 9));
  const std::string table = put("labels.csv", "path,label\na.png,dog\nb.png,cat\n");
  EXPECT_TRUE(bit_equal(open_dataset(table, {.label_sets = true}).train.truth(),
                        Tensor::from<std::uint8_t>({0, 1, 1, 0}, {2, 2})));
  const std::vector<std::string> known = {"ape", "cat", "dog"};
  EXPECT_EQ(open_dataset(table, {.class_names = known}).train.labels,
            (std::vector<std::int64_t>{2, 1}));
  EXPECT_EQ(code_of([&] {
              (void)open_dataset(table, {.class_names = {"ape", "cat"}});
            }),
            "other_classes");
  const std::string bare = put("bare.csv", "path\na.png\nb.png\n");
  EXPECT_EQ(code_of([&] { (void)open_dataset(bare, {.class_names = known}); }), "unknown_data");
  EXPECT_EQ(code_of([&] { (void)open_dataset(folder_.string(), {.column = "day"}); }),
            "unknown_column");
  EXPECT_EQ(code_of([&] { (void)open_dataset(folder_.string(), {.label_sets = true}); }),
            "unknown_data");
  const std::string before = open_dataset(table).sha256;
  put("labels.csv", "path,label\na.png,cat\nb.png,dog\n");
  EXPECT_NE(open_dataset(table).sha256, before);
}

TEST_F(PictureFolder, NamesItsPartsInAnyCase) {
  for (const char* part : {"Train", "TEST", "Validation"})
    for (const char* name : {"one", "two"})
      put(fmt::format("{}/{}/P.PNG", part, name), grey_png(4, 4));
  const Dataset data = open_dataset(folder_.string());
  ASSERT_TRUE(data.test && data.valid);
  EXPECT_EQ(data.test->source->name(1), "TEST/two/P.PNG");
}

// In any number of threads what comes out is the same; pictures that are kept need no file.
TEST_F(PictureFolder, ThatIsLargeIsDecodedAsItIsNeeded) {
  for (int i = 0; i < 3; ++i) put(fmt::format("{}.png", i), grey_png(8 + i, 8));
  const PictureFiles files{folder_, {"0.png", "1.png", "2.png", "1.png"}};
  const Shape small{1, 8, 8}, large{3, 2400, 2400};
  const auto kept = kept_pictures(open_picture_files(files, small, 1));
  EXPECT_EQ(Pictures{kept}.pixels().shape(), (Shape{4, 1, 8, 8}));
  const std::vector<std::int64_t> rows{2, 1};
  const auto live = open_picture_files(files, large, 2),
             alone = open_picture_files(files, large, 1);
  EXPECT_EQ(live->name(3), "1.png");
  EXPECT_TRUE(bit_equal(live->get(rows), alone->get(rows)));
  fs::remove(folder_ / "0.png");
  EXPECT_EQ(kept->get(std::vector<std::int64_t>{0}).shape(), (Shape{1, 1, 8, 8}));
  EXPECT_EQ(code_of([&] { (void)live->get(std::vector<std::int64_t>{1, 0}); }), "file_missing");
}

TEST_F(PictureFolder, IsReadToBePredictedAsEachFileAlone) {
  const std::string a = put("a.png", grey_png(9, 5));
  put("b.jpg", jpeg_of(12, 16, JCS_RGB, pixels_of(12, 16, 3)));
  put("sub/c.png", colour_png(3, 3));
  const Shape row{1, 7, 7};
  const Pictures all = read_pictures(folder_.string(), row);
  EXPECT_EQ(names_of(all), (std::vector<std::string>{"a.png", "b.jpg", "sub/c.png"}));
  EXPECT_EQ(all.pixels().type(), (TensorType{u8, {3, 1, 7, 7}}));
  EXPECT_TRUE(all.labels.empty());
  for (std::int64_t i = 0; i < 3; ++i) {
    const std::string file = (folder_ / all.source->name(i)).string();
    EXPECT_TRUE(bit_equal(read_pictures(file, row).pixels(), all.pixels().rows(i, 1))) << file;
  }
  EXPECT_EQ(names_of(read_pictures((folder_ / "*.png").string(), row)),
            std::vector<std::string>{a});
}

TEST_F(PictureFolder, IsPredictedOnItsTestPart) {
  for (const char* part : {"train", "test"})
    for (const char* name : {"one", "two"})
      put(fmt::format("{}/{}/p.png", part, name), grey_png(4, 4));
  EXPECT_EQ(names_of(read_pictures(folder_.string(), {1, 4, 4})),
            (std::vector<std::string>{"test/one/p.png", "test/two/p.png"}));
}

TEST_F(PictureFolder, WithIdxFilesIsPredictedOnItsTestPart) {
  const std::string file =
      put("t10k-images-idx3-ubyte", std::string("\0\0\x08\3\0\0\0\1\0\0\0\1\0\0\0\2", 16) + "ab");
  const Tensor wanted = Tensor::from<std::uint8_t>({'a', 'b'}, {1, 1, 1, 2});
  EXPECT_TRUE(bit_equal(read_pictures(folder_.string(), {1, 1, 2}).pixels(), wanted));
  EXPECT_TRUE(bit_equal(read_pictures(file, {1, 1, 2}).pixels(), wanted));
  EXPECT_EQ(read_pictures(folder_.string(), {3, 2, 4}).pixels().shape(), (Shape{1, 3, 2, 4}));
}

TEST_F(PictureFolder, ThatHasNoPicturesCannotBePredicted) {
  const Shape row{1, 4, 4};
  put("notes.txt", "nothing");
  EXPECT_EQ(code_of([&] { (void)read_pictures(folder_.string(), row); }), "unknown_data");
  EXPECT_EQ(code_of([&] { (void)read_pictures((folder_ / "no.png").string(), row); }),
            "file_missing");
  const Pictures notes = read_pictures((folder_ / "notes.txt").string(), row);
  EXPECT_EQ(code_of([&] { (void)notes.pixels(); }), "bad_picture");
  EXPECT_EQ(code_of([&] { (void)read_pictures("sample:nothing", row); }), "unknown_sample");
}

TEST(Sample, IsPredictedOnItsTestPart) {
  const std::string sample = "sample:fashion-mnist";
  const Pictures test = read_pictures(sample, {1, 28, 28});
  const Dataset data = open_dataset(sample);
  EXPECT_TRUE(bit_equal(test.pixels(), data.test->pixels()));
  EXPECT_EQ(test.labels, data.test->labels);
}

}  // namespace
}  // namespace ingot
