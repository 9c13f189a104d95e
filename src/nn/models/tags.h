// What the models that tag tokens share.
#pragma once

#include "nn/models/texts.h"

namespace ingot {

/// A row of a sentence: its places as its first sign says them, and all signs as one vector.
struct TagTap {
  TextTap text;
  Functional::Tap vectors;  ///< (batch, places, width)
};
/// A vector for each sign of each place, of `width` numbers for the first and of `sign_width` for
/// the others, side by side.
///
/// errors    bad_model_input unless every feature is a sign of as many places
[[nodiscard]] TagTap embed_signs(Functional& net, const ModelInputs& in);

/// Probabilities of the tags at each place: (batch, places, width) -> (batch, places, tags), after
/// dropout where the option `dropout` is not 0.
[[nodiscard]] Network answer_tags(Functional& net, const ModelInputs& in, Functional::Tap found);

/// Vectors of places, layers of cells that walk over them both ways, and the tags.
///
/// source    Huang et al. 2015, Bidirectional LSTM-CRF models for sequence tagging, sec. 2.2
[[nodiscard]] Network recurrent_tags(const ModelInputs& in, Layer (*cell)(const ModelInputs& in));
/// Those of such a model.
[[nodiscard]] OptionDefs recurrent_tag_options();

/// AdamW with decaying rate, in batches of 32.
[[nodiscard]] TrainingDefaults tag_training(double learning_rate, double weight_decay);

}  // namespace ingot
