#include "nn/models/tags.h"
#include "nn/models/transformer_style.h"

namespace ingot {
namespace {

Network make_transformer_tags(const ModelInputs& in) {
  Functional net;
  const TagTap row = embed_signs(net, in);
  auto x = net(Dense(read_count(in, "width")), row.vectors);
  // As large as what it is added to: neighbours are found by their positions.
  x = place_words(net, in, x, TruncatedNormal({.deviation = 0.15}));
  return answer_tags(net, in, transformer_blocks(net, in, x, row.text.count));
}

}  // namespace

ModelDef define_transformer_tags_model() {
  return {
      .name = "transformer-tags",
      .doc =
          "Vectors of tokens and positions, blocks of self-attention and of two dense layers, "
          "each\n"
          "after layer norm, and of each token its tag.\n"
          "Source: Vaswani et al. 2017, Attention is all you need, sec. 3; norm before the "
          "layers:\n"
          "Xiong et al. 2020.",
      .rows = ModelRows::tags,
      .options = with_transformer_style(
          {{"width", 128, "of a token's vector"},
           {"sign_width", 24, "of the vector of each of its other signs"},
           {"blocks", 2, "of attention and dense layers"},
           {"heads", 4, "of each attention"},
           {"block_dropout", 0.2, "of attention, and of what each block adds"},
           {"dropout", 0.3, "before the last layer"}},
          encoder_choices()),
      .make = make_transformer_tags,
      .training = [] { return tag_training(0.001, 0.05); },
  };
}

}  // namespace ingot
