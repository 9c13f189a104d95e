#include "nn/layer_def.h"

namespace ingot {

LayerDef define_activation_layer() {
  return {
      .name = "activation",
      .constructor = "Activation",
      .doc =
          "A function by name, element by element (softmax: over the last axis).\n"
          "Source: the op of that name.",
      .arguments = {{"function", "linear", "relu, gelu, sigmoid, tanh, softmax ..."}},
      .trace = [](LayerContext& c,
                  const Values& in) { return c.activate(c.options.string("function"), in[0]); },
  };
}

}  // namespace ingot
