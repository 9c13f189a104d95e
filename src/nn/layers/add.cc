#include "nn/layer_def.h"

namespace ingot {

LayerDef define_add_layer() {
  return {
      .name = "add",
      .constructor = "Add",
      .doc =
          "The sum of all inputs.\n"
          "Source: definition.",
      .min_inputs = 2,
      .max_inputs = 64,
      .trace =
          [](LayerContext& c, const Values& in) {
            Value sum = in[0];
            for (std::size_t i = 1; i < in.size(); ++i) {
              c.require(in[i].type() == in[0].type(), in,
                        text("adds values of one type", "只能相加相同类型的值"));
              sum = sum + in[i];
            }
            return sum;
          },
  };
}

}  // namespace ingot
