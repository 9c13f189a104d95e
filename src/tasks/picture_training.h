// One training on labelled pictures: pipeline, network, rows and trainer, made from a request.
#pragma once

#include "features/pipeline.h"
#include "nn/answer.h"
#include "nn/model_def.h"
#include "predict/loaded_model.h"
#include "tasks/build_request.h"
#include "tasks/picture_pretraining.h"
#include "tasks/training_settings.h"
#include "train/trainer.h"

namespace ingot {

/// What is learned from, and what the best epoch is chosen on.
struct TrainingPictures {
  const Pictures& train;
  const Pictures& valid;
  std::int64_t num_classes;
};

class PictureTraining {
 public:
  /// Fits the pipeline on the training pictures and makes network and training step.
  /// `request.model` is a model's name.
  ///
  /// errors    those of read_settings, of the model and of Trainer
  PictureTraining(const BuildRequest& request, const TrainingPictures& pictures);
  PictureTraining(const PictureTraining&) = delete;
  PictureTraining& operator=(const PictureTraining&) = delete;

  [[nodiscard]] Trainer& trainer() { return *trainer_; }
  /// What comes before the first step of the trainer; null: the weights start at random.
  [[nodiscard]] PicturePretraining* pretraining() { return pretraining_.get(); }
  /// Hands the weights of the pre-training to the trainer.
  void end_pretraining();
  /// All of it: pre-training, then training to the last epoch.
  void run();
  /// What the training has come to, ready to answer: the weights of the best epoch.
  [[nodiscard]] LoadedModel trained_model(const AnswerForm& form) const;
  /// The same, as the settings say how it answers.
  [[nodiscard]] LoadedModel trained_model() const {
    return trained_model({.mirrored = settings_.test_time_augment == "mirror"});
  }
  /// Whether training mirrors pictures left to right.
  [[nodiscard]] bool mirrors_pictures() const;
  /// Its memory is not needed any more; the weights stay.
  void drop_trainer() {
    weights_ = trainer_->weights();
    pretraining_.reset();
    trainer_.reset();
  }
  [[nodiscard]] const Pipeline& pipeline() const { return pipeline_; }
  [[nodiscard]] const Augmenter& augmenter() const { return augmenter_; }
  [[nodiscard]] const Network& network() const { return network_; }
  [[nodiscard]] const TrainingSettings& settings() const { return settings_; }
  [[nodiscard]] const TrainingSetup& setup() const { return setup_; }
  /// Rows whose labels are used.
  [[nodiscard]] std::int64_t num_train_rows() const { return train_rows_.size(); }
  [[nodiscard]] std::int64_t num_valid_rows() const { return valid_rows_.size(); }

 private:
  TrainingSettings settings_;
  Pipeline pipeline_;
  Augmenter augmenter_;
  PictureRows train_rows_, valid_rows_;
  Network network_;
  TrainingSetup setup_;
  std::unique_ptr<Trainer> trainer_;
  State weights_;  ///< once the trainer is dropped
  std::unique_ptr<PicturePretraining> pretraining_;
};

}  // namespace ingot
