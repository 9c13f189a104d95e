#include "ops/common.h"

namespace ingot {

OpDef define_state() {
  return {
      .name = "state",
      .doc =
          "A value that is kept between runs (weights, optimizer slots, running statistics). It\n"
          "reads as it was at the start of the run; an update replaces it at the end.\n"
          "Source: the graph's own definition.",
      .attrs = {{"name", "", "unique among the states"},
                {"dtype", f32, "element type"},
                {"shape", Ints{}, "size along each axis"}},
      .infer = infer_source,
      .traits = {Trait::source},
  };
}

}  // namespace ingot
