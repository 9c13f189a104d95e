#include "invent_model_parts.h"

#include <cmath>

namespace ingot {
namespace {

const std::vector<std::string> kColumns = {"tenure", "Contract", "joined", "MonthlyCharges"};

PartialDependence moving(DependenceGrid grid, double from, double step) {
  PartialDependence d{.grid = std::move(grid), .output = 1, .rows = 200};
  for (std::size_t i = 0; i < d.grid.cells.size(); ++i) {
    const double mean = from + step * std::sqrt(static_cast<double>(i));
    d.points.push_back({mean, mean - 0.1, mean + 0.15});
  }
  return d;
}

}  // namespace

void invent_columns(Findings& findings, const std::string& metric, std::size_t num_columns) {
  findings.importance =
      PermutationImportance{.metric = metric, .value = 0.84, .rows = 700, .repeats = 3};
  for (std::size_t c = 0; c < num_columns; ++c) {
    const double drop = 0.2 / static_cast<double>(1 + c * c);
    const std::string name = c < kColumns.size() ? kColumns[c] : fmt::format("column {}", c);
    findings.importance->columns.push_back(
        {name, drop, {.low = drop - 0.01, .high = drop + 0.02, .replicates = 300}});
  }
  findings.dependence = {
      moving({"tenure", {"1", "12", "30", "72"}, {1, 12, 30, 72}}, 0.5, -0.15),
      moving({"Contract", {"Month-to-month", "One year", "Two year"}}, 0.45, -0.2),
      moving({"joined", {"2019-01-03", "2021-06-30"}, {1546473600, 1625011200}, true}, 0.2, 0.1)};
}

void invent_threshold(Findings& findings, Predictions predictions) {
  findings.gains = cumulative_gains(predictions);
  predictions.call_from = cost_threshold(predictions, {5, 1});
  findings.costs = cost_curve(predictions, {5, 1});
}

void invent_number_parts(Findings& findings, const Predictions& predictions,
                         const Predictions& rival) {
  findings.residuals = residuals_of(predictions);
  findings.intervals = judge_intervals(*fit_intervals(rival), predictions);
  findings.number_comparisons = {{text("XGBoost with its defaults", "默认设置的 XGBoost"),
                                  text("this model", "本模型"),
                                  compare_numbers(rival, predictions)}};
  RowFeature district{.label = text("district", "区域")};
  const Tensor large = large_errors(predictions);
  for (std::size_t row = 0; row < large.data<bool>().size(); ++row)
    district.categories.emplace_back(large.data<bool>()[row] || row % 20 == 0 ? "harbour" : "town");
  findings.weak_slices = find_weak_slices({district}, large, {.kind = SliceErrors::large});
}

}  // namespace ingot
