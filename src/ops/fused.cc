#include "graph/op_def.h"
#include "graph/scalar_loop.h"

namespace ingot {

OpDef define_fused() {
  return {
      .name = "fused",
      .doc =
          "A cluster of scalar ops as one program over its inputs, which are broadcast to the "
          "common\n"
          "shape of all outputs. Made by the fusion pass; one output for each of the program's.\n"
          "Source: the expressions of the ops it stands for.",
      .inputs = {{"inputs", "tensors that broadcast to `shape`", Arity::variadic}},
      .attrs = {{"program", "", "scalar program in its text form"},
                {"dtypes", Ints{}, "element type of each output"},
                {"shape", Ints{}, "shape of each output"}},
      .infer =
          [](const NodeView& n) {
            TensorTypes types;
            for (std::int64_t d : n.integers("dtypes"))
              types.push_back({static_cast<DType>(d), Shape(n.integers("shape"))});
            return types;
          },
      .traits = {Trait::training_only},
      .outputs = {"outputs", "..."},
      .reference =
          [](const ReferenceArgs& r) {
            std::vector<TensorType> in, out;
            std::vector<const void*> sources;
            std::vector<void*> targets;
            for (int i = 0; i < r.node().num_inputs(); ++i) {
              in.push_back(r.input(i).type());
              sources.push_back(r.input(i).raw());
            }
            for (int i = 0; i < r.node().num_outputs(); ++i) {
              out.push_back(r.output(i).type());
              targets.push_back(r.output(i).mutable_raw());
            }
            run_scalar_program(parse_scalar_program(r.node().string("program")), in, out, sources,
                               targets);
          },
      .no_grad = "gradients are taken before fusion",
      .onnx = {},
      .samples = {},
  };
}

}  // namespace ingot
