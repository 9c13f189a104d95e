#include <algorithm>

#include "nn/model_def.h"
#include "nn/models/pictures.h"
#include "nn/models/tables.h"

namespace ingot {
namespace {

// One of the words that an option may be. errors: bad_option
std::string read_word(const ModelInputs& in, const char* option,
                      const std::vector<std::string>& words) {
  const std::string& given = in.options.string(option);
  in.options.require(
      std::ranges::find(words, given) != words.end(), option,
      text("must be one of {}, not {}", "须为 {} 之一，而不是 {}", fmt::join(words, ", "), given));
  return given;
}

// The parts of the network, by its options.
class Parts {
 public:
  explicit Parts(const ModelInputs& in)
      : width_(read_count(in, "width")),
        heads_(read_count(in, "heads")),
        key_heads_(in.options.integer("key_heads")),
        tokens_(in.num_classes),
        document_end_(in.options.integer(kDocumentEndOption)),
        dropout_(in.options.number("dropout")),
        is_tied_(in.options.flag("tied")),
        is_gated_(read_word(in, "feed_forward", {"gelu", "swiglu"}) == "swiglu"),
        is_rms_(read_word(in, "norm", {"layer", "rms"}) == "rms"),
        norm_first_(read_word(in, "norm_place", {"before", "after"}) == "before"),
        positions_(
            read_word(in, "positions", {"learned", "sinusoidal", "rotary", "alibi", "none"})) {}

  [[nodiscard]] Layers embed() const {
    Layers layers;
    if (document_end_ >= 0) layers.push_back(DocumentSegments(document_end_));
    layers.push_back(Embedding(tokens_, width_,
                               {.table_initializer = start_, .shared = is_tied_ ? "tokens" : ""}));
    if (positions_ == "learned") layers.push_back(PositionEmbedding({.initializer = start_}));
    if (positions_ == "sinusoidal") layers.push_back(SinusoidalPositions());
    return dropped(std::move(layers));
  }
  [[nodiscard]] Layers block() const {
    const std::string places =
        positions_ == "rotary" || positions_ == "alibi" ? positions_ : "none";
    const Layer attention = MultiHeadAttention(heads_, {.causal = true,
                                                        .dropout = dropout_,
                                                        .key_heads = key_heads_,
                                                        .places = places,
                                                        .kernel_initializer = start_});
    return joined(added({attention}), added(feed_forward()));
  }
  [[nodiscard]] Layers tell() const {
    Layers layers = norm_first_ ? Layers{norm()} : Layers{};
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
  [[nodiscard]] Layer norm() const {
    return is_rms_ ? Layer(RMSNorm({.epsilon = 1e-5})) : Layer(LayerNorm({.epsilon = 1e-5}));
  }
  // Two layers of four times the width; with a gate of 8/3, as many weights.
  [[nodiscard]] Layers feed_forward() const {
    const Layer inner =
        is_gated_ ? Layer(GatedDense(8 * width_ / 3,
                                     {.activation = "silu", .kernel_initializer = start_}))
                  : Layer(Dense(4 * width_, {.activation = "gelu", .kernel_initializer = start_}));
    return {inner, Dense(width_, {.kernel_initializer = start_})};
  }
  // x and what the layers find in it, with a norm before them or behind the sum.
  [[nodiscard]] Layers added(const Layers& layers) const {
    if (norm_first_) return {Residual(dropped(joined({norm()}, layers)))};
    return {Residual(dropped(layers)), norm()};
  }

  std::int64_t width_, heads_, key_heads_, tokens_, document_end_;
  double dropout_;
  bool is_tied_, is_gated_, is_rms_, norm_first_;
  std::string positions_;
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
      .options = {{"blocks", 4, "of attention and a dense layer"},
                  {"width", 128, "of a token's vector"},
                  {"heads", 4, "of each attention"},
                  {"dropout", 0.0, "after embeddings, attention and dense layers"},
                  {"positions", "learned", "or sinusoidal, rotary, alibi, none"},
                  {"key_heads", 0, "of keys and values, each for a group of heads; 0: as heads"},
                  {"feed_forward", "gelu", "or swiglu: a gated layer"},
                  {"norm", "layer", "or rms"},
                  {kDocumentEndOption, -1, "the token behind which another text begins; -1: none"},
                  {"norm_place", "before", "or after: of attention and dense layers"},
                  {"tied", false, "true: tokens are read and told by one table"}},
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
