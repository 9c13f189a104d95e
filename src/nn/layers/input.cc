#include "nn/layer_def.h"

namespace ingot {

LayerDef define_input_layer() {
  return {
      .name = "input",
      .constructor = "Input",
      .doc =
          "Where rows enter a network: (batch, shape...).\n"
          "Source: definition.",
      .arguments = {{"shape", Ints{}, "of one row"}},
      .options = {{"dtype", "f32", "element type"}},
      .min_inputs = 0,
      .max_inputs = 1,
      .trace = [](LayerContext&, const Values& in) { return in.at(0); },
  };
}

}  // namespace ingot
