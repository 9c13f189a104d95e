#include <cmath>

#include "nn/initializer_def.h"

namespace ingot {

InitializerDef define_lecun_normal_initializer() {
  return {
      .name = "lecun_normal",
      .constructor = "LecunNormal",
      .doc =
          "Truncated normal with variance 1 / fan_in.\n"
          "Source: LeCun et al. 1998, Efficient BackProp, eq. 16.",
      .fill =
          [](const InitializerInputs& in, std::span<double> values) {
            // 0.8796...: standard deviation of a standard normal truncated at 2.
            const double deviation =
                std::sqrt(1 / static_cast<double>(in.fans.in)) / 0.87962566103423978;
            for (std::size_t i = 0; i < values.size(); ++i)
              values[i] = deviation * in.draws.truncated_normal(static_cast<std::int64_t>(i));
          },
  };
}

}  // namespace ingot
