#include "tasks/table_training.h"

#include <cmath>

#include "graph/rewrite.h"
#include "nn/step.h"
#include "runtime/inference.h"
#include "tasks/program_facts.h"
#include "tasks/row_forms.h"
#include "train/invariance.h"

namespace ingot {
namespace {

// The same text with room for another number of words.
FeatureView with_words(FeatureView view, std::int64_t words) {
  view.width = words;
  view.group_widths = {words};
  return view;
}

// positions    as in ModelInputs
Network network_for(const ModelDef& model, const Spec& options, const FeatureView& view,
                    const TableTarget& target, const TableGoal& goal, std::int64_t positions = 0) {
  const SpecView own(options, {}, model.options);
  return model.make({.options = own,
                     .input_shape = {view.width},
                     .num_classes = target.num_classes(),
                     .feature_widths = view.group_widths,
                     .categories = view.categories,
                     .num_ids = view.num_ids,
                     .vocabularies = view.vocabularies,
                     .positions = positions,
                     .ordered_classes = goal.kind == GoalKind::ordered,
                     .class_activation = goal.kind == GoalKind::label_sets ? "sigmoid" : "softmax",
                     .number_activation = goal.kind == GoalKind::count ? "exp" : "linear"});
}

TrainingSetup setup_for(const BuildRequest& request, const TrainingSettings& settings,
                        const Network& network, std::int64_t rows) {
  TrainingSetup setup = training_setup(request, settings, network);
  if (!request.epochs) setup.epochs = epochs_for(find_model(request.model), rows, setup.batch);
  setup.keep_best = "loss";
  return setup;
}

}  // namespace

Tensor targets_for_loss(const std::vector<double>& targets, const TableTarget& target) {
  const std::int64_t rows = std::ssize(targets) / target.width();
  if (target.is_label_sets()) {
    Tensor sets(f32, {rows, target.width()});
    std::ranges::transform(targets, sets.mutable_data<float>().begin(),
                           [](double has) { return static_cast<float>(has); });
    return sets;
  }
  if (!target.is_number()) {
    Tensor indices(i64, {rows});
    std::ranges::transform(targets, indices.mutable_data<std::int64_t>().begin(),
                           [](double y) { return static_cast<std::int64_t>(y); });
    return indices;
  }
  Tensor scaled(f32, {rows, 1});
  std::ranges::transform(targets, scaled.mutable_data<float>().begin(), [&](double y) {
    return static_cast<float>((y - target.centre) / target.spread);
  });
  return scaled;
}

TrainingSettings settings_for(const BuildRequest& request, const TableGoal& goal) {
  TrainingSettings settings =
      read_settings(find_model(request.model), request.settings, goal.loss().kind);
  for (const auto& [key, value] : goal.loss().options) settings.loss.options[key] = value;
  return settings;
}

std::int64_t epochs_for(const ModelDef& model, std::int64_t rows, std::int64_t batch) {
  const bool texts = model.rows == ModelRows::tokens || model.rows == ModelRows::bags;
  return texts ? epochs_for({.updates = 1500, .fewest = 6, .most = 60}, rows, batch)
               : epochs_for({.updates = 6000, .fewest = 8, .most = 200}, rows, batch);
}

TableTraining::TableTraining(const BuildRequest& request, const TableTarget& target,
                             const TableGoal& goal, const FeatureView& view,
                             const LearningRows& rows)
    : name_(request.model),
      settings_(settings_for(request, goal)),
      view_(view),
      train_rows_(rows.train, view_, targets_for_loss(rows.train_targets, target),
                  rows.train_weights),
      valid_rows_(rows.valid, view_, targets_for_loss(rows.valid_targets, target),
                  rows.valid_weights),
      network_(network_for(find_model(request.model), settings_.model, view_, target, goal)),
      setup_(setup_for(request, settings_, network_, train_rows_.size())) {
  if (const ModelDef& model = find_model(name_); reads_one_text(model)) {
    const std::vector<std::int64_t> sizes = train_rows_.text_sizes();
    RowForms forms = row_forms(network_, sizes, view_.width, setup_.batch, [&](std::int64_t words) {
      return network_for(model, settings_.model, with_words(view_, words), target, goal,
                         view_.width);
    });
    setup_.forms = std::move(forms.networks);
    train_rows_.shorten(std::move(forms.lengths), sizes);
  }
  State given;
  if (!request.from.empty()) given = starting_weights(request.from, network_);
  trainer_ = std::make_unique<Trainer>(setup_, train_rows_, &valid_rows_, std::move(given));
  if (request.check) check(target, goal);
}

void TableTraining::check(const TableTarget& target, const TableGoal& goal) const {
  const ModelDef& model = find_model(name_);
  if (model.rows != ModelRows::tokens || train_rows_.size() < 2) return;
  InvarianceSubject subject{.network = network_,
                            .loss = setup_.loss,
                            .rows = train_rows_,
                            .seed = setup_.seed,
                            .num_threads = setup_.num_threads};
  if (reads_one_text(model))
    subject.longer = network_for(model, settings_.model,
                                 with_words(view_, view_.width + kInvariantPadding), target, goal);
  check_invariances(subject);
}

bool TableTraining::reads_one_text(const ModelDef& model) const {
  return model.rows == ModelRows::tokens && view_.group_widths.size() == 1 && !model.reads_padding;
}

TableMember TableTraining::member() const {
  return {.name = name_,
          .view = view_.name,
          .graph = [network = network_](
                       std::int64_t rows) { return trace_inference(network, rows).graph; },
          .weights = trainer_->weights()};
}

Tensor answers_of(const TableMember& member, const TablePipeline& pipeline,
                  const TableTarget& target, const EncodedRows& features, int num_threads) {
  const std::vector<TableMember> alone{member};
  const State weights = product_weights(alone);
  Inference inference(
      [&](std::int64_t rows) {
        return bind_states(product_graph(alone, pipeline, target, rows), weights);
      },
      {.num_threads = num_threads});
  std::vector<Tensor> answers;
  for (std::int64_t first = 0; first < features.size(); first += kEncodedRun)
    answers.push_back(inference.run(std::array{
        features.range(first, std::min(kEncodedRun, features.size() - first), features.all())}));
  return answers.size() == 1 ? answers[0] : concatenated_rows(answers);
}

Tensor answers_of(const TableMember& member, const TableTarget& target, const Tensor& features,
                  int num_threads) {
  Inference inference(
      [&](std::int64_t rows) {
        Builder g;
        const Value input = g.input("input", {f32, features.shape().with(0, rows)});
        output_answer(g, add_graph(g, member.graph(rows), std::array{input}, "")[0], target);
        return bind_states(g.take(), member.weights);
      },
      {.num_threads = num_threads});
  return inference.run(std::array{features});
}

}  // namespace ingot
