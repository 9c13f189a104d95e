#include <cmath>

#include "nn/initializer_def.h"

namespace ingot {

InitializerDef define_lecun_uniform_initializer() {
  return {
      .name = "lecun_uniform",
      .constructor = "LecunUniform",
      .doc =
          "Uniform with variance 1 / fan_in.\n"
          "Source: LeCun et al. 1998, Efficient BackProp, eq. 16.",
      .fill =
          [](const InitializerInputs& in, std::span<double> values) {
            const double limit = std::sqrt(3 * 1 / static_cast<double>(in.fans.in));
            for (std::size_t i = 0; i < values.size(); ++i)
              values[i] = limit * (2 * in.draws.uniform(static_cast<std::int64_t>(i)) - 1);
          },
  };
}

}  // namespace ingot
