#include "nn/initializer_def.h"

namespace ingot {

InitializerDef define_identity_initializer() {
  return {
      .name = "identity",
      .constructor = "Identity",
      .doc = "`gain` on the diagonal of a matrix, 0 elsewhere.",
      .options = {{"gain", 1.0, "value on the diagonal"}},
      .fill =
          [](const InitializerInputs& in, std::span<double> values) {
            if (in.shape.rank() != 2)
              throw in.options.fail("shape",
                                    text("{} is not a matrix", "{} 不是矩阵", to_string(in.shape)));
            std::ranges::fill(values, 0.0);
            const std::int64_t diagonal = std::min(in.shape[0], in.shape[1]);
            for (std::int64_t i = 0; i < diagonal; ++i)
              values[static_cast<std::size_t>(i * (in.shape[1] + 1))] = in.options.number("gain");
          },
  };
}

}  // namespace ingot
