#include "nn/models/bert.h"
#include "nn/models/transformer_style.h"

namespace ingot {

Functional::Tap bert_body(Functional& net, const ModelInputs& in, const TextTap& text,
                          const std::optional<Functional::Tap>& segments) {
  const std::int64_t width = read_count(in, "width"), blocks = read_count(in, "blocks");
  const double rate = in.options.number("block_dropout");
  const Initializer small = TruncatedNormal({.deviation = 0.02});
  auto x = net(TokenEmbedding(text.num_ids, width, {.table_initializer = small, .name = "tokens"}),
               text.words);
  const TransformerStyle style = read_transformer_style(in, encoder_choices());
  x = style.placed(
      net, x,
      PositionEmbedding({.positions = in.positions, .initializer = small, .name = "positions"}),
      SinusoidalPositions({.scale = TransformerStyle::kWaveScale}));
  if (segments)
    x = net(Add(),
            {x, net(TokenEmbedding(3, width, {.table_initializer = small, .name = "segments"}),
                    *segments)});
  x = net(style.norm("first_norm"), x);
  if (rate != 0) x = net(Dropout(rate), x);
  for (std::int64_t i = 1; i <= blocks; ++i) {
    const auto name = [&](const char* part) { return fmt::format("{}_{}", part, i); };
    const auto attend = [&](const Functional::Tap& seen) {
      return net(MultiHeadAttention(read_count(in, "heads"), {.dropout = rate,
                                                              .key_heads = style.key_heads,
                                                              .places = style.places(),
                                                              .kernel_initializer = small,
                                                              .name = name("attention")}),
                 {seen, text.count});
    };
    const auto think = [&](const Functional::Tap& seen) {
      return style.fed_forward(net, seen, {width, 4 * width, small, name("inner"), name("outer")});
    };
    x = style.added(net, x, rate, attend, name("attention_norm"));
    x = style.added(net, x, rate, think, name("dense_norm"));
  }
  return style.closed(net, x, "last_norm");
}

OptionDefs bert_options() {
  return with_transformer_style(
      {{"width", 128, "of a token's vector"},
       {"blocks", 4, "of attention and dense layers"},
       {"heads", 4, "of each attention"},
       {"block_dropout", 0.1, "of attention, and of what each block adds"}},
      encoder_choices());
}

}  // namespace ingot
