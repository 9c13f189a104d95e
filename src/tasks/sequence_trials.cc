#include "tasks/sequence_trials.h"

#include <set>

#include "tasks/sequence_training.h"
#include "tasks/table_findings.h"

namespace ingot {
namespace {

// What a product that was trained on the rows `train` of the training part says of `asked`.
Predictions train_and_ask(const BuildRequest& request, const SequenceParts& all,
                          const std::vector<std::int64_t>& train, SequencePart asked) {
  SequenceParts parts;
  parts.name = all.name;
  parts.target = all.target;
  parts.goal = all.goal;
  parts.settings = all.settings;
  parts.group_column = all.group_column;
  parts.pipeline = all.pipeline;
  parts.train = all.train.chosen(train);
  parts.valid = all.valid;
  parts.test = std::move(asked);
  static_cast<void>(fit_sequence_pipeline(parts, request.threads));
  SequenceTraining training(request, parts);
  training.trainer().run({});
  return predictions_of(training.answers(parts.test, request.threads), parts.test.labels(),
                        parts.target);
}

}  // namespace

FoldFigures cross_validate(const BuildRequest& request, const SequenceParts& parts,
                           Progress& progress) {
  std::vector<std::int64_t> groups = parts.groups;
  if (!groups.empty()) groups.resize(static_cast<std::size_t>(parts.train.size()));
  const std::vector<Fold> folds = folds_of_rows(parts.train.targets, groups, parts.target,
                                                {.folds = static_cast<int>(request.folds),
                                                 .repeats = static_cast<int>(request.repeats),
                                                 .seed = request.seed});
  return judge_folds(
      folds, request.folds, {}, progress, [&](const Fold& fold, const std::filesystem::path&) {
        return train_and_ask(request, parts, fold.train, parts.train.chosen(fold.held_out));
      });
}

LearningCurve learning_curve_of(const BuildRequest& request, const SequenceParts& parts,
                                double full_error, Progress& progress) {
  std::set<std::int64_t> distinct;
  for (const StepSpan& span : parts.train.spans) distinct.insert(span.sequence);
  const std::vector<std::int64_t> sequences(distinct.begin(), distinct.end());
  const PartsOfRows wanted{std::ssize(sequences), parts.target.is_number(), full_error,
                           request.seed};
  return judge_parts(
      wanted, {}, progress,
      [&](const std::vector<std::int64_t>& some, const std::filesystem::path&) {
        std::set<std::int64_t> kept;
        for (const std::int64_t i : some) kept.insert(sequences[static_cast<std::size_t>(i)]);
        std::vector<std::int64_t> rows;
        for (std::int64_t row = 0; row < parts.train.size(); ++row)
          if (kept.contains(parts.train.spans[static_cast<std::size_t>(row)].sequence))
            rows.push_back(row);
        return train_and_ask(request, parts, rows, parts.test);
      });
}

}  // namespace ingot
