#include <algorithm>
#include <cmath>

#include "nn/optimizers/moments.h"

namespace ingot {
namespace {

// x = u s v^T -> about u v^T: five steps of a polynomial that takes singular values up to 1 to
// about 1, between 0.7 and 1.2.
Value orthogonalized(Builder& g, Value x) {
  constexpr int kSteps = 5;
  constexpr double kA = 3.4445, kB = -4.7750, kC = 2.0315, kEpsilon = 1e-7;
  x = x / (g.sqrt(g.sum(g.square(x), Ints{}, drop_dims)) + kEpsilon);
  const bool is_tall = x.shape()[0] > x.shape()[1];  // the smaller products
  for (int i = 0; i < kSteps; ++i) {
    const Value gram = g.matmul(x, x, is_tall, !is_tall);
    const Value rest = gram * kB + g.matmul(gram, gram) * kC;
    x = x * kA + (is_tall ? g.matmul(x, rest) : g.matmul(rest, x));
  }
  return x;
}

Value trace_muon(OptimizerContext& c) {
  const double decay = read_not_negative(c, "weight_decay");
  const Value kept = c.weight * (1 - c.learning_rate * decay);
  const Shape& shape = c.weight.shape();
  if (shape.rank() < 2 || c.name().ends_with("/table")) return kept - adam_step(c);
  constexpr double kScale = 0.2;
  const double momentum = read_share(c, "momentum");
  const Value m = c.slot("m") * momentum + c.gradient * (1 - momentum);
  c.set_slot("m", m);
  const Value ahead = c.gradient * (1 - momentum) + m * momentum;
  const std::int64_t rows = shape[0], columns = shape.num_elements() / rows;
  const double scale = kScale * std::sqrt(static_cast<double>(std::max(rows, columns)));
  const Value direction = orthogonalized(c.g, c.g.reshape(ahead, {rows, columns}));
  return kept - c.learning_rate * scale * c.g.reshape(direction, shape.to_vector());
}

}  // namespace

OptimizerDef define_muon_optimizer() {
  return {
      .name = "muon",
      .constructor = "Muon",
      .doc =
          "Steps of matrices by their momentum with all singular values brought to about 1, as "
          "large\n"
          "as AdamW's, so that its rates and decays serve; tables of vectors, biases and scales "
          "by\n"
          "AdamW. Three products of a matrix with itself for each of five steps: for networks "
          "that\n"
          "see some thousand rows or tokens a step.\n"
          "Source: Jordan et al. 2024, Muon: an optimizer for hidden layers in neural networks; "
          "the\n"
          "size of a step: Liu et al. 2025, Muon is scalable for LLM training, sec. 2.2.",
      .options = {{"learning_rate", Schedule(0.001), "size of a step"},
                  {"momentum", 0.95, "decay of the mean of a matrix's gradients"},
                  {"beta1", 0.9, "decay of the mean of the others' gradients"},
                  {"beta2", 0.999, "decay of the mean of their squares"},
                  {"epsilon", 1e-7, "added to the root"},
                  {"weight_decay", 0.01,
                   "share of a weight that goes at each step, times the rate"}},
      .trace = trace_muon,
  };
}

}  // namespace ingot
