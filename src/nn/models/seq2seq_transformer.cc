#include <cmath>

#include "nn/models/texts.h"

namespace ingot {
namespace {

// The two sides of the network, which share their ways.
class Sides {
 public:
  Sides(Functional& net, const ModelInputs& in)
      : net_(net),
        tokens_(in.num_classes),
        width_(read_count(in, "width")),
        inner_(read_count(in, "inner")),
        heads_(read_count(in, "heads")),
        rate_(in.options.number("dropout")) {}

  [[nodiscard]] Functional::Tap embed(Functional::Tap text) {
    auto x = net_(
        TokenEmbedding(tokens_, width_, {.table_initializer = table(), .shared = "tokens"}), text);
    x = net_(SinusoidalPositions({.scale = std::sqrt(static_cast<double>(width_))}), x);
    return rate_ == 0 ? x : net_(Dropout(rate_), x);
  }
  [[nodiscard]] Functional::Tap look_at_itself(Functional::Tap x,
                                               std::optional<Functional::Tap> count) {
    const auto normed = net_(LayerNorm(), x);
    const Layer attention =
        MultiHeadAttention(heads_, {.causal = !count.has_value(), .dropout = rate_});
    return add_found(net_, x, count ? net_(attention, {normed, *count}) : net_(attention, normed),
                     rate_);
  }
  [[nodiscard]] Functional::Tap look_at(Functional::Tap memory, Functional::Tap count,
                                        Functional::Tap x) {
    return add_found(net_, x,
                     net_(CrossAttention(heads_, {.dropout = rate_}),
                          {net_(LayerNorm(), x), net_(AttentionMemory(), memory), count}),
                     rate_);
  }
  [[nodiscard]] Functional::Tap think(Functional::Tap x) {
    const auto inner = net_(Dense(inner_, {.activation = "relu"}), net_(LayerNorm(), x));
    return add_found(net_, x, net_(Dense(width_), inner), rate_);
  }
  [[nodiscard]] Functional::Tap tell(Functional::Tap x) {
    return net_(
        TokenScores(tokens_,
                    {.shared = "tokens", .activation = "softmax", .table_initializer = table()}),
        net_(LayerNorm(), x));
  }
  [[nodiscard]] Functional::Tap norm(Functional::Tap x) { return net_(LayerNorm(), x); }

 private:
  [[nodiscard]] Initializer table() const {
    return RandomNormal({.deviation = 1 / std::sqrt(static_cast<double>(width_))});
  }

  Functional& net_;
  std::int64_t tokens_, width_, inner_, heads_;
  double rate_;
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
      .options = {{"blocks", 3, "on each side"},
                  {"width", 256, "of a token's vector"},
                  {"inner", 512, "units between the two dense layers of a block"},
                  {"heads", 4, "of each attention"},
                  {"dropout", 0.1, "after embeddings, attention and dense layers"}},
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
