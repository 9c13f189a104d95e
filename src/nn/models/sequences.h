// What the models of numeric sequences share.
#pragma once

#include "nn/models/recurrent_walk.h"

namespace ingot {

/// The steps of a row, (batch, steps, channels), and how many there are, (batch).
struct SequenceTap {
  Functional::Tap steps, count;
};
/// errors: bad_model_input unless rows are (steps, channels)
[[nodiscard]] SequenceTap take_sequence(Functional& net, const ModelInputs& in);

/// What was found of each step, (batch, steps, width), as one vector: the largest value, the mean
/// and the last one of each channel; then dropout where the option `dropout` is not 0, and the
/// output. `ends`: where other walks end, beside them.
///
/// source    Howard and Ruder 2018, Universal language model fine-tuning, sec. 3.3 (concat pooling)
[[nodiscard]] Network answer_sequence(Functional& net, const ModelInputs& in,
                                      const SequenceTap& found,
                                      std::vector<Functional::Tap> ends = {});

/// walk_over, then answer_sequence. The padding is never walked over before a step.
[[nodiscard]] Network recurrent_sequence(const ModelInputs& in, RecurrentLayer cell);
/// Those of such a model.
[[nodiscard]] OptionDefs recurrent_sequence_options();

/// AdamW with decaying rate, in batches of 64.
[[nodiscard]] TrainingDefaults sequence_training(double learning_rate, double weight_decay);

}  // namespace ingot
