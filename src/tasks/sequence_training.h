// One network that is trained on sequences.
#pragma once

#include "tasks/sequence_parts.h"
#include "tasks/training_settings.h"
#include "train/sequence_rows.h"
#include "train/trainer.h"

namespace ingot {

/// How a network is trained on sequences. Rows are padded to the longest sequence; where many are
/// shorter, those are trained on in shorter rows. Unless the request says otherwise about 2500
/// updates are made, in 10 to 100 epochs, with smaller batches of few sequences.
struct SequencePlan {
  TrainingSettings settings;
  std::vector<std::int64_t> lengths;  ///< of training rows, the longest first
  Network network;                    ///< of the longest rows
  TrainingSetup setup;                ///< with networks of the others as its forms
};
/// The network of such a plan for rows of another length.
[[nodiscard]] Network network_of_sequences(const TrainingSettings& settings,
                                           const SequenceParts& parts, std::int64_t steps);
/// request   names a network and has its settings alone
/// errors    those of read_settings and of the model
[[nodiscard]] SequencePlan plan_sequences(const BuildRequest& request, const SequenceParts& parts);
/// The training or validation rows of a part, which outlives them together with the pipeline.
[[nodiscard]] SequenceRows rows_for_training(const SequenceParts& parts, const SequencePart& part,
                                             const std::vector<std::int64_t>& lengths);
/// Input "input": the pipeline's rows; output as output_answer names it.
[[nodiscard]] Graph sequence_graph(const Network& network, const TableTarget& target,
                                   std::int64_t rows);

/// A training beside that of the product.
class SequenceTraining {
 public:
  /// errors    as plan_sequences, and those of Trainer
  SequenceTraining(const BuildRequest& request, const SequenceParts& parts);
  SequenceTraining(const SequenceTraining&) = delete;
  SequenceTraining& operator=(const SequenceTraining&) = delete;

  [[nodiscard]] Trainer& trainer() { return trainer_; }
  [[nodiscard]] const TrainingSetup& setup() const { return plan_.setup; }
  /// What it has come to say of spans of a part: (spans, classes), or (spans, 1) in the units of
  /// the target.
  [[nodiscard]] Tensor answers(const SequencePart& part, int num_threads) const;

 private:
  const SequenceParts& parts_;
  SequencePlan plan_;
  SequenceRows train_, valid_;
  Trainer trainer_;
};

}  // namespace ingot
