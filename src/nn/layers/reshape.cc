#include "nn/layer_def.h"

namespace ingot {

LayerDef define_reshape_layer() {
  return {
      .name = "reshape",
      .constructor = "Reshape",
      .doc =
          "The elements of each row in another shape; one size may be -1.\n"
          "Source: definition.",
      .arguments = {{"shape", Ints{}, "of one row"}},
      .trace =
          [](LayerContext& c, const Values& in) {
            c.require(in[0].rank() >= 1, in, text("needs rows", "须为若干行"));
            Ints shape = c.options.integers("shape");
            shape.insert(shape.begin(), in[0].shape()[0]);
            return c.g.reshape(in[0], shape);
          },
  };
}

}  // namespace ingot
