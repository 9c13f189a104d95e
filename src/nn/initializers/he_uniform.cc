#include <cmath>

#include "nn/initializer_def.h"

namespace ingot {

InitializerDef define_he_uniform_initializer() {
  return {
      .name = "he_uniform",
      .constructor = "HeUniform",
      .doc =
          "Uniform with variance 2 / fan_in, for ReLU.\n"
          "Source: He et al. 2015, Delving deep into rectifiers, eq. 10.",
      .fill =
          [](const InitializerInputs& in, std::span<double> values) {
            const double limit = std::sqrt(3 * 2 / static_cast<double>(in.fans.in));
            for (std::size_t i = 0; i < values.size(); ++i)
              values[i] = limit * (2 * in.draws.uniform(static_cast<std::int64_t>(i)) - 1);
          },
  };
}

}  // namespace ingot
