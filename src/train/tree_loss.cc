#include "train/tree_loss.h"

#include <algorithm>
#include <cmath>

namespace ingot {
namespace {

double log_loss_of_sums(std::span<const float> sums, std::size_t label) {
  const double top = *std::ranges::max_element(sums);
  double total = 0;
  for (const float s : sums) total += std::exp(s - top);
  return top + std::log(total) - sums[label];
}

double row_loss(const TreeOptions& options, std::span<const float> sums, float label) {
  const double m = sums[0], d = label - m;
  switch (options.objective) {
    case TreeObjective::binary: {
      const double wrong = label != 0 ? -m : m;
      return std::max(wrong, 0.0) + std::log1p(std::exp(-std::abs(m)));
    }
    case TreeObjective::ordered:
    case TreeObjective::classes: return log_loss_of_sums(sums, static_cast<std::size_t>(label));
    case TreeObjective::squared: return d * d;
    case TreeObjective::absolute: return std::abs(d);
    case TreeObjective::quantile: return std::max(options.quantile * d, (options.quantile - 1) * d);
    case TreeObjective::count: return std::exp(m) - label * m;
  }
  return 0;
}

Text labels_wanted(const TreeOptions& options) {
  switch (options.objective) {
    case TreeObjective::binary: return text("0 or 1", "0 或 1");
    case TreeObjective::ordered:
    case TreeObjective::classes:
      return text("a whole number from 0 to {}", "0 到 {} 的整数", options.num_classes - 1);
    case TreeObjective::count: return text("a number >= 0", ">= 0 的数");
    default: return text("a finite number", "有限的数");
  }
}

bool takes_label(const TreeOptions& options, float label) {
  if (!std::isfinite(label)) return false;
  switch (options.objective) {
    case TreeObjective::binary: return label == 0 || label == 1;
    case TreeObjective::ordered:
    case TreeObjective::classes:
      return label >= 0 && label < static_cast<float>(options.num_classes) &&
             label == std::floor(label);
    case TreeObjective::count: return label >= 0;
    default: return true;
  }
}

}  // namespace

double tree_loss(const TreeOptions& options, std::span<const float> margins,
                 std::span<const float> labels, std::span<const float> weights) {
  const std::size_t outputs = margins.size() / labels.size();
  // Rows that all weigh nothing count alike.
  if (std::ranges::all_of(weights, [](float w) { return w == 0; })) weights = {};
  double total = 0, weight_sum = 0;
  for (std::size_t row = 0; row < labels.size(); ++row) {
    const double weight = weights.empty() ? 1 : weights[row];
    total += weight * row_loss(options, margins.subspan(row * outputs, outputs), labels[row]);
    weight_sum += weight;
  }
  return total / weight_sum;
}

void require_labels(const TreeOptions& options, std::span<const float> labels) {
  for (std::size_t row = 0; row < labels.size(); ++row)
    if (!takes_label(options, labels[row]))
      throw Error("bad_label",
                  text("row {} has the label {}", "第 {} 行的标签为 {}", row, labels[row]))
          .expected(labels_wanted(options));
}

float weighted_quantile(std::vector<std::pair<float, float>>& values, double quantile) {
  std::ranges::sort(values);
  double total = 0, reached = 0;
  for (const auto& [value, weight] : values) total += weight;
  for (const auto& [value, weight] : values) {
    reached += weight;
    if (reached >= quantile * total) return value;
  }
  return values.empty() ? 0 : values.back().first;
}

}  // namespace ingot
