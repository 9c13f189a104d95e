#include <numeric>

#include "ops/common.h"

namespace ingot {

OpDef define_split() {
  return {
      .name = "split",
      .doc =
          "x cut along `axis` into parts of the given sizes: one output for each.\n"
          "Source: NumPy reference, numpy.split.",
      .inputs = {{"x", "any tensor, rank >= 1"}},
      .attrs = {{"sizes", Ints{}, "size of each part; together the size of the axis"},
                {"axis", 0, "axis to cut; negative counts from the end"}},
      .infer = [](const NodeView& n) -> TensorTypes {
        const TensorType& x = n.input_type(0);
        const int axis = n.axis("axis");
        const Ints& sizes = n.integers("sizes");
        const bool valid =
            !sizes.empty() &&
            std::all_of(sizes.begin(), sizes.end(), [](std::int64_t s) { return s >= 0; }) &&
            std::accumulate(sizes.begin(), sizes.end(), std::int64_t{0}) == x.shape[axis];
        n.require(valid, text("parts of sizes [{}] do not make up an axis of {}",
                              "大小为 [{}] 的各部分不能组成大小为 {} 的轴", fmt::join(sizes, ","),
                              x.shape[axis]));
        TensorTypes types;
        for (std::int64_t size : sizes) types.push_back({x.dtype, x.shape.with(axis, size)});
        return types;
      },
      .outputs = {"parts", "..."},
      .expand = [](Builder& g, const NodeView& n) -> Values {
        const auto axis = static_cast<std::size_t>(n.axis("axis"));
        const Ints whole = n.input_type(0).shape.to_vector();
        std::int64_t at = 0;
        Values parts;
        for (std::int64_t size : n.integers("sizes")) {
          Ints starts(whole.size(), 0), stops = whole;
          starts[axis] = at;
          stops[axis] = at += size;
          parts.push_back(g.slice(n.input(0), starts, stops));
        }
        return parts;
      },
      .grad = [](Builder& g, const NodeView& n, const Values& dy) -> Values {
        Values parts;
        for (std::size_t i = 0; i < dy.size(); ++i)
          parts.push_back(dy[i] ? dy[i] : zeros(g, n.output_type(static_cast<int>(i))));
        return {g.concat(parts, n.axis("axis"))};
      },
      .onnx = {.name = "Split", .since = 13, .attrs = {{"axis", "axis"}}},
      .samples = {"f32[5,3] sizes=[2,3]", "f64[2,6] sizes=[1,2,3] axis=1", "f64[4] sizes=[4]",
                  "f32[0,2] sizes=[0,0]", "bf16[3] sizes=[1,1,1] axis=-1", "i64[4] sizes=[0,4]"},
  };
}

}  // namespace ingot
