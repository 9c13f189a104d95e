#include <cmath>

#include "ops/common.h"

namespace ingot {

OpDef define_clamp() {
  return {
      .name = "clamp",
      .doc =
          "min(max(x, low), high); NaN stays NaN. The slope is 1 from low to high, both\n"
          "included, else 0. For integers both bounds must be integers.\n"
          "Source: IEEE 754-2019, sec. 9.6.",
      .inputs = {{"x", "numbers"}},
      .attrs = {{"low", 0.0, "smallest result"}, {"high", 1.0, "largest result, not below `low`"}},
      .infer =
          [](const NodeView& n) {
            const double low = n.number("low"), high = n.number("high");
            n.require(low <= high,
                      text("low={} is above high={}", "low={} 大于 high={}", low, high));
            const bool whole = std::nearbyint(low) == low && std::nearbyint(high) == high;
            n.require(
                is_float(n.input_type(0).dtype) || whole,
                text("the bounds {} and {} are no integers", "界限 {} 和 {} 不是整数", low, high));
            return infer_number(n);
          },
      .traits = {Trait::idempotent},
      .scalar =
          [](const NodeView& n, std::span<const Expr> x) {
            return scalar::min(scalar::max(x[0], n.number("low")), n.number("high"));
          },
      .onnx = {.name = "Clip", .since = 13},
      .samples = {"f32[3,5]", "f64[7] range=-6..6", "bf16[2,3]", "f32[0,4]", "f64[] range=0.1..1",
                  "f32[5] range=-200..200 nograd", "f32[9] low=-0.5 high=0.7",
                  "i64[6] low=-2.0 high=2.0 range=-5..5"},
  };
}

}  // namespace ingot
