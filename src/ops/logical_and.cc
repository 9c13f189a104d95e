#include "ops/common.h"

namespace ingot {

OpDef define_logical_and() {
  return {
      .name = "logical_and",
      .doc =
          "Both a and b, with broadcasting.\n"
          "Source: Boole 1854.",
      .inputs = {{"a", "boolean tensor"}, {"b", "boolean tensor, broadcast"}},
      .infer = infer_logical,
      .traits = {Trait::commutative},
      .scalar = [](const NodeView&, std::span<const Expr> x) { return x[0] && x[1]; },
      .onnx = {.name = "And", .since = 7},
      .samples = {"bool[8] bool[8]", "bool[3,1] bool[1,4]", "bool[0] bool[0]", "bool[] bool[]"},
  };
}

}  // namespace ingot
