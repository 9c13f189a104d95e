#include "ops/common.h"

namespace ingot {
namespace {

// The permutation with negatives resolved; an empty one reverses all axes.
std::vector<int> permutation(const NodeView& n) {
  const int rank = n.input_type(0).rank();
  std::vector<int> perm;
  for (std::int64_t a : n.integers("perm")) perm.push_back(resolve_axis(n, a, rank));
  if (perm.empty())
    for (int a = rank - 1; a >= 0; --a) perm.push_back(a);
  std::vector<int> sorted = perm;
  std::sort(sorted.begin(), sorted.end());
  bool complete = static_cast<int>(perm.size()) == rank;
  for (int a = 0; complete && a < rank; ++a) complete = sorted[static_cast<std::size_t>(a)] == a;
  n.require(complete, text("perm [{}] does not name each of {} axes once",
                           "perm [{}] 没有恰好列出全部 {} 个轴各一次", fmt::join(perm, ","), rank));
  return perm;
}

}  // namespace

OpDef define_transpose() {
  return {
      .name = "transpose",
      .doc =
          "Axis i of the result is axis perm[i] of x. An empty `perm` reverses all axes.\n"
          "Source: NumPy reference, numpy.transpose.",
      .inputs = {{"x", "any tensor"}},
      .attrs = {{"perm", Ints{}, "for each axis of the result, the axis of x"}},
      .infer =
          [](const NodeView& n) {
            const TensorType& x = n.input_type(0);
            Shape shape;
            for (int a : permutation(n)) shape.push_back(x.shape[a]);
            return TensorType{x.dtype, shape};
          },
      .reference =
          [](const ReferenceArgs& r) {
            const Strides own = r.input(0).shape().strides();
            Strides strides{};
            std::size_t i = 0;
            for (int a : permutation(r.node())) strides[i++] = own[static_cast<std::size_t>(a)];
            const Shape& to = r.output(0).shape();
            copy_box(to, r.input(0).dtype(), r.input(0).raw(), strides, r.output(0).mutable_raw(),
                     to.strides());
          },
      .grad = [](Builder& g, const NodeView& n, const Values& dy) -> Values {
        const std::vector<int> perm = permutation(n);
        Ints inverse(perm.size());
        for (std::size_t i = 0; i < perm.size(); ++i)
          inverse[static_cast<std::size_t>(perm[i])] = static_cast<std::int64_t>(i);
        return {g.transpose(dy[0], inverse)};
      },
      .onnx = {.name = "Transpose", .since = 13, .attrs = {{"perm", "perm"}}},
      .samples = {"f32[3,4]", "f64[2,3,4] perm=[0,2,1]", "f64[2,3,4,5] perm=[0,-1,1,2]", "f64[]",
                  "f32[0,3] perm=[1,0]", "bf16[17,33]", "i64[2,3] perm=[1,0]", "bool[3,2,2]",
                  "f32[2,3,40,50] perm=[0,2,3,1]"},
  };
}

}  // namespace ingot
