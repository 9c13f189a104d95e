#include "nn/models/texts.h"

#include "nn/models/transformer_style.h"

namespace ingot {

std::vector<TextFeature> read_texts(const ModelInputs& in) {
  TableFeatures features = read_features(in);
  if (features.amounts.empty()) return std::move(features.texts);
  throw Error("bad_model_input", text("{} takes texts, and {} features are none",
                                      "{} 的输入须为文本, 而有 {} 个特征不是",
                                      in.options.spec().kind, features.amount_widths.size()))
      .expected(text("columns of text alone", "仅含文本列"))
      .fix(text("leave --model out", "省略 --model"));
}

std::vector<TextTap> take_texts(Functional& net, const ModelInputs& in,
                                const Functional::Tap& row) {
  std::vector<TextTap> taps;
  for (const TextFeature& one : read_texts(in)) {
    const auto words = columns_of(net, in, row, one.columns);
    taps.push_back({words, net(TokenCount(), words), one.num_ids, one.vocabulary});
  }
  return taps;
}

Network answer_texts(Functional& net, const ModelInputs& in,
                     const std::vector<Functional::Tap>& found) {
  auto tap = found.size() == 1 ? found[0] : net(Concat({.axis = 1}), found);
  if (const double dropout = in.options.number("dropout"); dropout != 0)
    tap = net(Dropout(dropout), tap);
  for (const Layer& layer : table_output(in)) tap = net(layer, tap);
  return net.network(tap);
}

Functional::Tap embed_words(Functional& net, const ModelInputs& in, const Functional::Tap& row,
                            std::int64_t dim, const Initializer& start) {
  const std::vector<TextFeature> texts = read_texts(in);
  std::vector<Functional::Tap> words;
  for (const TextFeature& one : texts)
    words.push_back(net(TokenEmbedding(one.num_ids, dim, {.table_initializer = start}),
                        columns_of(net, in, row, one.columns)));
  return words.size() == 1 ? words[0] : net(Concat({.axis = 1}), words);
}

Functional::Tap sum_bags(Functional& net, const ModelInputs& in, const Functional::Tap& row,
                         std::int64_t dim, const Initializer& start) {
  const std::vector<TextFeature> texts = read_texts(in);
  std::vector<Functional::Tap> bags;
  for (const TextFeature& one : texts) bags.push_back(read_bag(net, in, row, one, dim, start));
  return bags.size() == 1 ? bags[0] : net(Add(), bags);
}

Functional::Tap add_found(Functional& net, const Functional::Tap& x, Functional::Tap found,
                          double rate) {
  if (rate != 0) found = net(Dropout(rate), found);
  return net(Add(), {x, found});
}

Functional::Tap place_words(Functional& net, const ModelInputs& in, const Functional::Tap& words,
                            const Initializer& start, double scale) {
  return read_transformer_style(in, encoder_choices())
      .placed(net, words, PositionEmbedding({.positions = in.positions, .initializer = start}),
              SinusoidalPositions({.scale = scale}));
}

Functional::Tap transformer_blocks(Functional& net, const ModelInputs& in, Functional::Tap words,
                                   const Functional::Tap& count) {
  const std::int64_t width = read_count(in, "width"), blocks = read_count(in, "blocks");
  const double rate = in.options.number("block_dropout");
  const TransformerStyle style = read_transformer_style(in, encoder_choices());
  for (std::int64_t i = 0; i < blocks; ++i) {
    words = style.added(net, words, rate, [&](const Functional::Tap& x) {
      return net(MultiHeadAttention(
                     read_count(in, "heads"),
                     {.dropout = rate, .key_heads = style.key_heads, .places = style.places()}),
                 {x, count});
    });
    words = style.added(net, words, rate, [&](const Functional::Tap& x) {
      return style.fed_forward(net, x, {width, 4 * width});
    });
  }
  return style.closed(net, words);
}

TrainingDefaults text_training(double learning_rate, double weight_decay) {
  return {.optimizer =
              AdamW({.learning_rate = CosineDecay(learning_rate), .weight_decay = weight_decay}),
          .epochs = 10,
          .batch = 64};
}

}  // namespace ingot
