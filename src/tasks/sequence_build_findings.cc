#include "evaluate/report.h"
#include "predict/loaded_sequences.h"
#include "tasks/decisions.h"
#include "tasks/sequence_baselines.h"
#include "tasks/sequence_build.h"
#include "tasks/sequence_pictures.h"
#include "tasks/sequence_trials.h"
#include "tasks/table_findings.h"
#include "tasks/table_questions.h"
#include "tasks/threshold_choice.h"

namespace ingot {
namespace {

void compare_with_baselines(Findings& findings, Evaluation& evaluation, const Predictions& test,
                            const BuildRequest& request, const SequenceParts& parts) {
  const auto seed = static_cast<std::uint64_t>(request.seed);
  const Text this_model = text("this model", "本模型");
  for (const TableBaseline& baseline : sequence_baselines(request, parts)) {
    const CallRule calls =
        choose_calls(request, predictions_of(baseline.valid, parts.valid.labels(), parts.target));
    const Predictions theirs =
        predictions_of(baseline.test, parts.test.labels(), parts.target, calls);
    add_baseline(evaluation, baseline.name, baseline.label, theirs);
    if (parts.target.is_number())
      findings.number_comparisons.push_back(
          {baseline.label, this_model, compare_numbers(theirs, test, seed)});
    else
      findings.comparisons.push_back(
          {baseline.label, this_model, compare_models(theirs, test, seed)});
  }
}

Decision words_about_pictures(const SequenceParts& parts) {
  return {text("pictures of sequences", "序列图片"),
          text("red steps lower the answer when they are hidden, blue steps raise it",
               "隐藏红色的步会使答案降低, 隐藏蓝色的步会使其升高"),
          parts.target.is_number()
              ? text("each stretch in turn had the mean of the training steps",
                     "逐段以训练数据的均值代替")
              : text("the answer is the probability of the class that is called; each stretch in "
                     "turn had the mean of the training steps",
                     "答案指所判类别的概率; 逐段以训练数据的均值代替")};
}

}  // namespace

std::size_t SequenceBuild::bytes_of_figures() const { return sequence_baselines_bytes(parts_); }

void SequenceBuild::settle_answers(const Predictions& valid) {
  std::vector<Decision> settled;
  if (parts_.target.is_number()) {
    intervals_ = fit_intervals(valid, {.seed = static_cast<std::uint64_t>(request_.seed)});
    if (intervals_) settled.push_back(intervals_decision(*intervals_));
  } else {
    call_from_ = choose_threshold(request_, valid);
    if (call_from_) settled.push_back(threshold_decision(request_, *call_from_, valid));
  }
  std::ranges::copy(settled, std::back_inserter(decisions_));
  tell(progress_, settled);
}

Findings SequenceBuild::find(Judged& judged, Evaluation& evaluation) {
  constexpr std::int64_t kMostQuestions = 30'000, kFewestQuestions = 1000;
  const auto seed = static_cast<std::uint64_t>(request_.seed);
  Findings findings;
  find_in_sequences(findings, parts_, judged.valid, judged.test, seed);
  compare_with_baselines(findings, evaluation, judged.test, request_, parts_);
  std::int64_t questions = kMostQuestions;
  if (deadline_)
    questions = std::clamp(
        static_cast<std::int64_t>(0.5 * deadline_->seconds_left() / judged.seconds_per_row),
        kFewestQuestions, kMostQuestions);
  findings.importance = channel_importance(
      parts_, judged.test, [&](const Tensor& rows) { return judged.model.predict(rows); },
      questions, seed);
  if (request_.folds > 0)
    findings.cross_validation = cross_validate(model_request(), parts_, progress_);
  if (request_.learning_curve)
    findings.learning_curve = learning_curve_of(
        model_request(), parts_,
        1 - *evaluation.metric(parts_.target.is_number() ? "r2" : "accuracy").value, progress_);
  judge_answers(findings, judged.test,
                names_costs(request_) ? std::optional(request_.costs) : std::nullopt, intervals_);
  findings.decisions = decisions_;
  findings.decisions.push_back(words_about_pictures(parts_));
  return findings;
}

}  // namespace ingot
