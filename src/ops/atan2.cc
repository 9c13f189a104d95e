#include "ops/common.h"

namespace ingot {

OpDef define_atan2() {
  return {
      .name = "atan2",
      .doc =
          "The angle of the point (x, y) in radians, in [-pi, pi], with broadcasting; atan2(0,\n"
          "0) = 0.\n"
          "Source: IEEE 754-2019, sec. 9.2.",
      .inputs = {{"y", "float tensor"}, {"x", "of the same dtype, broadcast"}},
      .infer = infer_float,
      .scalar = [](const NodeView&, std::span<const Expr> x) { return scalar::atan2(x[0], x[1]); },
      .samples = {"f32[3,4] f32[3,4] range=0.5..2", "f64[5] f64[1] range=-2..-0.5",
                  "f64[2,3] f64[3] range=0.5..2 range1=-2..-0.5", "f32[0] f32[0]",
                  "bf16[3] bf16[] range=1..2"},
  };
}

}  // namespace ingot
