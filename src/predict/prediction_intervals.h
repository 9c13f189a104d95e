// Between which numbers the truth lies, as a part of a product.
#pragma once

#include <array>
#include <nlohmann/json_fwd.hpp>
#include <vector>

#include "ingot/tensor.h"

namespace ingot {

/// As far as `reach` from the prediction to both sides, by where the prediction lies.
struct PredictionIntervals {
  double level = 0.9;               ///< share of rows whose truth lies between
  std::vector<double> edges = {};   ///< ascending: bin i is (edges[i - 1], edges[i]]
  std::vector<double> reach = {0};  ///< one more than edges; in the units of the target
  std::int64_t rows = 0;            ///< that they were calibrated on

  /// Low and high, f32.
  [[nodiscard]] std::array<float, 2> around(float predicted) const;
  /// predicted   f32 (rows) or (rows, 1)
  /// returns     f32 (rows, 2): low, high
  [[nodiscard]] Tensor around(const Tensor& predicted) const;
};

[[nodiscard]] nlohmann::json to_json(const PredictionIntervals& intervals);
/// errors    bad_manifest
[[nodiscard]] PredictionIntervals intervals_from_json(const nlohmann::json& json);

}  // namespace ingot
