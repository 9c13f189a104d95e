#include "ops/common.h"

namespace ingot {

OpDef define_input() {
  return {
      .name = "input",
      .doc = "A value that the caller gives at each run.\nSource: the graph's own definition.",
      .attrs = {{"name", "", "unique among the inputs"},
                {"dtype", f32, "element type"},
                {"shape", Ints{}, "size along each axis"}},
      .infer = infer_source,
      .traits = {Trait::source},
  };
}

}  // namespace ingot
