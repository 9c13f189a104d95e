// Networks of many layers learn what can be learned.
#include "tests/library/stepper.h"

namespace ingot::testing {
namespace {

// The class is whether the left half or the right half is brighter.
Rows pictures(std::int64_t count) {
  Rows rows{waves({f32, {count, 1, 8, 8}}, 0.1), Tensor::zeros({i64, {count}})};
  for (std::int64_t i = 0; i < rows.input.num_elements(); ++i)
    if (i % 8 / 4 == i / 64 % 2) rows.input.set(i, rows.input.at(i) + 1);
  for (std::int64_t i = 0; i < count; ++i) rows.target.set(i, static_cast<double>(i % 2));
  return rows;
}

// The class is the sign of the first of 6 numbers, given as ids.
Rows sentences(std::int64_t count) {
  Rows rows{Tensor::zeros({i64, {count, 6}}), Tensor::zeros({i64, {count}})};
  for (std::int64_t i = 0; i < rows.input.num_elements(); ++i)
    rows.input.set(i, static_cast<double>((i * 7 + i / 6) % 10));
  for (std::int64_t i = 0; i < count; ++i) rows.target.set(i, rows.input.at(6 * i) < 5 ? 0 : 1);
  return rows;
}

// 20 rows in batches of 16: the second one is padded.
void expect_learns(const Network& network, const Rows& rows, bool accumulates) {
  Stepper stepper(network,
                  {.loss = "sparse_categorical_crossentropy", .optimizer = "adam", .batch = 16},
                  accumulates);
  const double first = stepper.update(rows, 0.02);
  double last = first;
  for (int i = 0; i < 40; ++i) last = stepper.update(rows, 0.02);
  EXPECT_LT(last, 0.2 * first);
}

Network of_pictures() {
  const Layer block = Residual(
      {Conv2D(8, {3, 3}, {.padding = "same", .use_bias = false}), BatchNorm({.momentum = 0.8}),
       Activation("relu"), DepthwiseConv2D({3, 3}, {.padding = "same"}), GroupNorm({.groups = 2})},
      {.activation = "relu"});
  return {Input({1, 8, 8}),
          Conv2D(8, {3, 3}, {.strides = {2}, .padding = "same"}),
          block,
          Dropout(0.1),
          block,
          AveragePooling2D({2, 2}),
          Flatten(),
          Dense(16),
          LayerNorm(),
          Dense(2, {.activation = "softmax"})};
}

TEST(Networks, OfPicturesLearn) {
  for (const bool accumulates : {false, true})
    expect_learns(of_pictures(), pictures(20), accumulates);
}

TEST(Networks, OfSequencesLearn) {
  for (const Layer& recurrent : {LSTM(8), GRU(8), SimpleRNN(8)}) {
    SCOPED_TRACE(recurrent.kind);
    expect_learns({Input({6}, {.dtype = "i64"}), Embedding(10, 4), recurrent,
                   Dense(2, {.activation = "softmax"})},
                  sentences(20), false);
  }
}

}  // namespace
}  // namespace ingot::testing
