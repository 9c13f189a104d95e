#include "nn/layers/normalizations.h"

namespace ingot {

LayerDef define_take_layer() {
  return {
      .name = "take",
      .constructor = "Take",
      .doc =
          "The part at one position of an axis, which goes: (batch, tokens, width) ->\n"
          "(batch, width) along axis 1.\n"
          "Source: NumPy reference, numpy.take.",
      .arguments = {{"index", 0, "position; negative counts from the end"}},
      .options = {{"axis", 1, "of the position, from 1; negative counts from the end"}},
      .trace =
          [](LayerContext& c, const Values& in) {
            const Value& x = in[0];
            const int axis = normalized_axis(c, x);
            const std::int64_t given = c.options.integer("index"), size = x.shape()[axis],
                               index = given < 0 ? given + size : given;
            c.options.require(index >= 0 && index < size, "index",
                              text("{} is not one of the {} positions of axis {}",
                                   "{} 不在 {} 个位置之中，轴为 {}", given, size, axis));
            Ints starts(static_cast<std::size_t>(x.rank()), 0), stops = x.shape().to_vector();
            starts[static_cast<std::size_t>(axis)] = index;
            stops[static_cast<std::size_t>(axis)] = index + 1;
            return c.g.reshape(c.g.slice(x, starts, stops), x.shape().without(axis).to_vector());
          },
  };
}

}  // namespace ingot
