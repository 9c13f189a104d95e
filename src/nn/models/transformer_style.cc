#include "nn/models/transformer_style.h"

#include <algorithm>

#include "nn/models/texts.h"

namespace ingot {
namespace {

constexpr const char* kGated = "swiglu";

// One of the words that an option may be. errors: bad_option
std::string read_word(const ModelInputs& in, const char* option,
                      const std::vector<std::string>& words) {
  const std::string& given = in.options.string(option);
  in.options.require(
      std::ranges::find(words, given) != words.end(), option,
      text("must be one of {}, not {}", "须为 {} 之一，而不是 {}", fmt::join(words, ", "), given));
  return given;
}

}  // namespace

std::string TransformerStyle::places() const {
  return positions == "rotary" || positions == "alibi" ? positions : "none";
}

Layer TransformerStyle::norm(const std::string& name, double epsilon) const {
  if (is_rms) return RMSNorm({.epsilon = 1e-5, .name = name});
  return LayerNorm({.epsilon = epsilon, .name = name});
}

Layers TransformerStyle::feed_forward(const FeedForward& f) const {
  const Layer inner = is_gated ? Layer(GatedDense(2 * f.inner / 3, {.activation = "silu",
                                                                    .kernel_initializer = f.start,
                                                                    .name = f.inner_name}))
                               : Layer(Dense(f.inner, {.activation = activation,
                                                       .kernel_initializer = f.start,
                                                       .name = f.inner_name}));
  return {inner, Dense(f.width, {.kernel_initializer = f.start, .name = f.outer_name})};
}

Functional::Tap TransformerStyle::fed_forward(Functional& net, Functional::Tap x,
                                              const FeedForward& sizes) const {
  for (const Layer& layer : feed_forward(sizes)) x = net(layer, x);
  return x;
}

Functional::Tap TransformerStyle::placed(Functional& net, const Functional::Tap& tokens,
                                         const Layer& learned, const Layer& waves) const {
  if (positions == "learned") return net(learned, tokens);
  if (positions == "sinusoidal") return net(waves, tokens);
  return tokens;
}

Functional::Tap TransformerStyle::added(
    Functional& net, const Functional::Tap& x, double rate,
    const std::function<Functional::Tap(const Functional::Tap&)>& find,
    const std::string& norm_name) const {
  if (norm_first) return add_found(net, x, find(net(norm(norm_name), x)), rate);
  return net(norm(norm_name), add_found(net, x, find(x), rate));
}

Functional::Tap TransformerStyle::closed(Functional& net, const Functional::Tap& x,
                                         const std::string& norm_name) const {
  return norm_first ? net(norm(norm_name), x) : x;
}

TransformerStyle read_transformer_style(const ModelInputs& in, const TransformerChoices& choices) {
  return {.positions = read_word(in, "positions", choices.positions),
          .activation = choices.activation,
          .key_heads = in.options.integer("key_heads"),
          .is_gated = read_word(in, "feed_forward", {choices.activation, kGated}) == kGated,
          .is_rms = read_word(in, "norm", {"layer", "rms"}) == "rms",
          .norm_first = read_word(in, "norm_place", {"before", "after"}) == "before"};
}

OptionDefs with_transformer_style(OptionDefs options, const TransformerChoices& choices) {
  const std::vector<std::string> others(choices.positions.begin() + 1, choices.positions.end());
  for (OptionDef& option : OptionDefs{
           {"positions", choices.positions[0], fmt::format("or {}", fmt::join(others, ", "))},
           {"key_heads", 0, "of keys and values, each for a group of heads; 0: as heads"},
           {"feed_forward", choices.activation, "or swiglu: a gated layer"},
           {"norm", "layer", "or rms"},
           {"norm_place", "before", "or after: of attention and dense layers"}})
    options.push_back(std::move(option));
  return options;
}

const TransformerChoices& encoder_choices() {
  static const TransformerChoices choices{{"learned", "sinusoidal", "rotary", "none"}, "gelu"};
  return choices;
}

}  // namespace ingot
