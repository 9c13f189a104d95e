#include "nn/models/pictures.h"
#include "nn/models/transformer_style.h"

namespace ingot {
namespace {

const TransformerChoices& gpt_choices() {
  static const TransformerChoices choices{{"learned", "sinusoidal", "rotary", "alibi", "none"},
                                          "gelu"};
  return choices;
}

// The parts of the network, by its options.
class Parts {
 public:
  explicit Parts(const ModelInputs& in)
      : width_(read_count(in, "width")),
        heads_(read_count(in, "heads")),
        tokens_(in.num_classes),
        document_end_(in.options.integer(kDocumentEndOption)),
        dropout_(in.options.number("dropout")),
        is_tied_(in.options.flag("tied")),
        style_(read_transformer_style(in, gpt_choices())) {}

  [[nodiscard]] Layers embed() const {
    Layers layers;
    if (document_end_ >= 0) layers.push_back(DocumentSegments(document_end_));
    layers.push_back(Embedding(tokens_, width_,
                               {.table_initializer = start_, .shared = is_tied_ ? "tokens" : ""}));
    if (style_.positions == "learned") layers.push_back(PositionEmbedding({.initializer = start_}));
    if (style_.positions == "sinusoidal")
      layers.push_back(SinusoidalPositions({.scale = TransformerStyle::kWaveScale}));
    return dropped(std::move(layers));
  }
  [[nodiscard]] Layers block() const {
    const Layer attention = MultiHeadAttention(heads_, {.causal = true,
                                                        .dropout = dropout_,
                                                        .key_heads = style_.key_heads,
                                                        .places = style_.places(),
                                                        .kernel_initializer = start_});
    return joined(added({attention}), added(style_.feed_forward({width_, 4 * width_, start_})));
  }
  [[nodiscard]] Layers tell() const {
    Layers layers = style_.norm_first ? Layers{norm()} : Layers{};
    layers.push_back(is_tied_
                         ? TokenScores(tokens_, {.shared = "tokens",
                                                 .activation = "softmax",
                                                 .table_initializer = start_})
                         : Dense(tokens_, {.activation = "softmax", .kernel_initializer = start_}));
    return layers;
  }

 private:
  [[nodiscard]] static Layers joined(Layers first, const Layers& then) {
    append(first, then);
    return first;
  }
  [[nodiscard]] Layers dropped(Layers layers) const {
    if (dropout_ != 0) layers.push_back(Dropout(dropout_));
    return layers;
  }
  [[nodiscard]] Layer norm() const { return style_.norm({}, 1e-5); }
  // x and what the layers find in it, with a norm before them or behind the sum.
  [[nodiscard]] Layers added(const Layers& layers) const {
    if (style_.norm_first) return {Residual(dropped(joined({norm()}, layers)))};
    return {Residual(dropped(layers)), norm()};
  }

  std::int64_t width_, heads_, tokens_, document_end_;
  double dropout_;
  bool is_tied_;
  TransformerStyle style_;
  Initializer start_ = RandomNormal({.deviation = 0.02});
};

Network make_gpt(const ModelInputs& in) {
  require_tokens(in);
  const Parts parts(in);
  Layers layers{Input(in.input_shape, {.dtype = "i64"})};
  append(layers, parts.embed());
  for (std::int64_t i = 0; i < read_count(in, "blocks"); ++i) append(layers, parts.block());
  append(layers, parts.tell());
  return layers;
}

}  // namespace

ModelDef define_gpt_model() {
  return {
      .name = "gpt",
      .doc =
          "A transformer that tells the next token: learned positions, blocks of causal attention\n"
          "and of a dense layer with gelu, each after layer norm; by its options also rotary "
          "positions,\n"
          "shared keys, gated layers and root mean squares.\n"
          "Source: Radford et al. 2019, Language models are unsupervised multitask learners, sec. "
          "2.3;\n"
          "the options: Touvron et al. 2023, LLaMA, sec. 2.2; Press and Wolf 2017 (tied).",
      .rows = ModelRows::language,
      .options = with_transformer_style(
          {{"blocks", 4, "of attention and a dense layer"},
           {"width", 128, "of a token's vector"},
           {"heads", 4, "of each attention"},
           {"dropout", 0.0, "after embeddings, attention and dense layers"},
           {kDocumentEndOption, -1, "the token behind which another text begins; -1: none"},
           {"tied", false, "true: tokens are read and told by one table"}},
          gpt_choices()),
      .make = make_gpt,
      .training =
          [] {
            return TrainingDefaults{
                .optimizer = AdamW({.learning_rate = CosineDecay(0.001, {.warmup = 0.03}),
                                    .beta2 = 0.99,
                                    .weight_decay = 0.1}),
                .epochs = 1,
                .batch = 12};
          },
  };
}

}  // namespace ingot
