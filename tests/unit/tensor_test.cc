#include <gtest/gtest.h>

#include <cmath>

#include "ingot/tensor.h"

namespace ingot {
namespace {

TEST(Shape, CountsElementsOfScalarsAndEmpties) {
  EXPECT_EQ(Shape().num_elements(), 1);
  EXPECT_EQ((Shape{2, 0, 3}).num_elements(), 0);
  EXPECT_EQ((Shape{2, 3}).strides()[0], 3);
  EXPECT_THROW((Shape{1, 1, 1, 1, 1, 1, 1, 1, 1}), Error);
}

TEST(TensorType, PrintsAndParsesBack) {
  for (const char* s : {"f32[2,3]", "bool[]", "i64[0]"})
    EXPECT_EQ(to_string(parse_tensor_type(s)), s);
  for (const char* s : {"f32", "f33[1]", "f32[1,]", "f32[-1]", "f32[1"})
    EXPECT_THROW((void)parse_tensor_type(s), Error) << s;
}

TEST(Tensor, CopiesOnWriteWhenShared) {
  Tensor a = Tensor::from<float>({1, 2, 3}, {3});
  Tensor b = a;
  b.set(0, 9);
  EXPECT_EQ(a.at(0), 1);
  EXPECT_EQ(b.at(0), 9);
  EXPECT_FALSE(bit_equal(a, b));
}

TEST(Tensor, RowsAndReshapeShareTheBuffer) {
  const Tensor a = Tensor::from<std::int32_t>({1, 2, 3, 4, 5, 6}, {3, 2});
  EXPECT_EQ(a.rows(1, 2).at(0), 3);
  EXPECT_EQ(a.reshape({2, 3}).at(5), 6);
  EXPECT_EQ(a.reshape({6}).raw(), a.raw());
  EXPECT_THROW((void)a.rows(2, 2), Error);
  EXPECT_THROW((void)a.reshape({7}), Error);
}

TEST(Tensor, ConvertsWithSaturation) {
  const Tensor a = Tensor::from<double>({-1.9, 300, std::nan(""), 1e30}, {4});
  const Tensor u = a.to(u8);
  EXPECT_EQ(u.at(0), 0);
  EXPECT_EQ(u.at(1), 255);
  EXPECT_EQ(u.at(2), 0);
  EXPECT_EQ(a.to(i64).at(3), static_cast<double>(INT64_MAX));
}

TEST(HalfTypes, RoundToNearestEvenAndKeepNaN) {
  // Every f16 survives the way through float.
  for (std::uint32_t bits = 0; bits < 0x10000; ++bits) {
    Float16 h;
    h.bits = static_cast<std::uint16_t>(bits);
    const float f = h;
    if (std::isnan(f))
      EXPECT_TRUE(std::isnan(static_cast<float>(Float16(f))));
    else
      EXPECT_EQ(Float16(f).bits, bits);
  }
  EXPECT_EQ(Float16(65520.0f).bits, 0x7c00);           // rounds up to infinity
  EXPECT_EQ(Float16(65519.0f).bits, 0x7bff);           // the largest finite value
  EXPECT_EQ(Float16(1.0f + 0x1p-11f).bits, 0x3c00);    // a tie goes to even
  EXPECT_EQ(Float16(0x1p-25f).bits, 0);                // a tie below the smallest subnormal
  EXPECT_EQ(BFloat16(1.0f + 0x1p-8f).bits, 0x3f80);    // a tie goes to even
  EXPECT_EQ(BFloat16(1.0f + 0x1.8p-7f).bits, 0x3f82);  // the other tie, too
  EXPECT_TRUE(std::isnan(static_cast<float>(BFloat16(std::nanf("")))));
}

}  // namespace
}  // namespace ingot
