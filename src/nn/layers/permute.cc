#include "nn/layer_def.h"

namespace ingot {

LayerDef define_permute_layer() {
  return {
      .name = "permute",
      .constructor = "Permute",
      .doc =
          "The axes of each row in another order: {2, 1} swaps the first two after the batch.\n"
          "Source: definition.",
      .arguments = {{"axes", Ints{}, "for each axis of the result after the batch, one from 1"}},
      .trace =
          [](LayerContext& c, const Values& in) {
            Ints axes = c.options.integers("axes"), sorted = axes;
            std::ranges::sort(sorted);
            bool complete = static_cast<int>(axes.size()) + 1 == in[0].rank();
            for (std::size_t i = 0; complete && i < axes.size(); ++i)
              complete = sorted[i] == static_cast<std::int64_t>(i) + 1;
            c.options.require(complete, "axes",
                              text("must name each of the axes 1 .. {} once, not [{}]",
                                   "须恰好列出轴 1 .. {} 各一次，而不是 [{}]", in[0].rank() - 1,
                                   fmt::join(axes, ", ")));
            axes.insert(axes.begin(), 0);
            return c.g.transpose(in[0], axes);
          },
  };
}

}  // namespace ingot
