#include <cmath>
#include <nlohmann/json.hpp>

#include "evaluate/metric_def.h"
#include "evaluate/report.h"
#include "evaluate/wording.h"

namespace ingot {
namespace {

using nlohmann::json;

/// A larger matrix can no longer be read; the largest cells are listed anyway.
constexpr std::size_t kMaxMatrixClasses = 64;
constexpr std::size_t kMaxPairs = 8;

json optional_number(std::optional<double> value) { return value ? json(*value) : json(); }

json bound(double value) { return std::isfinite(value) ? json(value) : json(); }

const Text& explanation_of(const MetricDef& def, const Evaluation& evaluation) {
  if (evaluation.is_label_sets) return def.explanation_of_sets;
  const bool tags = evaluation.judged_by != JudgedBy::rows && !def.explanation_of_tags.empty();
  return tags ? def.explanation_of_tags : def.explanation;
}

json metric_json(const Evaluation& evaluation, const MetricValue& metric) {
  const MetricDef& def = find_metric(metric.name);
  json j = {{"name", metric.name},
            {"label", to_json(def.label)},
            {"explanation", to_json(explanation_of(def, evaluation))},
            {"direction", def.direction == Direction::higher_is_better ? "higher" : "lower"},
            {"unit", metric_unit_name(def.unit)},
            {"range", {bound(def.lowest), bound(def.highest)}},
            {"value", optional_number(metric.value)}};
  if (const auto& i = metric.interval)
    j["interval"] = {
        {"low", i->low}, {"high", i->high}, {"level", i->level}, {"replicates", i->replicates}};
  return j;
}

json baseline_json(const BaselineFigures& baseline) {
  json values = json::object();
  for (const MetricValue& metric : baseline.metrics)
    values[metric.name] = optional_number(metric.value);
  return {{"name", baseline.name}, {"label", to_json(baseline.label)}, {"metrics", values}};
}

json mistake_json(const Evaluation& evaluation, const Mistake& mistake) {
  json j = {{"row", mistake.row}};
  if (evaluation.classes.empty()) {
    j["truth"] = mistake.truth;
    j["predicted"] = mistake.predicted;
  } else if (evaluation.is_label_sets) {
    j["truth"] = shown_labels(mistake.truth_set, evaluation.classes);
    j["predicted"] = shown_labels(mistake.predicted_set, evaluation.classes);
  } else {
    j["truth"] = evaluation.classes[static_cast<std::size_t>(mistake.truth)];
    j["predicted"] = evaluation.classes[static_cast<std::size_t>(mistake.predicted)];
    j["confidence"] = mistake.confidence;
    j["truth_probability"] = mistake.truth_probability;
  }
  return j;
}

json per_class_json(const Evaluation& evaluation) {
  json list = json::array();
  for (std::size_t c = 0; c < evaluation.per_class.size(); ++c) {
    const ClassFigures& f = evaluation.per_class[c];
    list.push_back({{"name", evaluation.classes[c]},
                    {"rows", f.rows},
                    {"predicted", f.predicted},
                    {"precision", f.precision},
                    {"recall", f.recall},
                    {"f1", f.f1}});
  }
  return list;
}

json pairs_json(const Evaluation& evaluation) {
  json list = json::array();
  for (const ConfusedPair& pair : confused_pairs(evaluation, kMaxPairs))
    list.push_back({{"truth", evaluation.classes[pair.truth]},
                    {"predicted", evaluation.classes[pair.predicted]},
                    {"rows", pair.rows},
                    {"share", pair.share}});
  return list;
}

}  // namespace

json calibration_json(const std::vector<CalibrationBin>& bins) {
  json list = json::array();
  for (const CalibrationBin& bin : bins)
    list.push_back({{"low", bin.low},
                    {"high", bin.high},
                    {"rows", bin.rows},
                    {"confidence", bin.confidence},
                    {"accuracy", bin.accuracy}});
  return list;
}

json to_json(const Text& text) { return {{"en", text.en}, {"zh", text.zh}}; }

json to_json(const Evaluation& evaluation) {
  json j = {{"rows", evaluation.rows},
            {"metrics", json::array()},
            {"baselines", json::array()},
            {"mistakes", json::array()}};
  for (const MetricValue& metric : evaluation.metrics)
    j["metrics"].push_back(metric_json(evaluation, metric));
  for (const BaselineFigures& b : evaluation.baselines) j["baselines"].push_back(baseline_json(b));
  for (const Mistake& m : evaluation.mistakes) j["mistakes"].push_back(mistake_json(evaluation, m));
  if (evaluation.classes.empty()) {
    j["scatter"] = evaluation.scatter;
    return j;
  }
  j["classes"] = evaluation.classes;
  if (!evaluation.is_label_sets) {
    if (evaluation.classes.size() <= kMaxMatrixClasses) j["confusion"] = evaluation.confusion;
    j["confused_pairs"] = pairs_json(evaluation);
  }
  j["per_class"] = per_class_json(evaluation);
  j["calibration"] = calibration_json(evaluation.calibration);
  return j;
}

}  // namespace ingot
