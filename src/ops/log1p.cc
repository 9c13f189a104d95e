#include "ops/common.h"

namespace ingot {

OpDef define_log1p() {
  return {
      .name = "log1p",
      .doc =
          "log(1 + x), exact also near 0; -infinity at -1, NaN below.\n"
          "Source: IEEE 754-2019, sec. 9.2.",
      .inputs = {{"x", "float tensor"}},
      .infer = infer_float,
      .scalar = [](const NodeView&, std::span<const Expr> x) { return scalar::log1p(x[0]); },
      .samples = {"f32[3,5] range=-0.9..9", "f64[7] range=-0.5..2", "bf16[2,3] range=0..4",
                  "f32[0,4]", "f64[]  range=0..1", "f64[4] range=-1e-9..1e-9",
                  "f32[2] range=-1..-1 nograd"},
  };
}

}  // namespace ingot
