#include <nlohmann/json.hpp>

#include "evaluate/findings.h"
#include "evaluate/findings_json.h"
#include "evaluate/metric_def.h"
#include "evaluate/report.h"

namespace ingot {
namespace {

using nlohmann::json;

/// More can no longer be looked at; the counts tell how many there are.
constexpr std::size_t kMaxRowsShown = 24;
constexpr std::size_t kMaxNoisePairs = 8;

json folds_json(const FoldFigures& folds) {
  const MetricDef& metric = find_metric(folds.metric);
  const CrossValidation& v = folds.values;
  return {{"metric", metric.name},
          {"label", to_json(metric.label)},
          {"unit", metric_unit_name(metric.unit)},
          {"values", v.values},
          {"mean", v.mean},
          {"deviation", v.deviation},
          {"standard_error", v.standard_error},
          {"interval", interval_json(v.low, v.high, v.level)}};
}

json temperature_json(const TemperatureEffect& t) {
  return {{"value", t.temperature},
          {"rows", t.rows},
          {"pays", t.pays()},
          {"log_loss", {{"before", t.log_loss_before}, {"after", t.log_loss_after}}},
          {"ece", {{"before", t.ece_before}, {"after", t.ece_after}}},
          {"gain", interval_json(t.gain.low, t.gain.high, t.gain.level)},
          {"before", calibration_json(t.before)},
          {"after", calibration_json(t.after)}};
}

json label_errors_json(const LabelErrors& found, const std::vector<std::string>& classes) {
  return {{"rows", found.rows},
          {"estimated_rows", found.estimated_rows},
          {"suspected", found.suspects.size()},
          {"noise", list_of(found.noise, kMaxNoisePairs,
                            [&](const LabelNoise& n) -> json {
                              return {{"given", classes[n.given]},
                                      {"truth", classes[n.truth]},
                                      {"rows", n.rows},
                                      {"share", n.share}};
                            })},
          {"suspects", list_of(found.suspects, kMaxRowsShown, [&](const LabelSuspect& s) -> json {
             return {{"row", s.row},
                     {"given", classes[s.given]},
                     {"suggested", classes[s.suggested]},
                     {"given_probability", s.given_probability},
                     {"suggested_probability", s.suggested_probability}};
           })}};
}

json doubtful_json(const std::vector<DoubtfulRow>& rows, const std::vector<std::string>& classes) {
  return list_of(rows, kMaxRowsShown, [&](const DoubtfulRow& r) -> json {
    return {{"row", r.row},
            {"first", classes[r.first]},
            {"second", classes[r.second]},
            {"first_probability", r.first_probability},
            {"second_probability", r.second_probability}};
  });
}

json words_json(const std::vector<InfluentialText>& texts,
                const std::vector<std::string>& classes) {
  return list_of(texts, [&](const InfluentialText& t) -> json {
    return {{"row", t.row},
            {"column", t.column},
            {"truth", classes[t.truth]},
            {"prediction", classes[t.called]},
            {"probability", t.probability},
            {"pieces", list_of(t.pieces, [](const InfluentialText::Piece& piece) -> json {
               return {{"text", piece.text}, {"fall", piece.fall}};
             })}};
  });
}

json slice_json(const WeakSlice& slice) {
  return {
      {"conditions", list_of(slice.conditions,
                             [](const WeakSlice::Condition& c) -> json {
                               return {{"label", to_json(c.label)}, {"value", to_json(c.value)}};
                             })},
      {"rows", slice.rows},
      {"errors", slice.errors},
      {"error_rate", slice.error_rate},
      {"elsewhere", slice.elsewhere},
      {"p_value", slice.p_value},
      {"wrong_rows", list_of(slice.wrong_rows, [](std::int64_t row) -> json {
         return {{"row", row}};
       })}};
}

json slices_json(const WeakSlices& found) {
  return {{"errors_are", found.kind == SliceErrors::large ? "large" : "wrong"},
          {"rows", found.rows},
          {"errors", found.errors},
          {"tested", found.tested},
          {"level", found.level},
          {"permutations", found.permutations},
          {"slices", list_of(found.slices, slice_json)}};
}

json groups_json(const RowGroups& found) {
  const MetricDef& metric = find_metric(found.metric);
  return {{"by", to_json(found.by)},
          {"metric", metric.name},
          {"label", to_json(metric.label)},
          {"unit", metric_unit_name(metric.unit)},
          {"groups", list_of(found.groups, [](const RowGroup& g) -> json {
             json group = {{"name", to_json(g.name)},
                           {"rows", g.rows},
                           {"value", g.value ? json(*g.value) : json()}};
             if (g.interval)
               group["interval"] =
                   interval_json(g.interval->low, g.interval->high, g.interval->level);
             return group;
           })}};
}

json duplicates_json(const DuplicateFindings& found) {
  return {{"rows", found.rows},
          {"duplicates", found.duplicates},
          {"left_out", found.left_out},
          {"examples",
           list_of(found.examples, kMaxRowsShown / 2, [](const DuplicateExample& d) -> json {
             return {{"held_out", {{"row", d.row}, {"name", d.name}}},
                     {"training", {{"row", d.training_row}, {"name", d.training_name}}},
                     {"distance", d.distance}};
           })}};
}

json learning_curve_json(const LearningCurve& curve) {
  const bool numbers = curve.metric == "r2";
  return {
      {"metric", curve.metric},
      {"label", to_json(numbers ? text("Variance left unexplained", "未解释的方差")
                                : text("Error", "错误率"))},
      {"points", list_of(curve.points,
                         [](const LearningPoint& p) -> json {
                           return {{"rows", p.rows}, {"error", p.error}};
                         })},
      {"law", {{"floor", curve.law.floor}, {"scale", curve.law.scale}, {"power", curve.law.power}}},
      {"level", curve.level},
      {"words", to_json(describe(curve))},
      {"forecasts", list_of(curve.forecasts, [](const Forecast& f) -> json {
         return {{"times", f.times},
                 {"rows", f.rows},
                 {"error", f.error},
                 {"low", f.error_low},
                 {"high", f.error_high},
                 {"gain", {{"value", f.gain}, {"low", f.gain_low}, {"high", f.gain_high}}}};
       })}};
}

json comparison_json(const NamedComparison& c) {
  const PairedComparison& f = c.figures;
  return {{"first", to_json(c.first)},
          {"second", to_json(c.second)},
          {"only_first_right", f.only_first_right},
          {"only_second_right", f.only_second_right},
          {"difference", interval_json(f.difference.low, f.difference.high, f.difference.level)},
          {"p_value", f.p_value},
          {"words", to_json(describe(f, c.first, c.second))}};
}

json number_comparison_json(const NamedNumberComparison& c) {
  const NumberComparison& f = c.figures;
  return {{"first", to_json(c.first)},
          {"second", to_json(c.second)},
          {"mae", {f.first_mae, f.second_mae}},
          {"rmse", {f.first_rmse, f.second_rmse}},
          {"absolute", interval_json(f.absolute.low, f.absolute.high, f.absolute.level)},
          {"squared", interval_json(f.squared.low, f.squared.high, f.squared.level)},
          {"words", to_json(describe(f, c.first, c.second))}};
}

json tags_json(const TagFindings& found) {
  return {{"sentences", found.sentences},
          {"wrong_sentences", found.wrong_sentences},
          {"kinds", list_of(found.kinds,
                            [](const EntityFigures& k) -> json {
                              return {{"kind", k.kind},
                                      {"entities", k.entities},
                                      {"called", k.called},
                                      {"right", k.right},
                                      {"other_kind", k.other_kind},
                                      {"other_borders", k.other_borders},
                                      {"missed", k.missed},
                                      {"invented", k.invented},
                                      {"precision", k.precision()},
                                      {"recall", k.recall()},
                                      {"f1", k.f1()}};
                            })},
          {"lengths", list_of(found.lengths,
                              [](const LengthSlice& s) -> json {
                                json slice = {{"low", s.low},
                                              {"high", s.high > 0 ? json(s.high) : json()},
                                              {"sentences", s.sentences},
                                              {"tokens", s.tokens},
                                              {"accuracy", s.accuracy}};
                                if (s.f1) slice["f1"] = *s.f1;
                                return slice;
                              })},
          {"examples", list_of(found.examples, [](const WrongSentence& s) -> json {
             return {{"sentence", s.sentence},
                     {"wrong", s.wrong},
                     {"is_cut", s.is_cut},
                     {"tokens", list_of(s.tokens, [](const WrongSentence::Token& t) -> json {
                        return {{"text", t.text}, {"truth", t.truth}, {"called", t.called}};
                      })}};
           })}};
}

json decision_json(const Decision& d) {
  return {{"what", to_json(d.what)}, {"choice", to_json(d.choice)}, {"why", to_json(d.why)}};
}

json skipped_json(const SkippedFiles& s) {
  return {{"reason", to_json(s.reason)}, {"count", s.count}, {"names", s.names}};
}

json augmentation_json(const Findings& findings) {
  return {{"steps", list_of(findings.augmentation_steps, [](const Text& t) { return to_json(t); })},
          {"pictures", list_of(findings.augmented, [](const AugmentedPicture& a) -> json {
             return {{"original", a.original}, {"variants", a.variants}};
           })}};
}

void show(json& entries, const ShownRow& shown) {
  if (!shown) return;
  for (json& entry : entries) entry.update(shown(entry["row"].get<std::int64_t>()));
}

}  // namespace

json to_json(const Findings& f, const std::vector<std::string>& classes) {
  json j = json::object();
  add_model_parts(j, f, classes);
  if (f.cross_validation) j["cross_validation"] = folds_json(*f.cross_validation);
  if (f.temperature) j["temperature"] = temperature_json(*f.temperature);
  if (f.label_errors) j["label_errors"] = label_errors_json(*f.label_errors, classes);
  if (!f.doubtful.empty()) j["doubtful"] = doubtful_json(f.doubtful, classes);
  if (!f.words.empty()) j["words"] = words_json(f.words, classes);
  if (f.weak_slices) j["weak_slices"] = slices_json(*f.weak_slices);
  if (!f.row_groups.empty()) j["row_groups"] = list_of(f.row_groups, groups_json);
  if (f.near_duplicates) j["near_duplicates"] = duplicates_json(*f.near_duplicates);
  if (f.learning_curve) j["learning_curve"] = learning_curve_json(*f.learning_curve);
  if (!f.comparisons.empty()) j["comparisons"] = list_of(f.comparisons, comparison_json);
  for (const NamedNumberComparison& c : f.number_comparisons)
    j["comparisons"].push_back(number_comparison_json(c));
  for (const GeneratedText& g : f.generated) {
    json& written = j["generated"].emplace_back(json{{"prompt", g.prompt}, {"text", g.text}});
    if (!g.wanted.empty()) written["wanted"] = g.wanted;
  }
  if (f.tags) j["tags"] = tags_json(*f.tags);
  if (!f.decisions.empty()) j["decisions"] = list_of(f.decisions, decision_json);
  if (!f.augmented.empty()) j["augmentation"] = augmentation_json(f);
  if (!f.skipped.empty()) j["skipped"] = list_of(f.skipped, skipped_json);
  return j;
}

void show_rows(json& findings, const ShownRows& shown) {
  if (findings.contains("label_errors")) show(findings["label_errors"]["suspects"], shown.labelled);
  if (findings.contains("doubtful")) show(findings["doubtful"], shown.labelled);
  if (findings.contains("weak_slices"))
    for (json& slice : findings["weak_slices"]["slices"])
      show(slice["wrong_rows"], shown.evaluated);
  if (!findings.contains("near_duplicates")) return;
  for (json& pair : findings["near_duplicates"]["examples"])
    for (const auto& [side, row] :
         {std::pair("held_out", &shown.evaluated), std::pair("training", &shown.training)})
      if (*row) pair[side].update((*row)(pair[side]["row"].get<std::int64_t>()));
}

}  // namespace ingot
