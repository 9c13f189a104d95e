#include "evaluate/row_groups.h"

#include <algorithm>
#include <numeric>

#include "evaluate/row_choice.h"
#include "evaluate/wording.h"

namespace ingot {
namespace {

Text range_of(std::int64_t low, std::int64_t high) {
  if (low == high) return text("{}", "{}", in_groups(low));
  return text("{} to {}", "{} 至 {}", in_groups(low), in_groups(high));
}

// Places of `order` at which groups begin, then their number.
std::vector<std::size_t> cuts_of(const std::vector<std::int64_t>& order,
                                 const std::vector<std::int64_t>& values,
                                 const RowGroupOptions& options) {
  const auto value = [&](std::size_t place) {
    return values[static_cast<std::size_t>(order[place])];
  };
  const auto least = static_cast<std::size_t>(options.min_rows);
  std::vector<std::size_t> cuts{0};
  for (std::size_t g = 1; g < options.groups; ++g) {
    std::size_t cut = g * order.size() / options.groups;
    while (cut > 0 && cut < order.size() && value(cut - 1) == value(cut)) ++cut;
    if (cut >= cuts.back() + least && cut + least <= order.size()) cuts.push_back(cut);
  }
  cuts.push_back(order.size());
  return cuts;
}

}  // namespace

std::vector<RowRange> ranges_by(const std::vector<std::int64_t>& values,
                                const RowGroupOptions& options) {
  std::vector<std::int64_t> order(values.size());
  std::iota(order.begin(), order.end(), std::int64_t{0});
  std::ranges::stable_sort(order, {},
                           [&](std::int64_t row) { return values[static_cast<std::size_t>(row)]; });
  const std::vector<std::size_t> cuts = cuts_of(order, values, options);
  if (cuts.size() < 3) return {};
  std::vector<RowRange> ranges;
  for (std::size_t g = 0; g + 1 < cuts.size(); ++g) {
    std::vector<std::int64_t> rows(order.begin() + static_cast<std::ptrdiff_t>(cuts[g]),
                                   order.begin() + static_cast<std::ptrdiff_t>(cuts[g + 1]));
    const std::int64_t low = values[static_cast<std::size_t>(rows.front())],
                       high = values[static_cast<std::size_t>(rows.back())];
    std::ranges::sort(rows);
    ranges.push_back({range_of(low, high), std::move(rows)});
  }
  return ranges;
}

std::optional<RowGroups> groups_by(const Predictions& predictions, const Text& by,
                                   const std::vector<std::int64_t>& values,
                                   const RowGroupOptions& options) {
  const std::vector<RowRange> ranges = ranges_by(values, options);
  if (ranges.empty()) return std::nullopt;
  RowGroups found{by, predictions.is_classes() ? "accuracy" : "rmse", {}};
  for (const auto& [name, rows] : ranges) {
    const Evaluation figures =
        evaluate(chosen_rows(predictions, rows), {.metrics = {found.metric},
                                                  .replicates = options.replicates,
                                                  .seed = options.seed,
                                                  .max_mistakes = 0});
    const MetricValue& metric = figures.metrics.front();
    found.groups.push_back({name, std::ssize(rows), metric.value, metric.interval});
  }
  return found;
}

}  // namespace ingot
