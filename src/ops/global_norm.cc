#include "ops/common.h"

namespace ingot {
namespace {

DType norm_dtype(const NodeView& n) {
  for (int i = 0; i < n.num_inputs(); ++i)
    if (n.input_type(i).dtype == f64) return f64;
  return f32;
}

Value as(Builder& g, const Value& v, DType dtype) {
  return v.dtype() == dtype ? v : g.cast(v, dtype);
}

}  // namespace

OpDef define_global_norm() {
  return {
      .name = "global_norm",
      .doc =
          "The square root of the sum of the squares of all elements of all inputs, in f64 when\n"
          "one input is f64, else in f32. Of no elements: 0. Where the norm is 0 the gradient is\n"
          "0.\n"
          "Source: Pascanu et al. 2013, On the difficulty of training recurrent neural networks.",
      .inputs = {{"values", "float tensors of any shapes and types", Arity::variadic}},
      .infer =
          [](const NodeView& n) {
            for (int i = 0; i < n.num_inputs(); ++i) n.require_float(i);
            return TensorTypes(TensorType{norm_dtype(n), {}});
          },
      .traits = {Trait::training_only},
      .expand = [](Builder& g, const NodeView& n) -> Values {
        const DType dtype = norm_dtype(n);
        Value sum;
        for (const Value& v : n.inputs()) {
          const Value part = g.sum(g.square(as(g, v, dtype)), Ints{}, drop_dims);
          sum = sum ? sum + part : part;
        }
        return {sum ? g.sqrt(sum) : g.scalar(dtype, 0)};
      },
      .grad = [](Builder& g, const NodeView& n, const Values& dy) -> Values {
        const Value norm = n.output(0), zero = g.scalar_like(norm, 0);
        const Value factor = g.select(g.equal(norm, zero), zero, dy[0] / norm);
        Values result;
        for (const Value& v : n.inputs())
          result.push_back(as(g, as(g, v, norm.dtype()) * factor, v.dtype()));
        return result;
      },
      .samples = {"f32[3,4]", "f64[3] f64[2,2] f64[]", "f32[3] bf16[5]", "f32[0] nograd"},
  };
}

}  // namespace ingot
