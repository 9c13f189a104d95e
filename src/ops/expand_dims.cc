#include "ops/common.h"

namespace ingot {
namespace {

TensorType widened(const NodeView& n) {
  const TensorType& x = n.input_type(0);
  const Ints& axes = n.integers("axes");
  const int rank = x.rank() + static_cast<int>(axes.size());
  n.require(rank <= Shape::kMaxRank,
            text("the result would have more than {} axes", "结果将超过 {} 个轴", Shape::kMaxRank));
  std::array<bool, Shape::kMaxRank> added{};
  for (std::int64_t a : axes) {
    bool& slot = added[static_cast<std::size_t>(resolve_axis(n, a, rank))];
    n.require(!slot, text("axis {} is added twice", "轴 {} 被重复添加", a));
    slot = true;
  }
  Shape shape;
  for (int a = 0, from = 0; a < rank; ++a)
    shape.push_back(added[static_cast<std::size_t>(a)] ? 1 : x.shape[from++]);
  return {x.dtype, shape};
}

}  // namespace

OpDef define_expand_dims() {
  return {
      .name = "expand_dims",
      .doc =
          "x with new axes of size 1 at the positions `axes` of the result.\n"
          "Source: NumPy reference, numpy.expand_dims.",
      .inputs = {{"x", "any tensor"}},
      .attrs = {{"axes", Ints{}, "positions in the result; negative ones count from its end"}},
      .infer = widened,
      .expand = [](Builder& g, const NodeView& n) -> Values {
        return {g.reshape(n.input(0), widened(n).shape.to_vector())};
      },
      .onnx = {.name = "Unsqueeze", .since = 13},
      .samples = {"f32[3,4] axes=[0]", "f64[3,4] axes=[1,-1]", "f64[] axes=[0,1]",
                  "f32[0] axes=[1]", "bf16[2] axes=[]", "i64[5] axes=[-2]"},
  };
}

}  // namespace ingot
