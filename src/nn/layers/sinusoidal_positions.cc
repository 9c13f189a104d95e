#include <cmath>

#include "nn/layer_def.h"

namespace ingot {
namespace {

// Pairs of sine and cosine, slower from pair to pair: (tokens, width).
Value waves(LayerContext& c, std::int64_t tokens, std::int64_t width) {
  constexpr double kSlowest = 10'000;
  Builder& g = c.g;
  const Ints grid{tokens, width};
  Value position = g.iota(f32, grid, 0);
  if (c.decoding()) position = position + g.cast(c.decoding()->position, f32);
  const Value number = g.iota(f32, grid, 1), pair = g.floor(number * 0.5) * 2.0;
  const Value angle = position * g.exp(pair * (-std::log(kSlowest) / static_cast<double>(width)));
  return g.select(g.equal(number, pair), g.sin(angle), g.cos(angle));
}

Value trace_sinusoidal_positions(LayerContext& c, const Values& in) {
  const Value& x = in[0];
  c.require_rank(x, 3, text("(batch, tokens, width)", "(批次, 词元, 宽度)"));
  const double scale = c.options.number("scale");
  const Value table = waves(c, x.shape()[1], x.shape()[2]);
  return (scale == 1 ? x : x * scale) + (x.dtype() == f32 ? table : c.g.cast(table, x.dtype()));
}

}  // namespace

LayerDef define_sinusoidal_positions_layer() {
  return {
      .name = "sinusoidal_positions",
      .constructor = "SinusoidalPositions",
      .doc =
          "Adds a fixed vector for each position to scale x, x (batch, tokens, width): number 2i "
          "of\n"
          "it is sin(position / 10000^(2i / width)), number 2i + 1 the cosine. It has no weights, "
          "so\n"
          "that rows of any length may be trained with.\n"
          "Source: Vaswani et al. 2017, Attention is all you need, sec. 3.5.",
      .options = {{"scale", 1.0, "of what the positions are added to"}},
      .trace = trace_sinusoidal_positions,
  };
}

}  // namespace ingot
