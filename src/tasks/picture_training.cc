#include "tasks/picture_training.h"

#include "data/strata.h"
#include "features/augmentation_presets.h"
#include "graph/rewrite.h"
#include "tasks/program_facts.h"

namespace ingot {
namespace {

Network network_for(const ModelDef& model, const Spec& options, const TrainingPictures& pictures) {
  const SpecView view(options, {}, model.options);
  return model.make({.options = view,
                     .input_shape = pictures.train.row().to_vector(),
                     .num_classes = pictures.num_classes,
                     .class_activation = pictures.train.is_multi_label() ? "sigmoid" : "softmax"});
}

TrainingSettings settings_for(const BuildRequest& request, const TrainingPictures& pictures) {
  TrainingSettings settings = read_settings(find_model(request.model), request.settings);
  if (pictures.train.is_multi_label()) settings.loss.kind = "binary_crossentropy";
  return settings;
}

TrainingSetup setup_for(const BuildRequest& request, const TrainingSettings& settings,
                        const Network& network, const TrainingPictures& pictures) {
  TrainingSetup setup = training_setup(request, settings, network);
  // Few epochs differ in the rows of which all labels are right.
  setup.keep_best = pictures.train.is_multi_label() ? "loss" : "accuracy";
  return setup;
}

std::optional<PictureRows::Augmentation> augmentation_of(const Augmenter& augmenter,
                                                         std::int64_t seed) {
  if (!augmenter.changes_pictures() && !augmenter.mixes_rows()) return std::nullopt;
  return PictureRows::Augmentation{augmenter, static_cast<std::uint64_t>(seed)};
}

nlohmann::json augmentations_of(const TrainingSettings& settings) {
  nlohmann::json list = augmentation_list(settings.augment);
  for (const nlohmann::json& mix : mix_preset(settings.mix)) list.push_back(mix);
  return list;
}

// Of how many classes a target holds the shares; 0: it is the label.
std::int64_t num_shares(const Augmenter& augmenter, const TrainingPictures& pictures) {
  const bool shares = augmenter.mixes_rows() || pictures.train.is_multi_label();
  return shares ? pictures.num_classes : 0;
}

// The rows whose labels are used.
Pictures labelled(const Pictures& pictures, double share, std::int64_t seed) {
  if (share == 1) return pictures;
  return select_rows(pictures, stratified_sample(strata(pictures), share, seed));
}

}  // namespace

PictureTraining::PictureTraining(const BuildRequest& request, const TrainingPictures& pictures)
    : settings_(settings_for(request, pictures)),
      pipeline_(Pipeline::for_pictures(*pictures.train.source, settings_.normalize, settings_.fit)),
      augmenter_(augmentations_of(settings_)),
      train_rows_(labelled(pictures.train, settings_.label_share, request.seed), pipeline_,
                  num_shares(augmenter_, pictures), augmentation_of(augmenter_, request.seed)),
      valid_rows_(labelled(pictures.valid, settings_.label_share, request.seed), pipeline_,
                  num_shares(augmenter_, pictures)),
      network_(network_for(find_model(request.model), settings_.model, pictures)),
      setup_(setup_for(request, settings_, network_, pictures)) {
  State given;
  if (!request.from.empty()) given = starting_weights(request.from, network_);
  trainer_ = std::make_unique<Trainer>(setup_, train_rows_, &valid_rows_, std::move(given));
  const ModelDef& model = find_model(request.model);
  if (!model.pretraining || !request.from.empty()) return;
  const SpecView options(settings_.model, {}, model.options);
  if (const auto pretraining = model.pretraining(options))
    pretraining_ = std::make_unique<PicturePretraining>(
        PretrainingSetup{network_, *pretraining, request.seed, request.memory_limit},
        UnlabelledPictures{{pictures.train, pipeline_, num_shares(augmenter_, pictures)},
                           {pictures.valid, pipeline_, num_shares(augmenter_, pictures)}},
        trainer_->executor());
}

void PictureTraining::end_pretraining() { trainer_->start_from(pretraining_->trainer().weights()); }

void PictureTraining::run() {
  if (pretraining_) {
    pretraining_->run();
    end_pretraining();
  }
  trainer_->run({});
}

bool PictureTraining::mirrors_pictures() const {
  return ingot::mirrors_pictures(augmenter_.declared());
}

LoadedModel PictureTraining::trained_model(const AnswerForm& form) const {
  const State weights = trainer_ ? trainer_->weights() : weights_;
  return {pipeline_,
          [weights, network = network_, form](std::int64_t rows) {
            return bind_states(trace_answer(network, rows, form).graph, weights);
          },
          {.num_threads = setup_.num_threads, .winograd = setup_.winograd}};
}

}  // namespace ingot
