// Micro-batches against the whole batch.
#include "tests/library/stepper.h"

namespace ingot::testing {
namespace {

// Everything that works row by row, and randomness that follows the row.
Network dense_network(const std::string& dtype) {
  return {Input({5}, {.dtype = dtype}), Dense(8, {.activation = "tanh", .kernel_l2 = 0.01}),
          Dropout(0.3), Dense(3, {.activation = "softmax", .kernel_l1 = 0.001})};
}

Network picture_network(const std::string& dtype) {
  return {Input({2, 8, 8}, {.dtype = dtype}),
          Conv2D(4, {3, 3}, {.activation = "relu"}),
          MaxPooling2D({2, 2}),
          Conv2D(6, {3, 3}, {.padding = "same", .activation = "relu"}),
          Flatten(),
          Dense(3, {.activation = "softmax"})};
}

Rows rows_for(const Network& network, std::int64_t count, double phase) {
  const TensorType type = network.input_types(count).at(0);
  Tensor labels(i64, {count});
  for (std::int64_t i = 0; i < count; ++i) labels.set(i, static_cast<double>((2 * i + 1) % 3));
  return {waves(type, phase), labels};
}

void expect_same_training(const Network& network, StepOptions options, std::int64_t rows,
                          std::int64_t micro, double tolerance) {
  options.loss = SparseCategoricalCrossentropy({.label_smoothing = 0.1});
  options.batch = rows;
  Stepper whole(network, options);
  options.batch = micro;
  Stepper parts(network, options, true);
  for (int step = 0; step < 4; ++step) {
    const Rows batch = rows_for(network, rows, step);
    EXPECT_NEAR(whole.update(batch, 0.02), parts.update(batch, 0.02), tolerance);
  }
  for (const auto& [name, tensor] : whole.states) {
    SCOPED_TRACE(name);
    expect_near(parts.state(name), numbers(tensor), tolerance);
  }
}

StepOptions options_of(DType dtype, const Optimizer& optimizer) {
  return {.optimizer = optimizer, .clip_norm = 0.7, .average_decay = 0.9, .dtype = dtype};
}

TEST(Accumulation, EqualsTheWholeBatchInF64) {
  for (const std::int64_t micro : {1, 4, 5, 12}) {
    SCOPED_TRACE(micro);  // 5 leaves a micro-batch with padding
    for (const Optimizer& optimizer : {Optimizer("adam"), SGD({.momentum = 0.9})})
      expect_same_training(dense_network("f64"), options_of(f64, optimizer), 12, micro, 1e-12);
  }
  expect_same_training(picture_network("f64"), options_of(f64, SGD({.momentum = 0.9})), 6, 2,
                       1e-12);
}

TEST(Accumulation, EqualsTheWholeBatchInF32) {
  expect_same_training(dense_network("f32"), options_of(f32, SGD({.momentum = 0.9})), 12, 5, 1e-5);
  expect_same_training(picture_network("f32"), options_of(f32, SGD({.momentum = 0.9})), 6, 2, 1e-5);
}

TEST(Accumulation, SumsStartAgainAtZero) {
  const Network network = dense_network("f64");
  StepOptions options = options_of(f64, "adam");
  options.loss = "sparse_categorical_crossentropy";
  options.batch = 2;
  Stepper s(network, options, true);
  s.update(rows_for(network, 6, 1), 0.01);
  int sums = 0;
  for (const Parameter& p : s.parameters) {
    if (p.role != Role::gradient) continue;
    ++sums;
    for (const double x : s.state(p.name)) EXPECT_EQ(x, 0) << p.name;
  }
  EXPECT_EQ(sums, 4);
}

}  // namespace
}  // namespace ingot::testing
