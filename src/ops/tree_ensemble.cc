#include "graph/tree_ensemble.h"

#include "ops/common.h"

namespace ingot {
namespace {

void run_trees(const ReferenceArgs& r) {
  const TreeEnsemble trees = trees_of(r.node());
  const auto roots = trees.roots.data<std::int32_t>(), outputs = trees.outputs.data<std::int32_t>();
  const auto values = trees.values.data<float>(), base = trees.base.data<float>();
  const std::int64_t rows = r.input(0).shape()[0], width = r.input(0).shape()[1];
  const float* x = r.input(0).data<float>().data();
  float* y = r.output(0).mutable_data<float>().data();
  for (std::int64_t row = 0; row < rows; ++row, x += width, y += base.size()) {
    std::copy(base.begin(), base.end(), y);
    for (std::size_t t = 0; t < roots.size(); ++t)
      y[outputs[t]] += values[static_cast<std::size_t>(leaf_of(trees, roots[t], x))];
  }
}

}  // namespace

OpDef define_tree_ensemble() {
  return {
      .name = "tree_ensemble",
      .doc =
          "y[r, o] = base[o] + the leaves that row r of x reaches in the trees of output o, added\n"
          "one after the other in the order of the trees, in f32. At a split, a row goes to node\n"
          "left[i] when x[r, features[i]] < values[i], else to the node after it; NaN goes as\n"
          "missing_left[i] says. Children come after their parent.\n"
          "Source: Chen and Guestrin 2016, XGBoost: a scalable tree boosting system, sec. 2.1, "
          "3.4.",
      .inputs = {{"x", "f32 (rows, columns)"}},
      .attrs = {{"features", Tensor(), "i32 (nodes): the column that a split asks; -1: a leaf"},
                {"values", Tensor(), "f32 (nodes): the threshold of a split, or what a leaf adds"},
                {"left", Tensor(), "i32 (nodes): where smaller values go; 0 for leaves"},
                {"missing_left", Tensor(), "bool (nodes): NaN goes left"},
                {"roots", Tensor(), "i32 (trees)"},
                {"outputs", Tensor(), "i32 (trees): the column of y that a tree adds to"},
                {"base", Tensor(), "f32 (columns of y): what the sums begin with"}},
      .infer =
          [](const NodeView& n) {
            require_dtype(n, 0, f32);
            const Shape& x = n.input_type(0).shape;
            n.require(x.rank() == 2, text("x must be (rows, columns)", "x 须为 (行, 列)"));
            const TreeEnsemble trees = trees_of(n);
            const Text fault = fault_of(trees, x[1]);
            n.require(fault.empty(), fault);
            return TensorTypes(TensorType{f32, {x[0], trees.num_outputs()}});
          },
      .traits = {Trait::rowwise, Trait::sort_like},
      .reference = run_trees,
      .no_grad = "piecewise constant",
      .samples =
          {"f32[5,2] features=i32[3]{1,-1,-1} values=f32[3]{0.25,-1.5,2} left=i32[3]{1,0,0} "
           "missing_left=bool[3]{1,0,0} roots=i32[1]{0} outputs=i32[1]{0} base=f32[1]{0.5}",
           "f32[70,3] features=i32[9]{0,2,-1,-1,-1,1,-1,-1,-1} "
           "values=f32[9]{0,-0.5,0.1,0.2,0.4,1,0.8,1.6,3.2} left=i32[9]{1,3,0,0,0,6,0,0,0} "
           "missing_left=bool[9]{0,1,0,0,0,0,0,0,0} roots=i32[3]{0,5,8} outputs=i32[3]{1,0,1} "
           "base=f32[2]{0,-1}",
           "f32[0,1] features=i32[1]{-1} values=f32[1]{3} left=i32[1]{0} missing_left=bool[1]{0} "
           "roots=i32[1]{0} outputs=i32[1]{0} base=f32[1]{0}"},
  };
}

}  // namespace ingot
