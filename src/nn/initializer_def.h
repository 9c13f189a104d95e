// The initializer record: how a weight gets its first values.
#pragma once

#include "base/rng.h"
#include "nn/parameter.h"
#include "nn/spec_view.h"

namespace ingot {

/// Independent draws for each element of one parameter.
class Draws {
 public:
  Draws(std::uint64_t seed, std::string_view parameter_name);
  /// In [0, 1), 53 bits.
  [[nodiscard]] double uniform(std::int64_t element) const;
  /// Standard normal. source: Box and Muller 1958
  [[nodiscard]] double normal(std::int64_t element) const;
  /// Standard normal given that it lies within 2 deviations; redrawn until it does.
  [[nodiscard]] double truncated_normal(std::int64_t element) const;

 private:
  [[nodiscard]] std::pair<double, double> pair(std::int64_t element, std::uint32_t attempt) const;
  [[nodiscard]] double normal_attempt(std::int64_t element, std::uint32_t attempt) const;
  PhiloxKey key_{};
  std::uint32_t salt_ = 0;
};

struct InitializerInputs {
  const SpecView& options;
  const Shape& shape;
  Fans fans;
  const Draws& draws;
};

struct InitializerDef {
  std::string name;
  std::string constructor;
  std::string doc;
  OptionDefs arguments = {};
  OptionDefs options = {};
  /// Fills the row-major elements.
  void (*fill)(const InitializerInputs& in, std::span<double> values) = nullptr;
};

/// All initializers in the order of their names; generated from src/nn/initializers.
[[nodiscard]] const std::vector<InitializerDef>& initializer_registry();

}  // namespace ingot
