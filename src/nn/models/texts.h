// What the models of texts share.
#pragma once

#include "nn/models/tables.h"

namespace ingot {

/// errors: bad_model_input unless every feature is one
[[nodiscard]] std::vector<TextFeature> read_texts(const ModelInputs& in);

/// One text of a row, (batch, words), and how many words it has, (batch).
struct TextTap {
  Functional::Tap words, count;
  std::int64_t num_ids = 0;
  std::uint64_t vocabulary = 0;  ///< as in ModelInputs
};
/// errors: as read_texts
[[nodiscard]] std::vector<TextTap> take_texts(Functional& net, const ModelInputs& in,
                                              const Functional::Tap& row);
/// What was found in the texts, side by side, dropout where the option `dropout` is not 0, and the
/// output.
[[nodiscard]] Network answer_texts(Functional& net, const ModelInputs& in,
                                   const std::vector<Functional::Tap>& found);

/// The words of all texts of a row, one text after another: (batch, width) -> (batch, words, dim).
[[nodiscard]] Functional::Tap embed_words(Functional& net, const ModelInputs& in,
                                          const Functional::Tap& row, std::int64_t dim,
                                          const Initializer& start);
/// The sum of the weighted bags of all texts: (batch, width) -> (batch, dim).
[[nodiscard]] Functional::Tap sum_bags(Functional& net, const ModelInputs& in,
                                       const Functional::Tap& row, std::int64_t dim,
                                       const Initializer& start);

/// x and what a block found in it, with dropout unless `rate` is 0.
[[nodiscard]] Functional::Tap add_found(Functional& net, const Functional::Tap& x,
                                        Functional::Tap found, double rate);

/// The vectors of the words with those of their places, by the option `positions`; learned ones
/// begin with `start`, beside sinusoidal ones the words are raised by `scale`.
[[nodiscard]] Functional::Tap place_words(Functional& net, const ModelInputs& in,
                                          const Functional::Tap& words, const Initializer& start,
                                          double scale = 1);
/// `blocks` blocks of self-attention over the first `count` words and of two dense layers, by the
/// options of with_transformer_style; each after a norm, and one more at the end, or each before
/// one: (batch, words, width) as it was.
///
/// source    Vaswani et al. 2017, sec. 3; norm before the layers: Xiong et al. 2020
[[nodiscard]] Functional::Tap transformer_blocks(Functional& net, const ModelInputs& in,
                                                 Functional::Tap words,
                                                 const Functional::Tap& count);

/// AdamW with decaying rate, in batches of 64.
[[nodiscard]] TrainingDefaults text_training(double learning_rate, double weight_decay);

}  // namespace ingot
