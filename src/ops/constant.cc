#include "ops/common.h"

namespace ingot {

OpDef define_constant() {
  return {
      .name = "constant",
      .doc = "A value that is part of the graph.\nSource: the graph's own definition.",
      .attrs = {{"value", Tensor(), "the elements"}},
      .infer = [](const NodeView& n) { return n.tensor("value").type(); },
      .traits = {Trait::source},
      .onnx = {.name = "Constant", .since = 13, .attrs = {{"value", "value"}}},
  };
}

}  // namespace ingot
