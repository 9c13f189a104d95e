// What the two networks of BERT share.
#pragma once

#include <optional>

#include "nn/models/texts.h"

namespace ingot {

/// Vectors of tokens and positions, then blocks of self-attention and of two dense layers, each
/// after layer norm: (batch, tokens) and their counts -> (batch, tokens, width). Its layers have
/// names of their own, so that one network can start from another's weights. `segments` (batch,
/// tokens): of two texts 1 and 2, whose vectors are added.
///
/// source    Devlin et al. 2019, BERT, sec. 3; norm before the layers: Xiong et al. 2020
[[nodiscard]] Functional::Tap bert_body(Functional& net, const ModelInputs& in, const TextTap& text,
                                        const std::optional<Functional::Tap>& segments = {});
[[nodiscard]] OptionDefs bert_options();

}  // namespace ingot
