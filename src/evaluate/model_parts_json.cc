#include "evaluate/findings_json.h"
#include "evaluate/metric_def.h"
#include "evaluate/report.h"

namespace ingot {
namespace {

using nlohmann::json;

constexpr std::size_t kMaxColumns = 40;

json importance_json(const PermutationImportance& found) {
  const MetricDef& metric = find_metric(found.metric);
  return {{"metric", metric.name},
          {"label", to_json(metric.label)},
          {"unit", metric_unit_name(metric.unit)},
          {"direction", metric.direction == Direction::higher_is_better ? "higher" : "lower"},
          {"value", found.value},
          {"rows", found.rows},
          {"repeats", found.repeats},
          {"num_columns", found.columns.size()},
          {"columns", list_of(found.columns, kMaxColumns, [](const ColumnImportance& c) -> json {
             return {
                 {"column", c.column},
                 {"drop", c.drop},
                 {"interval", interval_json(c.interval.low, c.interval.high, c.interval.level)}};
           })}};
}

json dependence_json(const PartialDependence& found, const std::vector<std::string>& classes) {
  const DependenceGrid& grid = found.grid;
  json j = {{"column", grid.column},
            {"kind", grid.is_date           ? "date"
                     : grid.numbers.empty() ? "category"
                                            : "number"},
            {"rows", found.rows},
            {"points", json::array()}};
  if (!classes.empty()) j["class"] = classes[found.output];
  for (std::size_t i = 0; i < found.points.size(); ++i) {
    const DependencePoint& p = found.points[i];
    json point = {{"cell", grid.cells[i]}, {"mean", p.mean}, {"low", p.low}, {"high", p.high}};
    if (!grid.numbers.empty()) point["number"] = grid.numbers[i];
    j["points"].push_back(std::move(point));
  }
  return j;
}

json gains_json(const CumulativeGains& gains, const std::vector<std::string>& classes) {
  return {{"rows", gains.rows},
          {"positives", gains.positives},
          {"class", classes[1]},
          {"words", to_json(describe(gains, classes[1]))},
          {"points", list_of(gains.points, [](const GainPoint& p) -> json {
             return {{"share", p.share}, {"found", p.found}, {"lift", p.lift}};
           })}};
}

json cost_point_json(const CostPoint& p) {
  return {{"threshold", p.threshold}, {"cost", p.cost}, {"fn", p.fn}, {"fp", p.fp}};
}

json costs_json(const CostCurve& curve, const std::vector<std::string>& classes) {
  return {{"fn", curve.costs.fn},
          {"fp", curve.costs.fp},
          {"rows", curve.rows},
          {"class", classes[1]},
          {"words", to_json(describe(curve, classes[1]))},
          {"chosen", cost_point_json(curve.chosen)},
          {"half", cost_point_json(curve.half)},
          {"never", curve.never},
          {"always", curve.always},
          {"points", list_of(curve.points, cost_point_json)}};
}

json residuals_json(const Residuals& r) {
  return {{"rows", r.rows},
          {"mean", r.mean},
          {"deviation", r.deviation},
          {"worst", r.worst},
          {"words", to_json(describe(r))},
          {"points", r.points},
          {"histogram", list_of(r.histogram,
                                [](const HistogramBin& b) -> json {
                                  return {{"low", b.low}, {"high", b.high}, {"rows", b.rows}};
                                })},
          {"bins", list_of(r.bins, [](const ResidualBin& b) -> json {
             return {{"low", b.low},
                     {"high", b.high},
                     {"rows", b.rows},
                     {"mean", b.mean},
                     {"absolute", b.absolute}};
           })}};
}

json intervals_json(const IntervalFigures& f) {
  return {{"level", f.level},
          {"rows", f.rows},
          {"covered", f.covered},
          {"interval", interval_json(f.interval.low, f.interval.high, f.interval.level)},
          {"width", f.width},
          {"least", f.least},
          {"most", f.most},
          {"words", to_json(describe(f))}};
}

}  // namespace

void add_model_parts(json& findings, const Findings& found,
                     const std::vector<std::string>& classes) {
  if (found.importance) findings["importance"] = importance_json(*found.importance);
  if (!found.dependence.empty())
    findings["dependence"] = list_of(
        found.dependence, [&](const PartialDependence& d) { return dependence_json(d, classes); });
  if (found.gains && !found.gains->points.empty())
    findings["gains"] = gains_json(*found.gains, classes);
  if (found.costs) findings["costs"] = costs_json(*found.costs, classes);
  if (found.residuals) findings["residuals"] = residuals_json(*found.residuals);
  if (found.intervals) findings["intervals"] = intervals_json(*found.intervals);
}

}  // namespace ingot
