#include "nn/models/bert.h"

namespace ingot {

Functional::Tap bert_body(Functional& net, const ModelInputs& in, const TextTap& text,
                          const std::optional<Functional::Tap>& segments) {
  const std::int64_t width = read_count(in, "width"), blocks = read_count(in, "blocks");
  const double rate = in.options.number("block_dropout");
  const Initializer small = TruncatedNormal({.deviation = 0.02});
  auto x = net(TokenEmbedding(text.num_ids, width, {.table_initializer = small, .name = "tokens"}),
               text.words);
  x = net(PositionEmbedding({.initializer = small, .name = "positions"}), x);
  if (segments)
    x = net(Add(),
            {x, net(TokenEmbedding(3, width, {.table_initializer = small, .name = "segments"}),
                    *segments)});
  x = net(LayerNorm({.name = "first_norm"}), x);
  if (rate != 0) x = net(Dropout(rate), x);
  for (std::int64_t i = 1; i <= blocks; ++i) {
    const auto name = [&](const char* part) { return fmt::format("{}_{}", part, i); };
    x = add_found(net, x,
                  net(MultiHeadAttention(read_count(in, "heads"), {.dropout = rate,
                                                                   .kernel_initializer = small,
                                                                   .name = name("attention")}),
                      {net(LayerNorm({.name = name("attention_norm")}), x), text.count}),
                  rate);
    const auto inner =
        net(Dense(4 * width,
                  {.activation = "gelu", .kernel_initializer = small, .name = name("inner")}),
            net(LayerNorm({.name = name("dense_norm")}), x));
    x = add_found(net, x,
                  net(Dense(width, {.kernel_initializer = small, .name = name("outer")}), inner),
                  rate);
  }
  return net(LayerNorm({.name = "last_norm"}), x);
}

OptionDefs bert_options() {
  return {{"width", 128, "of a token's vector"},
          {"blocks", 4, "of attention and dense layers"},
          {"heads", 4, "of each attention"},
          {"block_dropout", 0.1, "of attention, and of what each block adds"}};
}

}  // namespace ingot
