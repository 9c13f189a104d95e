#include "nn/models/tags.h"

#include "nn/models/recurrent_texts.h"

namespace ingot {

TagTap embed_signs(Functional& net, const ModelInputs& in) {
  require_tokens(in);
  const std::vector<TextTap> signs =
      take_texts(net, in, net(Input(in.input_shape, {.dtype = "i64"})));
  if (std::ranges::any_of(in.feature_widths,
                          [&](std::int64_t w) { return w != in.feature_widths.front(); }))
    throw Error("bad_model_input",
                text("the signs of tokens have [{}] places", "词元各特征的位置数为 [{}]",
                     fmt::join(in.feature_widths, ",")))
        .expected(text("as many of each", "每个特征的位置数相同"));
  std::vector<Functional::Tap> vectors;
  for (const TextTap& sign : signs)
    vectors.push_back(
        net(TokenEmbedding(sign.num_ids, read_count(in, vectors.empty() ? "width" : "sign_width"),
                           {.table_initializer = RandomUniform({.low = -0.25, .high = 0.25})}),
            sign.words));
  auto all = vectors.size() == 1 ? vectors[0] : net(Concat({.axis = 2}), vectors);
  return {signs.front(), all};
}

Network answer_tags(Functional& net, const ModelInputs& in, Functional::Tap found) {
  if (const double dropout = in.options.number("dropout"); dropout != 0)
    found = net(Dropout(dropout), found);
  return net.network(net(Dense(in.num_classes, {.activation = "softmax", .name = "tags"}), found));
}

Network recurrent_tags(const ModelInputs& in, Layer (*cell)(const ModelInputs& in)) {
  Functional net;
  const TagTap row = embed_signs(net, in);
  return answer_tags(net, in, walk_over(net, in, row.vectors, row.text.count, cell).steps);
}

OptionDefs recurrent_tag_options() {
  return {{"width", 96, "of a word's vector"},
          {"sign_width", 24, "of the vector of each of its other signs"},
          {"units", 96, "of each layer, each way"},
          {"layers", 1, "one on top of the other"},
          {"bidirectional", true, "also from the last word to the first"},
          {"input_dropout", 0.3, "of what goes into the cells, the same at each word"},
          {"recurrent_dropout", 0.0, "of the cells' state, the same at each word"},
          {"dropout", 0.3, "before the dense layer"}};
}

TrainingDefaults tag_training(double learning_rate, double weight_decay) {
  TrainingDefaults training = text_training(learning_rate, weight_decay);
  training.batch = 32;
  return training;
}

}  // namespace ingot
