#include "data/kept_pictures.h"

#include <gtest/gtest.h>

#include "data/name_list.h"

namespace ingot {
namespace {

// Picture i has pixels of value i; notes how often it was asked for.
class NumberedPictures final : public PictureSource {
 public:
  NumberedPictures(std::int64_t size, const Shape& row)
      : row_(row), asked_(static_cast<std::size_t>(size)) {}
  [[nodiscard]] std::int64_t size() const override { return std::ssize(asked_); }
  [[nodiscard]] Shape row() const override { return row_; }
  [[nodiscard]] std::string name(std::int64_t) const override { return "x"; }
  [[nodiscard]] Tensor get(std::span<const std::int64_t> rows) const override {
    Tensor result(u8, row_.inserted(0, std::ssize(rows)));
    const std::span<std::uint8_t> pixels = result.mutable_data<std::uint8_t>();
    const auto bytes = static_cast<std::size_t>(row_.num_elements());
    for (std::size_t i = 0; i < rows.size(); ++i) {
      ++asked_[static_cast<std::size_t>(rows[i])];
      std::ranges::fill(pixels.subspan(i * bytes, bytes), static_cast<std::uint8_t>(rows[i]));
    }
    return result;
  }
  [[nodiscard]] int most_asked() const { return *std::ranges::max_element(asked_); }
  [[nodiscard]] int least_asked() const { return *std::ranges::min_element(asked_); }

 private:
  Shape row_;
  mutable std::vector<int> asked_;
};

TEST(KeptPictures, AreTheSamePicturesInMemoryAndInAFile) {
  for (const std::int64_t side : {4, 300}) {  // 14 KB and 81 MB
    const auto source = std::make_shared<NumberedPictures>(300, Shape{3, side, side});
    const NumberedPictures fresh(300, source->row());
    const auto kept = kept_pictures(source);
    EXPECT_EQ(kept->size(), 300);
    EXPECT_EQ(kept->row(), source->row());
    EXPECT_EQ(kept->name(299), "x");
    for (int again = 0; again < 2; ++again) {
      for (const std::vector<std::int64_t>& rows :
           {std::vector<std::int64_t>{299, 0, 7, 7}, {256, 257}, {0, 3, 299}, {}})
        EXPECT_TRUE(bit_equal(kept->get(rows), fresh.get(rows))) << side;
      for_each_run(*kept, [](const Tensor&) {});
    }
    EXPECT_LE(source->most_asked(), 2);  // the row that was asked for twice at once
    EXPECT_EQ(source->least_asked(), 1);
  }
}

TEST(NameList, GivesBackItsNames) {
  NameList names{"a/1.png", "", "二.jpg"};
  names.push_back("last");
  ASSERT_EQ(names.size(), 4U);
  EXPECT_EQ(names[0], "a/1.png");
  EXPECT_EQ(names[1], "");
  EXPECT_EQ(names[2], "二.jpg");
  EXPECT_EQ(names[3], "last");
  EXPECT_TRUE(NameList().empty());
}

}  // namespace
}  // namespace ingot
