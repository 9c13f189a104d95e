// What the models of tables share.
#pragma once

#include "nn/model_def.h"

namespace ingot {

/// A text among the features of a row: a group of columns that are numbers of words, or numbers and
/// then their weights.
struct TextFeature {
  Ints columns;
  std::int64_t num_ids = 0;
  std::uint64_t vocabulary = 0;  ///< as in ModelInputs
};

/// The features of a row, whose values stand side by side.
struct TableFeatures {
  Ints widths;         ///< values of each
  Ints numbers;        ///< columns of those that are one number
  Ints others;         ///< all other columns but those of texts
  Ints amounts;        ///< all columns but those of texts
  Ints amount_widths;  ///< values of each feature that is no text
  std::vector<TextFeature> texts;
};
/// errors: bad_model_input unless rows are (width) and the features' widths add up to it
[[nodiscard]] TableFeatures read_features(const ModelInputs& in);

/// Some columns of a row: itself where these are all.
[[nodiscard]] Functional::Tap columns_of(Functional& net, const ModelInputs& in,
                                         const Functional::Tap& row, const Ints& columns);
/// Options of what `table_network` puts in the place of numbers and texts.
[[nodiscard]] OptionDefs with_embedding_options(OptionDefs own);
/// Whether option `embedding` asks for vectors in the place of numbers. errors: bad_option
[[nodiscard]] bool embeds_numbers(const ModelInputs& in);
/// What a bag of words says: (batch, width) of the row -> (batch, dim). The weighted sum of vectors
/// that are trained with the rest.
[[nodiscard]] Functional::Tap read_bag(Functional& net, const ModelInputs& in,
                                       const Functional::Tap& row, const TextFeature& text,
                                       std::int64_t dim, const Initializer& start);
/// The row, with its numbers as periodic embeddings where the option `embedding` asks for them, and
/// a vector in the place of each text, then the layers. errors: bad_model_input, bad_option
[[nodiscard]] Network table_network(const ModelInputs& in, const Layers& layers);

/// Dense layers, each with relu and dropout: `width` units each.
[[nodiscard]] Layers relu_layers(std::int64_t count, std::int64_t width, double dropout);
/// Probabilities of the classes, or one number.
[[nodiscard]] Layers table_output(const ModelInputs& in);
/// The same from each member of an ensemble, then their mean.
[[nodiscard]] Layers ensemble_output(const ModelInputs& in);
/// An option that must be at least 1. errors: bad_option
[[nodiscard]] std::int64_t read_count(const ModelInputs& in, std::string_view option);

/// errors: bad_model_input unless rows are tokens of a vocabulary
void require_tokens(const ModelInputs& in);

/// AdamW with decaying rate, in batches of 256.
[[nodiscard]] TrainingDefaults table_training(double learning_rate, double weight_decay);

}  // namespace ingot
