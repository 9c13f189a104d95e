#include <cmath>

#include "nn/initializer_def.h"

namespace ingot {

InitializerDef define_glorot_normal_initializer() {
  return {
      .name = "glorot_normal",
      .constructor = "GlorotNormal",
      .doc =
          "Truncated normal with variance 2 / (fan_in + fan_out).\n"
          "Source: Glorot and Bengio 2010, eq. 16.",
      .fill =
          [](const InitializerInputs& in, std::span<double> values) {
            // 0.8796...: standard deviation of a standard normal truncated at 2.
            const double deviation =
                std::sqrt(2 / static_cast<double>(in.fans.in + in.fans.out)) / 0.87962566103423978;
            for (std::size_t i = 0; i < values.size(); ++i)
              values[i] = deviation * in.draws.truncated_normal(static_cast<std::int64_t>(i));
          },
  };
}

}  // namespace ingot
