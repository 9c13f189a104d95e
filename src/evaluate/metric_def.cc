#include "evaluate/metric_def.h"

#include "base/near_name.h"

namespace ingot {

bool MetricDef::applies(std::size_t num_classes) const {
  // All rows are sorted once for each class.
  constexpr std::size_t kMostRankedClasses = 200;
  if (ranking == Ranking::with && num_classes > kMostRankedClasses) return false;
  switch (applies_to) {
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
  std::vector<const MetricDef*> applying;
  for (const MetricDef& metric : metric_registry())
    if (metric.applies(num_classes)) applying.push_back(&metric);
  std::ranges::stable_sort(applying, {}, &MetricDef::place);
  std::vector<std::string> names;
  for (const MetricDef* metric : applying) names.push_back(metric->name);
  return names;
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
