#include "nn/optimizers/moments.h"

namespace ingot {
namespace {

// 1 - beta^step, which in f32 would cancel for a beta near 1.
Value correction(OptimizerContext& c, double beta) {
  if (beta == 0) return c.g.scalar_like(c.step, 1);
  return -c.g.expm1(c.step * std::log(beta));
}

}  // namespace

double read_share(const OptimizerContext& c, std::string_view option) {
  const double share = c.options.number(option);
  c.options.require(share >= 0 && share < 1, option,
                    text("must be in [0, 1), not {}", "须在 [0, 1) 内，而不是 {}", share));
  return share;
}

double read_not_negative(const OptimizerContext& c, std::string_view option) {
  const double number = c.options.number(option);
  c.options.require(number >= 0, option,
                    text("must not be negative, as {} is", "不能为负，如 {}", number));
  return number;
}

Value adam_step(OptimizerContext& c) {
  Builder& g = c.g;
  const double beta1 = read_share(c, "beta1"), beta2 = read_share(c, "beta2");
  const double epsilon = read_not_negative(c, "epsilon");
  const Value m_before = c.slot("m");
  const Value v_before = c.slot("v");
  const Value m = m_before * beta1 + c.gradient * (1 - beta1);
  const Value v = v_before * beta2 + g.square(c.gradient) * (1 - beta2);
  c.set_slot("m", m);
  c.set_slot("v", v);
  // Both corrections on scalars, so that a weight costs one pass.
  const Value root2 = g.sqrt(correction(c, beta2));
  const Value rate = c.learning_rate * root2 / correction(c, beta1);
  return rate * m / (g.sqrt(v) + epsilon * root2);
}

}  // namespace ingot
