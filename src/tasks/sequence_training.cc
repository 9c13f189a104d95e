#include "tasks/sequence_training.h"

#include <algorithm>
#include <cmath>

#include "graph/rewrite.h"
#include "nn/model_def.h"
#include "nn/step.h"
#include "predict/loaded_sequences.h"
#include "tasks/row_forms.h"
#include "tasks/table_member.h"
#include "tasks/table_training.h"

namespace ingot {
namespace {

// Few sequences make some twenty updates an epoch, too.
std::int64_t batch_for_few(std::int64_t rows, std::int64_t batch) {
  constexpr std::int64_t kSmallest = 16, kUpdates = 20;
  while (batch > kSmallest && batch * kUpdates > rows) batch /= 2;
  return batch;
}

}  // namespace

Network network_of_sequences(const TrainingSettings& settings, const SequenceParts& parts,
                             std::int64_t steps) {
  const ModelDef& model = find_model(settings.model.kind);
  const SpecView options(settings.model, {}, model.options);
  return model.make({.options = options,
                     .input_shape = {steps, parts.pipeline.num_channels() + 1},
                     .num_classes = parts.target.num_classes(),
                     .ordered_classes = parts.goal.kind == GoalKind::ordered,
                     .number_activation = parts.goal.kind == GoalKind::count ? "exp" : "linear"});
}

SequencePlan plan_sequences(const BuildRequest& request, const SequenceParts& parts) {
  SequencePlan plan{
      .settings = settings_for(request, parts.goal), .lengths = {}, .network = {}, .setup = {}};
  plan.network = network_of_sequences(plan.settings, parts, parts.pipeline.steps());
  plan.setup = training_setup(request, plan.settings, plan.network);
  if (!request.batch && plan.settings.micro_batches == 1)
    plan.setup.batch = batch_for_few(parts.train.size(), plan.setup.batch);
  if (!request.epochs)
    plan.setup.epochs = epochs_for({.updates = 2500, .fewest = 10, .most = 100}, parts.train.size(),
                                   plan.setup.batch);
  plan.setup.keep_best = "loss";
  std::vector<std::int64_t> sizes;
  for (const StepSpan& span : parts.train.spans) sizes.push_back(span.count);
  RowForms forms = row_forms(
      plan.network, sizes, parts.pipeline.steps(), plan.setup.batch,
      [&](std::int64_t steps) { return network_of_sequences(plan.settings, parts, steps); });
  plan.lengths = std::move(forms.lengths);
  plan.setup.forms = std::move(forms.networks);
  return plan;
}

SequenceRows rows_for_training(const SequenceParts& parts, const SequencePart& part,
                               const std::vector<std::int64_t>& lengths) {
  return {parts.pipeline, part.encoded, part.spans, targets_for_loss(part.targets, parts.target),
          lengths};
}

Graph sequence_graph(const Network& network, const TableTarget& target, std::int64_t rows) {
  Builder g;
  const Value input = g.input("input", network.input_types(rows).at(0));
  const Graph traced = trace_inference(network, rows).graph;
  output_answer(g, add_graph(g, traced, std::array{input}, "")[0], target);
  return g.take();
}

SequenceTraining::SequenceTraining(const BuildRequest& request, const SequenceParts& parts)
    : parts_(parts),
      plan_(plan_sequences(request, parts)),
      train_(rows_for_training(parts, parts.train, plan_.lengths)),
      valid_(rows_for_training(parts, parts.valid, {parts.pipeline.steps()})),
      trainer_(plan_.setup, train_, &valid_) {}

Tensor SequenceTraining::answers(const SequencePart& part, int num_threads) const {
  const State weights = trainer_.weights();
  Inference inference(
      [&](std::int64_t rows) {
        return bind_states(sequence_graph(plan_.network, parts_.target, rows), weights);
      },
      {.num_threads = num_threads});
  return ask_of_spans(inference, parts_.pipeline, part.encoded, part.spans);
}

}  // namespace ingot
