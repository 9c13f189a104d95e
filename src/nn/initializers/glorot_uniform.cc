#include <cmath>

#include "nn/initializer_def.h"

namespace ingot {

InitializerDef define_glorot_uniform_initializer() {
  return {
      .name = "glorot_uniform",
      .constructor = "GlorotUniform",
      .doc =
          "Uniform with variance 2 / (fan_in + fan_out).\n"
          "Source: Glorot and Bengio 2010, eq. 16.",
      .fill =
          [](const InitializerInputs& in, std::span<double> values) {
            const double limit = std::sqrt(3 * 2 / static_cast<double>(in.fans.in + in.fans.out));
            for (std::size_t i = 0; i < values.size(); ++i)
              values[i] = limit * (2 * in.draws.uniform(static_cast<std::int64_t>(i)) - 1);
          },
  };
}

}  // namespace ingot
