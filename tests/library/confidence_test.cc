#include "tasks/confidence.h"

#include <gtest/gtest.h>

#include "evaluate/temperature.h"
#include "graph/rewrite.h"
#include "nn/step.h"
#include "runtime/inference.h"

namespace ingot {
namespace {

Tensor answers(const Network& network, const State& weights, const Tensor& x) {
  Inference inference(
      [&](std::int64_t rows) { return bind_states(trace_inference(network, rows).graph, weights); },
      {});
  const std::array<Tensor, 1> input{x};
  return inference.run(input);
}

TEST(Confidence, OfATemperatureIsThatOfScaledLogits) {
  const Network network{Input({6}), Dense(8, {.activation = "relu"}),
                        Dense(4, {.activation = "softmax"})};
  State weights = initial_states(trace_inference(network, 1).parameters, 3);
  weights.at("dense_2/bias") = Tensor::from<float>({0.5F, -1, 0.25F, 2}, {4});
  Tensor x(f32, {5, 6});
  for (std::int64_t i = 0; i < x.num_elements(); ++i) x.set(i, std::sin(static_cast<double>(i)));
  const Tensor stated = answers(network, weights, x);
  ASSERT_TRUE(scale_confidence(weights, network, 1.7));
  const Tensor scaled = answers(network, weights, x), expected = apply_temperature(stated, 1.7);
  for (std::int64_t i = 0; i < scaled.num_elements(); ++i)
    EXPECT_NEAR(scaled.at(i), expected.at(i), 1e-6);
}

TEST(Confidence, OfANetworkThatEndsOtherwiseIsLeftAlone) {
  const Network network{Input({6}), Dense(4), Activation("softmax")};
  State weights = initial_states(trace_inference(network, 1).parameters, 3);
  const Tensor before = weights.at("dense_1/kernel").clone();
  EXPECT_FALSE(scale_confidence(weights, network, 2));
  EXPECT_TRUE(bit_equal(weights.at("dense_1/kernel"), before));
}

}  // namespace
}  // namespace ingot
