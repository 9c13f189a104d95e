#include "nn/layer_def.h"

namespace ingot {

LayerDef define_concat_layer() {
  return {
      .name = "concat",
      .constructor = "Concat",
      .doc =
          "The inputs one after another along an axis.\n"
          "Source: definition.",
      .options = {{"axis", 1, "of the inputs; 0 counts rows"}},
      .min_inputs = 2,
      .max_inputs = 64,
      .trace =
          [](LayerContext& c, const Values& in) {
            c.options.require(c.options.integer("axis") != 0, "axis",
                              text("cannot be 0: rows stay apart", "不能为 0：各行须保持独立"));
            return c.g.concat(in, c.options.integer("axis"));
          },
  };
}

}  // namespace ingot
