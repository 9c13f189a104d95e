#include "tests/library/tree_cases.h"

#include <cmath>
#include <limits>

#include "train/tree_matrix.h"
#include "train/xgboost_library.h"

namespace ingot::testing {

TreeBatch drawn_rows(TreeObjective objective, std::int64_t rows, std::uint64_t seed,
                     std::int64_t columns, std::int64_t num_classes) {
  std::mt19937_64 rng(seed);
  std::normal_distribution<double> normal;
  TreeBatch batch{Tensor(f32, {rows, columns}), Tensor(f32, {rows}), {}};
  for (std::int64_t row = 0; row < rows; ++row) {
    std::vector<double> x;
    for (std::int64_t c = 0; c < columns; ++c) {
      const double v = normal(rng);
      x.push_back(c % 2 == 0 ? v * std::pow(10.0, static_cast<double>(c)) : std::round(3 * v));
    }
    const double score = x[0] + 0.3 * x[1] * (x[0] > 0 ? 1 : -1) + 0.4 * normal(rng);
    for (std::int64_t c = 0; c < columns; ++c)
      batch.x.set(row * columns + c,
                  rng() % 12 == 0 ? std::nan("") : x[static_cast<std::size_t>(c)]);
    double label = score;
    if (objective == TreeObjective::binary) label = score > 0;
    if (objective == TreeObjective::classes || objective == TreeObjective::ordered)
      label = std::clamp(std::floor(score + static_cast<double>(num_classes) / 2), 0.0,
                         static_cast<double>(num_classes - 1));
    if (objective == TreeObjective::count)
      label = std::poisson_distribution<int>(std::exp(0.5 * std::min(score, 6.0)))(rng);
    batch.labels.set(row, label);
  }
  return batch;
}

TreeBatch part_of(const TreeBatch& batch, std::int64_t first, std::int64_t count) {
  return {batch.x.rows(first, count), batch.labels.rows(first, count),
          batch.weights.defined() ? batch.weights.rows(first, count) : Tensor()};
}

Tensor xgboost_margins(const std::string& model, const Tensor& x) {
  const XgboostLibrary& xgb = xgboost();
  BoosterHandle booster = nullptr;
  require_xgboost(xgb.XGBoosterCreate(nullptr, 0, &booster));
  const std::unique_ptr<void, decltype(xgb.XGBoosterFree)> owner(booster, xgb.XGBoosterFree);
  require_xgboost(xgb.XGBoosterLoadModelFromBuffer(booster, model.data(), model.size()));
  const bst_ulong* shape = nullptr;
  bst_ulong rank = 0;
  const float* values = nullptr;
  require_xgboost(xgb.XGBoosterPredictFromDense(
      booster, array_interface(x).c_str(),
      R"({"type": 1, "missing": NaN, "training": false, "iteration_begin": 0,)"
      R"( "iteration_end": 0, "strict_shape": true, "cache_id": 0})",
      nullptr, &shape, &rank, &values));
  Tensor margins(f32, {static_cast<std::int64_t>(shape[0]), static_cast<std::int64_t>(shape[1])});
  std::copy_n(values, margins.num_elements(), margins.mutable_data<float>().begin());
  return margins;
}

Tensor own_margins(const BoostedTrees& model, const Tensor& x) {
  BoostedTrees sums = model;
  sums.objective = TreeObjective::squared;
  return predictions(sums, x);
}

Tensor predictions(const BoostedTrees& model, const Tensor& x) {
  State none;
  return Program(tree_graph(model, x.shape()[0]), 2).run(std::array{x}, none)[0];
}

}  // namespace ingot::testing
