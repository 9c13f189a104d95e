#include "nn/layer_def.h"

namespace ingot {

LayerDef define_residual_layer() {
  return {
      .name = "residual",
      .constructor = "Residual",
      .doc =
          "activation(layers(x) + shortcut(x)); without shortcut layers x itself is added.\n"
          "Source: He et al. 2016, Deep residual learning for image recognition, eq. 1 and 2.",
      .arguments = {{"layers", Layers{}, "a chain from the input to what is added"}},
      .options = {{"shortcut", Layers{}, "a chain that gives the input the shape of the sum"},
                  {"activation", "linear", "name of an activation, after the sum"}},
      .trace =
          [](LayerContext& c, const Values& in) {
            const Values ends =
                c.chains({c.options.layers("layers"), c.options.layers("shortcut")}, in[0]);
            c.require(ends[0].type() == ends[1].type(), ends,
                      text("adds values of one type", "只能相加相同类型的值"));
            return c.activate(c.options.string("activation"), ends[0] + ends[1]);
          },
  };
}

}  // namespace ingot
