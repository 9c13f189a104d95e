#include "nn/models/tables.h"

#include <numeric>

namespace ingot {
namespace {

Error bad_rows(const ModelInputs& in, const Text& what) {
  return Error("bad_model_input", Text{fmt::format("{} {}", in.options.spec().kind, what.en),
                                       fmt::format("{} {}", in.options.spec().kind, what.zh)})
      .expected(text("rows of a table, (width)", "表格的行 (宽度)"));
}

// The last dense layer.
struct Head {
  std::int64_t units;
  std::string activation;
};

Head read_head(const ModelInputs& in) {
  if (in.ordered_classes) return {1, "linear"};
  if (in.num_classes > 0) return {in.num_classes, in.class_activation};
  return {1, in.number_activation};
}

}  // namespace

Functional::Tap columns_of(Functional& net, const ModelInputs& in, const Functional::Tap& row,
                           const Ints& columns) {
  return std::ssize(columns) == in.input_shape.at(0) ? row : net(Columns(columns), row);
}

TableFeatures read_features(const ModelInputs& in) {
  if (in.input_shape.size() != 1 || in.input_shape[0] < 1)
    throw bad_rows(in, text("takes rows of a table, not of shape {}",
                            "的输入须为表格的行，而不是形状 {}", to_string(Shape(in.input_shape))))
        .fix(text("--model mlp takes rows of any shape", "--model mlp 可接受任意形状的行"));
  TableFeatures features;
  features.widths = in.feature_widths;
  const std::int64_t width = in.input_shape[0];
  if (features.widths.empty()) features.widths.assign(static_cast<std::size_t>(width), 1);
  const Ints& widths = features.widths;
  const bool positive = std::ranges::all_of(widths, [](std::int64_t w) { return w >= 1; });
  if (!positive || std::accumulate(widths.begin(), widths.end(), std::int64_t{0}) != width)
    throw bad_rows(in, text("has features of widths [{}], which do not make up {} values",
                            "的各特征宽度 [{}] 不能组成 {} 个值", fmt::join(widths, ","), width));
  if (!in.categories.empty() && in.categories.size() != widths.size())
    throw bad_rows(in, text("is told of {} features whether they are categories, but has {}",
                            "给出了 {} 个特征是否为类别，而特征有 {} 个", in.categories.size(),
                            widths.size()));
  std::int64_t column = 0;
  for (std::size_t i = 0; i < widths.size(); ++i) {
    if (i < in.num_ids.size() && in.num_ids[i] > 0) {
      TextFeature text{{}, in.num_ids[i]};
      if (i < in.vocabularies.size()) text.vocabulary = in.vocabularies[i];
      for (std::int64_t k = 0; k < widths[i]; ++k) text.columns.push_back(column++);
      features.texts.push_back(std::move(text));
      continue;
    }
    features.amount_widths.push_back(widths[i]);
    const bool category = in.categories.empty() ? widths[i] > 1 : in.categories[i];
    for (std::int64_t k = 0; k < widths[i]; ++k, ++column) {
      features.amounts.push_back(column);
      (widths[i] == 1 && !category ? features.numbers : features.others).push_back(column);
    }
  }
  return features;
}

OptionDefs with_embedding_options(OptionDefs own) {
  own.emplace_back("text_width", 32, "of the vector of a text");
  own.emplace_back("embedding", "none", "of numbers: none, or periodic");
  own.emplace_back("embedding_width", 24, "of each number");
  own.emplace_back("frequencies", 48, "of each number");
  own.emplace_back("frequency_deviation", 0.01, "of the distribution that frequencies start from");
  return own;
}

bool embeds_numbers(const ModelInputs& in) {
  const std::string& embedding = in.options.string("embedding");
  in.options.require(
      embedding == "none" || embedding == "periodic", "embedding",
      text("must be none or periodic, not {}", "须为 none 或 periodic，而不是 {}", embedding));
  return embedding == "periodic";
}

Functional::Tap read_bag(Functional& net, const ModelInputs& in, const Functional::Tap& row,
                         const TextFeature& text, std::int64_t dim, const Initializer& start) {
  const auto half = text.columns.begin() + std::ssize(text.columns) / 2;
  return net(EmbeddingBag(text.num_ids, dim, {.table_initializer = start}),
             {columns_of(net, in, row, {text.columns.begin(), half}),
              columns_of(net, in, row, {half, text.columns.end()})});
}

Network table_network(const ModelInputs& in, const Layers& layers) {
  const TableFeatures features = read_features(in);
  Functional net;
  const Functional::Tap row = net(Input(in.input_shape));
  std::vector<Functional::Tap> parts;
  if (embeds_numbers(in) && !features.numbers.empty()) {
    const auto numbers =
        net(PeriodicEmbedding(in.options.integer("embedding_width"),
                              {.frequencies = in.options.integer("frequencies"),
                               .deviation = in.options.number("frequency_deviation")}),
            columns_of(net, in, row, features.numbers));
    parts.push_back(net(Flatten(), numbers));
    if (!features.others.empty()) parts.push_back(net(Columns(features.others), row));
  } else if (!features.amounts.empty()) {
    parts.push_back(columns_of(net, in, row, features.amounts));
  }
  for (const TextFeature& text : features.texts)
    parts.push_back(read_bag(net, in, row, text, read_count(in, "text_width"),
                             RandomNormal({.deviation = 0.1})));
  Functional::Tap tap = parts.size() == 1 ? parts[0] : net(Concat({.axis = 1}), parts);
  for (const Layer& layer : layers) tap = net(layer, tap);
  return net.network(tap);
}

Layers relu_layers(std::int64_t count, std::int64_t width, double dropout) {
  Layers layers;
  for (std::int64_t i = 0; i < count; ++i) {
    layers.push_back(Dense(width, {.activation = "relu", .kernel_initializer = "fan_in_uniform"}));
    if (dropout != 0) layers.push_back(Dropout(dropout));
  }
  return layers;
}

Layers table_output(const ModelInputs& in) {
  const Head head = read_head(in);
  Layers layers{
      Dense(head.units, {.activation = head.activation, .kernel_initializer = "fan_in_uniform"})};
  if (in.ordered_classes) layers.push_back(CumulativeLink(in.num_classes));
  return layers;
}

Layers ensemble_output(const ModelInputs& in) {
  const Head head = read_head(in);
  Layers layers{MemberDense(
      head.units, {.activation = head.activation, .kernel_initializer = "fan_in_uniform"})};
  if (in.ordered_classes) layers.push_back(CumulativeLink(in.num_classes));
  layers.push_back(MemberMean());
  return layers;
}

std::int64_t read_count(const ModelInputs& in, std::string_view option) {
  const std::int64_t count = in.options.integer(option);
  in.options.require(count >= 1, option, text("must be at least 1", "须至少为 1"));
  return count;
}

void require_tokens(const ModelInputs& in) {
  if (in.input_shape.size() == 1 && in.num_classes >= 2) return;
  throw Error("bad_model_input",
              text("{} takes tokens, not rows of {} axes with {} classes",
                   "{} 的输入须为词元, 而不是 {} 维、{} 类的行", in.options.spec().kind,
                   in.input_shape.size(), in.num_classes))
      .expected(text("a text", "文本"));
}

TrainingDefaults table_training(double learning_rate, double weight_decay) {
  return {.optimizer =
              AdamW({.learning_rate = CosineDecay(learning_rate), .weight_decay = weight_decay}),
          .epochs = 30,
          .batch = 256};
}

}  // namespace ingot
