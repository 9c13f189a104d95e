#include "ops/common.h"

namespace ingot {

OpDef define_all_finite() {
  return {
      .name = "all_finite",
      .doc =
          "True when no element of any input is NaN or infinite; of no inputs: true.\n"
          "Source: definition.",
      .inputs = {{"values", "float tensors of any shapes and types", Arity::variadic}},
      .infer =
          [](const NodeView& n) {
            for (int i = 0; i < n.num_inputs(); ++i) n.require_float(i);
            return TensorTypes(TensorType{boolean, {}});
          },
      .traits = {Trait::training_only},
      .expand = [](Builder& g, const NodeView& n) -> Values {
        Value result;
        for (const Value& v : n.inputs()) {
          const Value finite = g.all(g.is_finite(v), Ints{}, drop_dims);
          result = result ? g.logical_and(result, finite) : finite;
        }
        return {result ? result : g.scalar(boolean, 1)};
      },
      .no_grad = "it is piecewise constant",
      .samples = {"f32[3,4]", "f32[3] f64[2,2] bf16[5]", "f32[0]", "f64[]"},
  };
}

}  // namespace ingot
