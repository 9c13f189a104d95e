#include "tasks/picture_training.h"

#include "features/augmentation_presets.h"
#include "graph/rewrite.h"
#include "nn/step.h"
#include "tasks/program_facts.h"

namespace ingot {
namespace {

Network network_for(const ModelDef& model, const Spec& options, const TrainingPictures& pictures) {
  const SpecView view(options, {}, model.options);
  return model.make({view, pictures.train.row().to_vector(), pictures.num_classes});
}

TrainingSetup setup_for(const BuildRequest& r, const TrainingSettings& s, const Network& network) {
  const TrainingDefaults defaults = find_model(r.model).training();
  return {.network = network,
          .loss = s.loss,
          .optimizer = s.optimizer,
          .epochs = r.epochs.value_or(defaults.epochs),
          .batch = r.batch.value_or(defaults.batch),
          .micro_batches = s.micro_batches,
          .clip_norm = s.clip_norm,
          .clip_value = s.clip_value,
          .average_decay = s.average_decay,
          .seed = r.seed,
          .num_threads = r.threads,
          .memory_limit = r.memory_limit,
          .winograd = r.winograd,
          .keep_best = "accuracy"};
}

std::optional<PictureRows::Augmentation> augmentation_of(const Augmenter& augmenter,
                                                         std::int64_t seed) {
  if (!augmenter.changes_pictures()) return std::nullopt;
  return PictureRows::Augmentation{augmenter, static_cast<std::uint64_t>(seed)};
}

// The rows whose labels are used.
Pictures labelled(const Pictures& pictures, double share, std::int64_t seed) {
  if (share == 1) return pictures;
  return select_rows(pictures, stratified_sample(pictures.labels, share, seed));
}

}  // namespace

PictureTraining::PictureTraining(const BuildRequest& request, const TrainingPictures& pictures)
    : settings_(read_settings(find_model(request.model), request.settings)),
      pipeline_(Pipeline::for_pictures(*pictures.train.source)),
      augmenter_(augmentation_preset(settings_.augment)),
      train_rows_(labelled(pictures.train, settings_.label_share, request.seed), pipeline_,
                  augmentation_of(augmenter_, request.seed)),
      valid_rows_(labelled(pictures.valid, settings_.label_share, request.seed), pipeline_),
      network_(network_for(find_model(request.model), settings_.model, pictures)),
      setup_(setup_for(request, settings_, network_)) {
  State given;
  if (!request.from.empty()) given = starting_weights(request.from, network_);
  trainer_ = std::make_unique<Trainer>(setup_, train_rows_, &valid_rows_, std::move(given));
  const ModelDef& model = find_model(request.model);
  if (!model.pretraining || !request.from.empty()) return;
  const SpecView options(settings_.model, {}, model.options);
  if (const auto pretraining = model.pretraining(options))
    pretraining_ = std::make_unique<PicturePretraining>(
        PretrainingSetup{network_, *pretraining, request.seed, request.memory_limit},
        UnlabelledPictures{{pictures.train, pipeline_}, {pictures.valid, pipeline_}},
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

LoadedModel PictureTraining::trained_model() const {
  const State weights = trainer_->weights();
  return {pipeline_,
          [weights, network = network_](std::int64_t rows) {
            return bind_states(trace_inference(network, rows).graph, weights);
          },
          {.num_threads = setup_.num_threads, .winograd = setup_.winograd}};
}

}  // namespace ingot
