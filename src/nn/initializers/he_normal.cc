#include <cmath>

#include "nn/initializer_def.h"

namespace ingot {

InitializerDef define_he_normal_initializer() {
  return {
      .name = "he_normal",
      .constructor = "HeNormal",
      .doc =
          "Truncated normal with variance 2 / fan_in, for ReLU.\n"
          "Source: He et al. 2015, Delving deep into rectifiers, eq. 10.",
      .fill =
          [](const InitializerInputs& in, std::span<double> values) {
            // 0.8796...: standard deviation of a standard normal truncated at 2.
            const double deviation =
                std::sqrt(2 / static_cast<double>(in.fans.in)) / 0.87962566103423978;
            for (std::size_t i = 0; i < values.size(); ++i)
              values[i] = deviation * in.draws.truncated_normal(static_cast<std::int64_t>(i));
          },
  };
}

}  // namespace ingot
