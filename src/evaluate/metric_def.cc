#include "evaluate/metric_def.h"

#include "base/near_name.h"

namespace ingot {

namespace {

// All rows are sorted once for each class.
constexpr std::size_t kMostRankedClasses = 200;

template <class Applies>
std::vector<std::string> names_where(const Applies& applies) {
  std::vector<const MetricDef*> applying;
  for (const MetricDef& metric : metric_registry())
    if (applies(metric)) applying.push_back(&metric);
  std::ranges::stable_sort(applying, {}, &MetricDef::place);
  std::vector<std::string> names;
  for (const MetricDef* metric : applying) names.push_back(metric->name);
  return names;
}

}  // namespace

bool MetricDef::applies_to_label_sets(std::size_t num_classes) const {
  if (ranking == Ranking::with && num_classes > kMostRankedClasses) return false;
  return !explanation_of_sets.empty();
}

bool MetricDef::applies(std::size_t num_classes) const {
  if (ranking == Ranking::with && num_classes > kMostRankedClasses) return false;
  switch (applies_to) {
    case AppliesTo::running_text: return false;
    case AppliesTo::numbers: return num_classes == 0;
    case AppliesTo::two_classes: return num_classes == 2;
    case AppliesTo::classes: break;
  }
  return num_classes >= static_cast<std::size_t>(min_classes);
}

const MetricDef& find_metric(std::string_view name) {
  std::vector<std::string> names;
  for (const MetricDef& metric : metric_registry()) {
    if (metric.name == name) return metric;
    names.push_back(metric.name);
  }
  const std::string near = near_name(name, names);
  Error error =
      Error("unknown_metric", text("there is no metric \"{}\"", "没有名为“{}”的指标", name))
          .expected(text("one of {}", "{} 之一", fmt::join(names, " ")));
  if (near.empty()) throw error;
  throw std::move(error).fix(text("did you mean \"{}\"?", "是否想写“{}”？", near));
}

std::vector<std::string> metrics_for(std::size_t num_classes) {
  return names_where([&](const MetricDef& metric) { return metric.applies(num_classes); });
}

std::vector<std::string> metrics_for_label_sets(std::size_t num_classes) {
  return names_where(
      [&](const MetricDef& metric) { return metric.applies_to_label_sets(num_classes); });
}

std::string metric_unit_name(MetricUnit unit) {
  switch (unit) {
    case MetricUnit::share: return "share";
    case MetricUnit::target: return "target";
    case MetricUnit::target_squared: return "target_squared";
    case MetricUnit::plain: break;
  }
  return "plain";
}

}  // namespace ingot
