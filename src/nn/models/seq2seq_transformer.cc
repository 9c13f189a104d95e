#include <cmath>

#include "nn/models/texts.h"
#include "nn/models/transformer_style.h"

namespace ingot {
namespace {

const TransformerChoices& pair_choices() {
  // Rows of several lengths share their weights: none are learned for places.
  static const TransformerChoices choices{{"sinusoidal", "rotary", "none"}, "relu"};
  return choices;
}

// The two sides of the network, which share their ways.
class Sides {
 public:
  Sides(Functional& net, const ModelInputs& in)
      : net_(net),
        tokens_(in.num_classes),
        width_(read_count(in, "width")),
        inner_(read_count(in, "inner")),
        heads_(read_count(in, "heads")),
        rate_(in.options.number("dropout")),
        style_(read_transformer_style(in, pair_choices())) {}

  [[nodiscard]] Functional::Tap embed(Functional::Tap text) {
    auto x = net_(
        TokenEmbedding(tokens_, width_, {.table_initializer = table(), .shared = "tokens"}), text);
    x = style_.placed(net_, x, PositionEmbedding({.initializer = table()}),
                      SinusoidalPositions({.scale = std::sqrt(static_cast<double>(width_))}));
    return rate_ == 0 ? x : net_(Dropout(rate_), x);
  }
  [[nodiscard]] Functional::Tap look_at_itself(const Functional::Tap& x,
                                               const std::optional<Functional::Tap>& count) {
    return style_.added(net_, x, rate_, [&](const Functional::Tap& seen) {
      const Layer attention = MultiHeadAttention(heads_, {.causal = !count.has_value(),
                                                          .dropout = rate_,
                                                          .key_heads = style_.key_heads,
                                                          .places = style_.places()});
      return count ? net_(attention, {seen, *count}) : net_(attention, seen);
    });
  }
  [[nodiscard]] Functional::Tap look_at(const Functional::Tap& memory, const Functional::Tap& count,
                                        const Functional::Tap& x) {
    return style_.added(net_, x, rate_, [&](const Functional::Tap& seen) {
      return net_(CrossAttention(heads_, {.dropout = rate_}),
                  {seen, net_(AttentionMemory(), memory), count});
    });
  }
  [[nodiscard]] Functional::Tap think(const Functional::Tap& x) {
    return style_.added(net_, x, rate_, [&](const Functional::Tap& seen) {
      return style_.fed_forward(net_, seen, {width_, inner_});
    });
  }
  [[nodiscard]] Functional::Tap tell(Functional::Tap x) {
    return net_(
        TokenScores(tokens_,
                    {.shared = "tokens", .activation = "softmax", .table_initializer = table()}),
        style_.closed(net_, x));
  }
  [[nodiscard]] Functional::Tap norm(const Functional::Tap& x) { return style_.closed(net_, x); }

 private:
  [[nodiscard]] Initializer table() const {
    return RandomNormal({.deviation = 1 / std::sqrt(static_cast<double>(width_))});
  }

  Functional& net_;
  std::int64_t tokens_, width_, inner_, heads_;
  double rate_;
  TransformerStyle style_;
};

Network make_seq2seq_transformer(const ModelInputs& in) {
  require_tokens(in);
  Functional net;
  const auto source = net(Input(in.input_shape, {.dtype = "i64", .name = "source"})),
             written = net(Input(in.input_shape, {.dtype = "i64", .name = "written"})),
             count = net(TokenCount(), source);
  Sides sides(net, in);
  const std::int64_t blocks = read_count(in, "blocks");
  auto x = sides.embed(source);
  for (std::int64_t i = 0; i < blocks; ++i) x = sides.think(sides.look_at_itself(x, count));
  const auto memory = sides.norm(x);
  auto y = sides.embed(written);
  for (std::int64_t i = 0; i < blocks; ++i)
    y = sides.think(sides.look_at(memory, count, sides.look_at_itself(y, {})));
  return net.network(sides.tell(y));
}

}  // namespace

ModelDef define_seq2seq_transformer_model() {
  return {
      .name = "seq2seq-transformer",
      .doc =
          "Reads a text and writes another: blocks of attention and dense layers on both sides, "
          "the "
          "written one also looks at what was read. One table of vectors serves both sides and the "
          "answer.\n"
          "Source: Vaswani et al. 2017, Attention is all you need, sec. 3; norm before the layers: "
          "Xiong et al. 2020.",
      .rows = ModelRows::pairs,
      .options =
          with_transformer_style({{"blocks", 3, "on each side"},
                                  {"width", 256, "of a token's vector"},
                                  {"inner", 512, "units between the two dense layers of a block"},
                                  {"heads", 4, "of each attention"},
                                  {"dropout", 0.1, "after embeddings, attention and dense layers"}},
                                 pair_choices()),
      .make = make_seq2seq_transformer,
      .training =
          [] {
            return TrainingDefaults{
                .optimizer = AdamW({.learning_rate = CosineDecay(0.001, {.warmup = 0.05}),
                                    .beta2 = 0.98,
                                    .weight_decay = 0.0001}),
                .epochs = 15,
                .batch = 128};
          },
  };
}

}  // namespace ingot
