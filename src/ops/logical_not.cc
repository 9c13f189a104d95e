#include "ops/common.h"

namespace ingot {

OpDef define_logical_not() {
  return {
      .name = "logical_not",
      .doc =
          "True where x is false.\n"
          "Source: Boole 1854.",
      .inputs = {{"x", "boolean tensor"}},
      .infer = infer_logical,
      .scalar = [](const NodeView&, std::span<const Expr> x) { return !x[0]; },
      .onnx = {.name = "Not", .since = 1},
      .samples = {"bool[8]", "bool[2,3]", "bool[0]", "bool[]"},
  };
}

}  // namespace ingot
