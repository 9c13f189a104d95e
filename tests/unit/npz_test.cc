#include <gtest/gtest.h>
#include <unistd.h>

#include <limits>

#include "base/files.h"
#include "base/memory.h"
#include "data/npy.h"
#include "data/npz.h"
#include "data/picture_arrays.h"
#include "tests/unit/array_writers.h"

namespace ingot {
namespace {

namespace fs = std::filesystem;

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

Tensor parse(const std::string& bytes) { return parse_npy(bytes, "array"); }

TEST(Npy, GivesArraysOfEveryType) {
  EXPECT_TRUE(bit_equal(parse(npy_of<std::uint8_t>("|u1", "(2, 2)", {1, 2, 3, 255})),
                        Tensor::from<std::uint8_t>({1, 2, 3, 255}, {2, 2})));
  EXPECT_TRUE(bit_equal(parse(npy_of<std::int8_t>("|i1", "(1,)", {-5})),
                        Tensor::from<std::int8_t>({-5}, {1})));
  EXPECT_TRUE(bit_equal(parse(npy_of<std::uint8_t>("|b1", "(3,)", {0, 1, 2})),
                        Tensor::from<bool>({false, true, true}, {3})));
  EXPECT_TRUE(bit_equal(parse(npy_of<std::int16_t>("<i2", "(2,)", {-300, 7})),
                        Tensor::from<std::int32_t>({-300, 7}, {2})));
  EXPECT_TRUE(bit_equal(parse(npy_of<std::uint16_t>("<u2", "(1,)", {65535})),
                        Tensor::from<std::int32_t>({65535}, {1})));
  EXPECT_TRUE(bit_equal(parse(npy_of<std::uint32_t>("<u4", "(1,)", {4'000'000'000U})),
                        Tensor::from<std::int64_t>({4'000'000'000}, {1})));
  EXPECT_TRUE(
      bit_equal(parse(npy_of<std::uint64_t>("<u8", "()", {77})), Tensor::scalar<std::int64_t>(77)));
  EXPECT_TRUE(bit_equal(parse(npy_of<std::int64_t>("<i8", "(0, 3)", {})), Tensor(i64, {0, 3})));
  EXPECT_TRUE(bit_equal(parse(npy_of<float>("<f4", "(2,)", {0.5F, -1e30F})),
                        Tensor::from<float>({0.5F, -1e30F}, {2})));
  EXPECT_TRUE(
      bit_equal(parse(npy_of<double>("<f8", "(1,)", {0.1})), Tensor::from<double>({0.1}, {1})));
  EXPECT_EQ(parse(npy_of<std::uint16_t>("<f2", "(1,)", {0x3c00})).at(0), 1.0);
}

TEST(Npy, OfTheOtherByteOrderIsTurned) {
  EXPECT_TRUE(bit_equal(parse(npy_of<std::uint8_t>("<i4", "(1,)", {1, 2, 0, 0})),
                        parse(npy_of<std::uint8_t>(">i4", "(1,)", {0, 0, 2, 1}))));
  EXPECT_TRUE(bit_equal(parse(npy_of<std::uint8_t>("<u2", "(2,)", {1, 2, 3, 4})),
                        parse(npy_of<std::uint8_t>(">u2", "(2,)", {2, 1, 4, 3}))));
}

TEST(Npy, InFortranOrderIsBroughtToC) {
  const std::string header = "{'descr': '|u1', 'fortran_order': True, 'shape': (2, 3, 2), }";
  // Element (i, j, k) lies at i + 2 j + 6 k and is 100 i + 10 j + k here.
  std::string elements;
  for (int k = 0; k < 2; ++k)
    for (int j = 0; j < 3; ++j)
      for (int i = 0; i < 2; ++i) elements += static_cast<char>(100 * i + 10 * j + k);
  EXPECT_TRUE(bit_equal(
      parse(npy_of(header, elements)),
      Tensor::from<std::uint8_t>({0, 1, 10, 11, 20, 21, 100, 101, 110, 111, 120, 121}, {2, 3, 2})));
}

TEST(Npy, OfLaterVersionsIsReadToo) {
  const std::string header = "{\"shape\": (2L,), \"descr\": \"|u1\", \"fortran_order\": False}";
  for (const int version : {1, 2, 3})
    EXPECT_EQ(parse(npy_of(header, "ab", version)).at(1), 'b') << version;
  EXPECT_EQ(code_of([&] { (void)parse(npy_of(header, "ab", 4)); }), "bad_npy");
}

TEST(Npy, IsRefusedWhereverItIsCut) {
  const std::string whole = npy_of<float>("<f4", "(2, 3)", {1, 2, 3, 4, 5, 6});
  for (std::size_t n = 0; n < whole.size(); ++n)
    EXPECT_EQ(code_of([&] { (void)parse(whole.substr(0, n)); }), "bad_npy") << n;
  EXPECT_EQ(code_of([&] { (void)parse(whole + "x"); }), "bad_npy");
}

TEST(Npy, OfOtherThingsThanNumbersIsRefused) {
  for (const char* element : {"<U5", "|O", "<c8", "<f16", "|S3", "<M8", "", "f4", "<f3"})
    EXPECT_EQ(code_of([&] {
                (void)parse(npy_of<std::uint8_t>(element, "(1,)", {1, 2, 3, 4}));
              }),
              "bad_npy")
        << element;
  for (const char* header :
       {"{'descr': [('a', '<i4')], 'fortran_order': False, 'shape': (1,), }",
        "{'descr': '|u1', 'fortran_order': False}", "{'descr': '|u1', 'shape': (1,)}",
        "{'descr': '|u1', 'fortran_order': 0, 'shape': (1,)}",
        "{'descr': '|u1', 'fortran_order': False, 'shape': (-1,)}",
        "{'descr': '|u1', 'fortran_order': False, 'shape': (1,)} x",
        "{'descr': '|u1', 'fortran_order': False, 'shape': (1,), 'more': 1}", "", "{", "(1,)",
        "{'descr': '|u1', 'fortran_order': False, 'shape': (1,1,1,1,1,1,1,1,1)}"})
    EXPECT_EQ(code_of([&] { (void)parse(npy_of(header, "a")); }), "bad_npy") << header;
  const std::vector<std::uint64_t> large{std::numeric_limits<std::uint64_t>::max()};
  EXPECT_EQ(code_of([&] { (void)parse(npy_of("<u8", "(1,)", large)); }), "bad_npy");
}

TEST(Npy, WithAbsurdSizesTakesNoMemory) {
  const std::size_t before = peak_resident_bytes();
  for (const char* shape : {"(1000000000000,)", "(9223372036854775807, 9223372036854775807)",
                            "(4294967296, 4294967296)", "(99999999999999999999,)"})
    EXPECT_EQ(code_of([&] { (void)parse(npy_of<std::uint8_t>("|u1", shape, {1})); }), "bad_npy");
  EXPECT_LT(peak_resident_bytes(), before + 10'000'000);
}

std::string array_of(int n) {
  return npy_of<std::uint8_t>("|u1", fmt::format("({},)", n),
                              std::vector<std::uint8_t>(static_cast<std::size_t>(n), 7));
}

TEST(Npz, HoldsArraysStoredOrDeflated) {
  for (const Packing packing : {Packing::stored, Packing::deflated}) {
    const std::string zip =
        zip_of({{"a.npy", array_of(3)}, {"notes.txt", "x"}, {"b.npy", array_of(5000)}}, packing);
    const NpzFile file(zip, "arrays.npz");
    EXPECT_EQ(file.names(), (std::vector<std::string>{"a", "b"}));
    EXPECT_TRUE(file.has("a") && !file.has("notes.txt"));
    EXPECT_TRUE(bit_equal(file.read("b"), Tensor::full({u8, {5000}}, 7)));
    EXPECT_TRUE(bit_equal(file.read("a"), Tensor::full({u8, {3}}, 7)));
    EXPECT_EQ(code_of([&] { (void)file.read("c"); }), "bad_npz");
  }
}

TEST(Npz, IsRefusedWhereverItIsCut) {
  for (const Packing packing : {Packing::stored, Packing::deflated}) {
    const std::string whole = zip_of({{"a.npy", array_of(30)}}, packing);
    // The last four bytes are the end of an offset that minizip finds by itself, and the length of
    // a comment: without them the array is whole, and its checksum right.
    constexpr std::size_t kNotNeeded = 4;
    for (std::size_t n = 0; n < whole.size(); ++n) {
      const std::string
          cut = whole.substr(0, n),
          code = code_of([&] {
            EXPECT_TRUE(bit_equal(NpzFile(cut, "cut").read("a"), Tensor::full({u8, {30}}, 7)));
          });
      EXPECT_TRUE(!code.empty() || n >= whole.size() - kNotNeeded) << n;
    }
  }
}

TEST(Npz, WithAChangedElementHasAWrongChecksum) {
  std::string zip = zip_of({{"a.npy", array_of(30)}}, Packing::stored);
  zip[zip.find("\7\7\7")] = 8;
  EXPECT_EQ(code_of([&] { (void)NpzFile(zip, "changed").read("a"); }), "bad_npz");
}

TEST(Npz, WithAbsurdSizesTakesNoMemory) {
  const std::string npy =
      npy_of("{'descr': '|u1', 'fortran_order': False, 'shape': (4000000000,), }", "a");
  std::string zip = zip_of({{"a.npy", npy}}, Packing::deflated);
  const std::size_t entry = zip.find("PK\1\2");
  const std::uint32_t size = 4'000'000'000U + static_cast<std::uint32_t>(npy.size()) - 1;
  std::memcpy(zip.data() + entry + 24, &size, 4);
  const std::size_t before = peak_resident_bytes();
  EXPECT_EQ(code_of([&] { (void)NpzFile(zip, "bomb").read("a"); }), "bad_npz");
  EXPECT_LT(peak_resident_bytes(), before + 10'000'000);
}

TEST(PictureArray, OfEveryLayoutBecomesChannelsFirst) {
  const auto shape_of = [](const TensorType& type) {
    return pictures_of_array(Tensor::zeros(type), "x").shape();
  };
  EXPECT_EQ(shape_of({u8, {2, 4, 5}}), (Shape{2, 1, 4, 5}));
  EXPECT_EQ(shape_of({u8, {2, 4, 5, 3}}), (Shape{2, 3, 4, 5}));
  EXPECT_EQ(shape_of({u8, {2, 1, 4, 5}}), (Shape{2, 1, 4, 5}));
  for (const Shape& wrong : {Shape{2, 4}, Shape{2, 3, 5, 3}, Shape{2, 4, 5, 4}, Shape{0, 4, 5}})
    EXPECT_EQ(code_of([&] { (void)shape_of({u8, wrong}); }), "bad_array") << to_string(wrong);
  const Tensor last = Tensor::from<std::uint8_t>({1, 2, 3, 4, 5, 6}, {1, 1, 2, 3});
  EXPECT_EQ(code_of([&] {
              (void)pictures_of_array(last.reshape({1, 1, 2, 3}), "x");
            }),
            "bad_array");  // either
  EXPECT_TRUE(bit_equal(
      pictures_of_array(Tensor::from<std::uint8_t>({1, 2, 3, 4, 5, 6}, {1, 2, 1, 3}), "x"),
      Tensor::from<std::uint8_t>({1, 4, 2, 5, 3, 6}, {1, 3, 2, 1})));
}

TEST(PictureArray, OfFloatsIsScaledAndOfWrongValuesRefused) {
  EXPECT_TRUE(
      bit_equal(pictures_of_array(Tensor::from<float>({0, 1, 0.5F, 0.001F}, {1, 2, 2}), "x"),
                Tensor::from<std::uint8_t>({0, 255, 128, 0}, {1, 1, 2, 2})));
  EXPECT_TRUE(bit_equal(pictures_of_array(Tensor::from<std::int64_t>({0, 255}, {1, 1, 2}), "x"),
                        Tensor::from<std::uint8_t>({0, 255}, {1, 1, 1, 2})));
  for (const float wrong : {-0.1F, 1.5F, 255.0F, std::numeric_limits<float>::quiet_NaN(),
                            std::numeric_limits<float>::infinity()})
    EXPECT_EQ(code_of([&] {
                (void)pictures_of_array(Tensor::from<float>({wrong}, {1, 1, 1}), "x");
              }),
              "bad_array")
        << wrong;
  EXPECT_EQ(code_of([&] {
              (void)pictures_of_array(Tensor::from<std::int32_t>({256}, {1, 1, 1}), "x");
            }),
            "bad_array");
}

TEST(LabelArray, IsIntegersOrOneHot) {
  using Labels = std::vector<std::int64_t>;
  EXPECT_EQ(labels_of_array(Tensor::from<std::uint8_t>({3, 1}, {2}), "y"), (Labels{3, 1}));
  EXPECT_EQ(labels_of_array(Tensor::from<std::int32_t>({-3, 1}, {2, 1}), "y"), (Labels{-3, 1}));
  EXPECT_EQ(labels_of_array(Tensor::from<float>({0, 0, 1, 1, 0, 0}, {2, 3}), "y"), (Labels{2, 0}));
  for (const Tensor& wrong :
       {Tensor::from<float>({0, 1}, {2}), Tensor::from<float>({0, 0.5F, 0.5F}, {1, 3}),
        Tensor::from<std::uint8_t>({1, 1}, {1, 2}), Tensor::from<std::uint8_t>({0, 0}, {1, 2}),
        Tensor::zeros({u8, {1, 1, 1}})})
    EXPECT_EQ(code_of([&] { (void)labels_of_array(wrong, "y"); }), "bad_array");
}

class NpzOnDisk : public ::testing::Test {
 protected:
  void TearDown() override { fs::remove(path_); }
  fs::path put(const std::vector<std::pair<std::string, std::string>>& arrays) {
    std::vector<std::pair<std::string, std::string>> entries;
    for (const auto& [name, npy] : arrays) entries.emplace_back(name + ".npy", npy);
    write_file(path_, zip_of(entries, Packing::deflated));
    return path_;
  }
  static std::string pictures(int n) {
    return npy_of<std::uint8_t>("|u1", fmt::format("({}, 2, 3)", n),
                                std::vector<std::uint8_t>(static_cast<std::size_t>(6 * n), 9));
  }
  static std::string labels(const std::vector<std::int64_t>& values) {
    return npy_of("<i8", fmt::format("({},)", values.size()), values);
  }
  fs::path path_ = fs::path(::testing::TempDir()) / fmt::format("arrays{}.npz", ::getpid());
};

TEST_F(NpzOnDisk, GivesItsPartsWithClassesByLabel) {
  const PictureArrays arrays = read_picture_arrays(put({{"X_train", pictures(3)},
                                                        {"Y_train", labels({7, -2, 7})},
                                                        {"x_val", pictures(1)},
                                                        {"y_val", labels({-2})},
                                                        {"x_test", pictures(2)},
                                                        {"y_test", labels({7, -2})}}));
  EXPECT_EQ(arrays.class_names, (std::vector<std::string>{"-2", "7"}));
  EXPECT_EQ(arrays.train.pixels().shape(), (Shape{3, 1, 2, 3}));
  EXPECT_EQ(arrays.train.labels, (std::vector<std::int64_t>{1, 0, 1}));
  EXPECT_EQ(arrays.valid.value().labels, (std::vector<std::int64_t>{0}));
  EXPECT_EQ(arrays.test.value().labels, (std::vector<std::int64_t>{1, 0}));
}

TEST_F(NpzOnDisk, OfOnesIsBlackAndWhiteInAllParts) {
  const auto bytes = [](const std::string& type, std::vector<std::uint8_t> pixels) {
    return npy_of<std::uint8_t>(type, "(2, 1, 2)", pixels);
  };
  for (const char* type : {"|b1", "|u1"}) {
    const PictureArrays arrays = read_picture_arrays(put({{"x_train", bytes(type, {0, 1, 1, 0})},
                                                          {"y_train", labels({0, 1})},
                                                          {"x_test", bytes("|u1", {1, 1, 0, 0})},
                                                          {"y_test", labels({0, 1})}}));
    if (std::string(type) == "|u1") {
      EXPECT_EQ(arrays.test.value().pixels().at(0), 255);
    }
    EXPECT_EQ(arrays.train.pixels().at(1), 255);
    EXPECT_EQ(arrays.train.pixels().at(0), 0);
  }
  EXPECT_EQ(code_of([&] {
              (void)read_picture_arrays(put({{"x_train", bytes("|u1", {0, 1, 1, 0})},
                                             {"y_train", labels({0, 1})},
                                             {"x_test", bytes("|u1", {9, 1, 0, 0})},
                                             {"y_test", labels({0, 1})}}));
            }),
            "bad_array");
}

TEST_F(NpzOnDisk, IsJudgedByClassesThatAreKnownAndAnsweredWithoutThem) {
  const fs::path file = put({{"x", pictures(3)}, {"y", labels({7, 2, 7})}});
  const Dataset data = open_dataset(file.string(), {.class_names = {"2", "5", "7"}});
  EXPECT_EQ(data.class_names.size(), 3U);
  EXPECT_EQ(data.train.labels, (std::vector<std::int64_t>{2, 0, 2}));
  EXPECT_EQ(read_pictures(file.string(), {1, 2, 3}).size(), 3);
}

TEST_F(NpzOnDisk, MayHaveNoLabelsAndNoParts) {
  const PictureArrays arrays = read_picture_arrays(put({{"images", pictures(2)}}));
  EXPECT_TRUE(arrays.class_names.empty() && arrays.train.labels.empty());
  EXPECT_FALSE(arrays.valid || arrays.test);
}

TEST_F(NpzOnDisk, ThatDoesNotFitTogetherIsRefused) {
  const auto code = [&](const std::vector<std::pair<std::string, std::string>>& arrays) {
    return code_of([&] { (void)read_picture_arrays(put(arrays)); });
  };
  EXPECT_EQ(code({{"x", pictures(2)}, {"y", labels({1})}}), "bad_array");
  EXPECT_EQ(code({{"x_test", pictures(2)}}), "bad_array");
  EXPECT_EQ(code({{"x_train", pictures(1)},
                  {"y_train", labels({1})},
                  {"x_test", pictures(1)},
                  {"y_test", labels({2})}}),
            "bad_array");
  EXPECT_EQ(code({}), "bad_npz");
  EXPECT_EQ(code_of([] { (void)read_picture_arrays("/no/such.npz"); }), "file_missing");
}

}  // namespace
}  // namespace ingot
