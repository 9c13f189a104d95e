// One network that is trained on the encoded rows of a table.
#pragma once

#include "nn/model_def.h"
#include "tasks/encoded_table.h"
#include "tasks/table_member.h"
#include "tasks/training_settings.h"
#include "train/trainer.h"

namespace ingot {

class TableTraining {
 public:
  /// `request.model` is a network's name.
  ///
  /// errors    those of read_settings, of the model and of Trainer
  TableTraining(const BuildRequest& request, const TableTarget& target, const TableGoal& goal,
                const FeatureView& view, const LearningRows& rows);
  TableTraining(const TableTraining&) = delete;
  TableTraining& operator=(const TableTraining&) = delete;

  [[nodiscard]] Trainer& trainer() { return *trainer_; }
  /// What the training has come to: the weights of the epoch with the least loss on the validation
  /// rows.
  [[nodiscard]] TableMember member() const;
  [[nodiscard]] const Network& network() const { return network_; }
  [[nodiscard]] const TrainingSettings& settings() const { return settings_; }
  [[nodiscard]] const TrainingSetup& setup() const { return setup_; }

 private:
  /// Networks of tokens: that what must change nothing changes nothing. errors: broken_invariance
  void check(const TableTarget& target, const TableGoal& goal) const;
  /// And nothing else: rows may be of several lengths.
  [[nodiscard]] bool reads_one_text(const ModelDef& model) const;

  std::string name_;
  TrainingSettings settings_;
  FeatureView view_;
  EncodedRowSource train_rows_, valid_rows_;
  Network network_;
  TrainingSetup setup_;
  std::unique_ptr<Trainer> trainer_;
};

/// As a loss takes them: class indices i64 (rows); label sets f32 (rows, labels); or numbers of
/// mean 0 and deviation 1, (rows, 1).
[[nodiscard]] Tensor targets_for_loss(const std::vector<double>& targets,
                                      const TableTarget& target);
/// The request's settings of its model, with the loss of the goal. errors: those of read_settings
[[nodiscard]] TrainingSettings settings_for(const BuildRequest& request, const TableGoal& goal);

/// What a member says of encoded rows: probabilities (rows, classes), or (rows, 1) numbers in the
/// units of the target.
[[nodiscard]] Tensor answers_of(const TableMember& member, const TablePipeline& pipeline,
                                const TableTarget& target, const EncodedRows& features,
                                int num_threads);

/// The same of a member that is alone, of its own features.
[[nodiscard]] Tensor answers_of(const TableMember& member, const TableTarget& target,
                                const Tensor& features, int num_threads);

/// Epochs in which about 6000 updates are made, from 8 to 200; by models of texts, which have
/// learned their words sooner, 1500, from 6 to 60.
[[nodiscard]] std::int64_t epochs_for(const ModelDef& model, std::int64_t rows, std::int64_t batch);

}  // namespace ingot
