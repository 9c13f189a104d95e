#include "ops/loops.h"

namespace ingot {

OpDef define_all() {
  return {
      .name = "all",
      .doc = "True where every element over `axes` is; also of no elements.\nSource: Boole 1854.",
      .inputs = {{"x", "boolean tensor"}},
      .attrs = {{"axes", Ints{}, "axes to reduce; empty: all"},
                {"keep", drop_dims, "keep these axes with size 1"}},
      .infer = infer_logical_reduction,
      .reference =
          [](const ReferenceArgs& r) {
            reduce<bool>(
                r.input(0), r.node().axes("axes"), true, [](bool acc, bool x) { return acc & x; },
                r.output(0).mutable_data<bool>().data(), [](bool acc) { return acc; });
          },
      .no_grad = "its values are true and false",
      .samples = {"bool[3,4]", "bool[2,3,4] axes=[1]", "bool[2,3,4] axes=[0,-1] keep=keep",
                  "bool[]", "bool[0,3] axes=[0]", "bool[0]"},
  };
}

}  // namespace ingot
