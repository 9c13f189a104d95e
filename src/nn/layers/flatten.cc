#include "nn/layer_def.h"

namespace ingot {

LayerDef define_flatten_layer() {
  return {
      .name = "flatten",
      .constructor = "Flatten",
      .doc =
          "(batch, ...) -> (batch, elements of a row).\n"
          "Source: definition.",
      .trace =
          [](LayerContext& c, const Values& in) {
            const Shape& s = in[0].shape();
            c.require(s.rank() >= 1, in, text("needs rows", "须为若干行"));
            std::int64_t elements = 1;
            for (int i = 1; i < s.rank(); ++i) elements *= s[i];
            return c.g.reshape(in[0], {s[0], elements});
          },
  };
}

}  // namespace ingot
