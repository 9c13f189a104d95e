#include "predict/prediction_intervals.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

namespace ingot {

std::array<float, 2> PredictionIntervals::around(float predicted) const {
  const auto bin = std::ranges::lower_bound(edges, static_cast<double>(predicted)) - edges.begin();
  const double far = reach[static_cast<std::size_t>(bin)];
  return {static_cast<float>(predicted - far), static_cast<float>(predicted + far)};
}

Tensor PredictionIntervals::around(const Tensor& predicted) const {
  Tensor both(f32, {predicted.shape()[0], 2});
  const std::span<const float> from = predicted.data<float>();
  const std::span<float> to = both.mutable_data<float>();
  for (std::size_t row = 0; row < from.size(); ++row) {
    const auto [low, high] = around(from[row]);
    to[2 * row] = low;
    to[2 * row + 1] = high;
  }
  return both;
}

nlohmann::json to_json(const PredictionIntervals& intervals) {
  return {{"level", intervals.level},
          {"edges", intervals.edges},
          {"reach", intervals.reach},
          {"rows", intervals.rows}};
}

PredictionIntervals intervals_from_json(const nlohmann::json& json) {
  PredictionIntervals intervals;
  bool fits = false;
  try {
    intervals.level = json.at("level").get<double>();
    intervals.edges = json.at("edges").get<std::vector<double>>();
    intervals.reach = json.at("reach").get<std::vector<double>>();
    intervals.rows = json.at("rows").get<std::int64_t>();
    fits = intervals.reach.size() == intervals.edges.size() + 1 &&
           std::ranges::is_sorted(intervals.edges) &&
           std::ranges::all_of(intervals.reach, [](double r) { return r >= 0; });
  } catch (const nlohmann::json::exception&) {
    fits = false;
  }
  if (!fits)
    throw Error("bad_manifest", text("the manifest's prediction intervals are damaged",
                                     "manifest 中的预测区间已损坏"))
        .fix(text("build the product again", "请重新构建该产品"));
  return intervals;
}

}  // namespace ingot
