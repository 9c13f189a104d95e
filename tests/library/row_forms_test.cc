// Rows that are trained on in lengths that fit them.
#include "tasks/row_forms.h"

#include <gtest/gtest.h>

#include "ingot/train.h"
#include "tasks/encoded_rows.h"

namespace ingot::testing {
namespace {

Network counter(std::int64_t words) {
  Functional net;
  const auto ids = net(Input({words})), count = net(TokenCount(), ids);
  return net.network(net(TokenPooling(), {net(TokenEmbedding(9, 4), ids), count}));
}

TEST(RowForms, AreHalvesWhileFourBatchesAreThatShort) {
  // Sizes 1 to 40, each twice.
  std::vector<std::int64_t> starts{0};
  for (std::int64_t i = 0; i < 80; ++i) starts.push_back(starts.back() + 1 + i % 40);
  const std::vector<std::int64_t> sizes = row_sizes(starts);
  ASSERT_EQ(std::ssize(sizes), 80);
  EXPECT_EQ(sizes[39], 40);
  const auto lengths = [&](std::int64_t batch) {
    const RowForms forms = row_forms(counter(40), sizes, 40, batch, counter);
    EXPECT_EQ(forms.networks.size() + 1, forms.lengths.size());
    return forms.lengths;
  };
  EXPECT_EQ(lengths(5), (std::vector<std::int64_t>{40, 20, 10}));
  EXPECT_EQ(lengths(6), (std::vector<std::int64_t>{40, 20}));
  EXPECT_EQ(lengths(64), (std::vector<std::int64_t>{40}));
  EXPECT_EQ(lengths(1), (std::vector<std::int64_t>{40, 20, 10}));  // 5 would hold less than 8
}

TEST(RowForms, EndWhereTheWeightsWouldDiffer) {
  const std::vector<std::int64_t> sizes(100, 3);
  const auto placed = [](std::int64_t positions) {
    return [positions](std::int64_t words) -> Network {
      return Layers{Input({words}), TokenEmbedding(9, 4),
                    PositionEmbedding({.positions = positions}), Flatten()};
    };
  };
  EXPECT_EQ(row_forms(placed(0)(32), sizes, 32, 4, placed(0)).lengths.size(), 1U);
  EXPECT_EQ(row_forms(placed(32)(32), sizes, 32, 4, placed(32)).lengths.size(), 3U);
}

TEST(RowForms, OfEncodedTextsAreTheirBeginnings) {
  // Behind two other features: texts of 1, 4 and 2 numbers.
  const EncodedRows rows(
      Tensor::from<float>({7, 7, 5, 0, 0, 0, 7, 7, 1, 2, 3, 4, 7, 7, 8, 9, 0, 0}, {3, 6}));
  FeatureView view;
  view.first = 2;
  view.width = 4;
  EncodedRowSource source(rows, view, Tensor::from<float>({10, 20, 30}, {3, 1}));
  EXPECT_EQ(source.text_sizes(), (std::vector<std::int64_t>{1, 4, 2}));
  EXPECT_EQ(source.form(0), 0);
  source.shorten({4, 2}, source.text_sizes());
  EXPECT_EQ(source.form(0), 1);
  EXPECT_EQ(source.form(1), 0);
  const std::vector<Tensor> two = source.get_for_training({{2, 0}}, 0);
  EXPECT_TRUE(bit_equal(two[0], Tensor::from<float>({8, 9, 5, 0}, {2, 2})));
  EXPECT_TRUE(bit_equal(two[1], Tensor::from<float>({30, 10}, {2, 1})));
  EXPECT_EQ(source.get({{2, 0}})[0].shape(), (Shape{2, 4}));
  EXPECT_EQ(source.get_for_training({{1}}, 0)[0].shape(), (Shape{1, 4}));
}

}  // namespace
}  // namespace ingot::testing
