#include <algorithm>
#include <array>
#include <cmath>

#include "formats/product_folder.h"
#include "tasks/decisions.h"
#include "tasks/table_baselines.h"
#include "tasks/table_findings.h"
#include "tasks/table_questions.h"
#include "tasks/table_trials.h"
#include "tasks/tabular_build.h"
#include "tasks/threshold_choice.h"
#include "tasks/tree_member.h"

namespace ingot {
namespace {

// Some of the rows may lack what a model needs, such as a column that differs; the product does not
// fail with them.
void try_on_parts(const Text& what, Progress& progress, const std::function<void()>& body) {
  constexpr std::array<std::string_view, 5> kOfRows{"no_features", "no_rows", "too_few_rows",
                                                    "wrong_usage", "bad_weight"};
  try {
    body();
  } catch (const Error& e) {
    if (std::ranges::find(kOfRows, e.code()) == kOfRows.end()) throw;
    progress.note({fmt::format("{} is left out: on a part of the rows {}", what.en, e.message().en),
                   fmt::format("不给出{}: 在部分数据上 {}", what.zh, e.message().zh)});
  }
}

}  // namespace

// Where the probabilities on rows held out are surer than they are right, or less sure. Trees alone
// are what XGBoost says, to the bit; rows that weigh more are wanted to be seen as more likely.
void TabularBuild::fit_confidence(std::vector<Decision>& settled) {
  constexpr double kSmallest = 0.05;  // a change that nobody would see
  constexpr std::int64_t kFewestRows = 200;
  const Predictions held_out = held_out_predictions(ensemble_, parts_.target);
  const bool is_fitted = held_out.is_classes() && !parts_.target.is_label_sets() &&
                         held_out.scores.shape()[0] >= kFewestRows && request_.weights.empty() &&
                         request_.model != kBoostedTrees;
  if (!is_fitted) return;
  const double temperature = fit_temperature(held_out);
  if (std::abs(std::log(temperature)) < kSmallest ||
      !judge_temperature(temperature, held_out, static_cast<std::uint64_t>(request_.seed)).pays())
    return;
  ensemble_.temperature = temperature;
  ensemble_.held_out = apply_temperature(ensemble_.held_out, temperature);
  settled.push_back({text("confidence", "置信度"),
                     text("a temperature of {:.2f}", "温度 {:.2f}", temperature),
                     text("it has the least log loss on {} rows held out of training",
                          "其在未参与训练的 {} 行上对数损失最小", held_out.scores.shape()[0])});
}

void TabularBuild::settle_answers() {
  std::vector<Decision> settled;
  fit_confidence(settled);
  const Predictions held_out = held_out_predictions(ensemble_, parts_.target);
  if (parts_.target.is_number()) {
    intervals_ = fit_intervals(held_out, {.seed = static_cast<std::uint64_t>(request_.seed)});
    if (intervals_) settled.push_back(intervals_decision(*intervals_));
  } else {
    calls_ = choose_calls(request_, held_out);
    if (calls_.call_from)
      settled.push_back(threshold_decision(request_, *calls_.call_from, held_out));
  }
  std::ranges::copy(settled, std::back_inserter(decisions_));
  tell(progress_, settled);
}

Tensor TabularBuild::valid_answers() const {
  const std::int64_t rows = parts_.valid.size();
  return ensemble_.held_out.rows(ensemble_.held_out.shape()[0] - rows, rows);
}

std::filesystem::path TabularBuild::trials_folder() const {
  return place_.folder / kCheckpointFolder / "trials";
}

ReportFindings TabularBuild::find(const Tensor& test, const Asking& asking,
                                  Evaluation& evaluation) {
  const auto seed = static_cast<std::uint64_t>(request_.seed);
  Findings findings = find_in_table(parts_, {ensemble_.held_out, test, calls_}, seed);
  findings.decisions = decisions_;
  const Predictions ours = predictions_of(test, parts_.test, parts_.target, calls_);
  if (ensemble_.temperature != 1)
    findings.temperature =
        judge_temperature(ensemble_.temperature,
                          predictions_of(apply_temperature(test, 1 / ensemble_.temperature),
                                         parts_.test, parts_.target, calls_),
                          seed);
  for (const TableBaseline& baseline : table_baselines(request_, parts_, encoded_)) {
    const CallRule calls =
        choose_calls(request_, predictions_of(baseline.valid, parts_.valid, parts_.target));
    const Predictions theirs = predictions_of(baseline.test, parts_.test, parts_.target, calls);
    add_baseline(evaluation, baseline.name, baseline.label, theirs);
    const Text this_model = text("this model", "本模型");
    if (parts_.target.is_number())
      findings.number_comparisons.push_back(
          {baseline.label, this_model, compare_numbers(theirs, ours, seed)});
    else
      findings.comparisons.push_back(
          {baseline.label, this_model, compare_models(theirs, ours, seed)});
  }
  QuestionOptions questions{.columns = encoded_.pipeline.columns(), .seed = seed};
  if (deadline_) {
    // Half of what is left, and never so few rows that nothing can be said.
    constexpr double kShare = 0.5, kFewest = 5000;
    const double rows = kShare * deadline_->seconds_left() / asking.seconds_per_row;
    questions.max_rows = static_cast<std::int64_t>(
        std::clamp(rows, kFewest, static_cast<double>(questions.max_rows)));
  }
  const BuildRequest trial = trial_request(request_, ensemble_.plans);
  if (request_.folds > 0)
    try_on_parts(text("the cross-validation", "交叉验证"), progress_, [&] {
      findings.cross_validation = cross_validate(trial, parts_, trials_folder(), progress_);
    });
  if (request_.learning_curve)
    try_on_parts(text("the learning curve", "学习曲线"), progress_, [&] {
      const char* metric = parts_.target.is_number() ? "r2" : "accuracy";
      findings.learning_curve = learning_curve_of(
          trial, parts_, 1 - *evaluation.metric(metric).value, trials_folder(), progress_);
    });
  ask_about_columns(findings, parts_, ours, asking.ask, questions);
  ask_about_words(findings, parts_, ours, asking.ask);
  judge_answers(findings, ours,
                names_costs(request_) ? std::optional(request_.costs) : std::nullopt, intervals_);
  nlohmann::json document = to_json(findings, parts_.target.classes);
  add_fields(document, parts_, ensemble_.held_out.shape()[0]);
  return {std::move(document), summarise(evaluation, parts_.target.column, findings)};
}

}  // namespace ingot
