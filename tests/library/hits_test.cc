// What is right while training goes on.
#include "train/hits.h"

#include <gtest/gtest.h>

namespace ingot::testing {
namespace {

TEST(Hits, OfTokensThoseWithATargetCount) {
  const Tensor said = Tensor::from(std::vector<float>{0.9F, 0.1F, 0.2F, 0.8F, 0.5F, 0.5F,  //
                                                      0.3F, 0.7F, 0.6F, 0.4F, 0.1F, 0.9F},
                                   {2, 3, 2});
  const Tensor truth = Tensor::from(std::vector<std::int64_t>{0, 0, 0, 1, -1, -1}, {2, 3});
  const auto hits = count_hits("sparse_categorical_crossentropy", said, truth);
  ASSERT_TRUE(hits);
  EXPECT_EQ(hits->right, 3);
  EXPECT_EQ(hits->judged, 4);
}

TEST(Hits, OfRowsAllCount) {
  const Tensor said = Tensor::from(std::vector<float>{0.9F, 0.1F, 0.2F, 0.8F}, {2, 2});
  const Tensor truth = Tensor::from(std::vector<std::int64_t>{0, 0}, {2});
  const auto hits = count_hits("sparse_categorical_crossentropy", said, truth);
  ASSERT_TRUE(hits);
  EXPECT_EQ(hits->right, 1);
  EXPECT_EQ(hits->judged, 2);
  EXPECT_FALSE(count_hits("mse", said, said));
}

TEST(Hits, OfLargeVocabulariesNothingIsCounted) {
  EXPECT_FALSE(count_hits("sparse_categorical_crossentropy", Tensor::zeros({f32, {1, 2, 257}}),
                          Tensor::zeros({i64, {1, 2}})));
}

}  // namespace
}  // namespace ingot::testing
