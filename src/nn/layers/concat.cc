#include "nn/layer_def.h"

namespace ingot {

LayerDef define_concat_layer() {
  return {
      .name = "concat",
      .constructor = "Concat",
      .doc =
          "The inputs one after another along an axis.\n"
          "Source: definition.",
      .options = {{"axis", 1, "of the inputs, from 1; negative counts from the end"}},
      .min_inputs = 2,
      .max_inputs = 64,
      .trace =
          [](LayerContext& c, const Values& in) {
            const std::int64_t given = c.options.integer("axis"), rank = in[0].rank();
            const std::int64_t axis = given < 0 ? given + rank : given;
            c.options.require(axis >= 1 && axis < rank, "axis",
                              text("{} is not one of the axes 1 .. {}", "{} 不在轴 1 .. {} 之中",
                                   given, rank - 1));
            return c.g.concat(in, axis);
          },
  };
}

}  // namespace ingot
