#include "nn/initializer_def.h"

namespace ingot {

InitializerDef define_uniform_initializer() {
  return {
      .name = "uniform",
      .constructor = "RandomUniform",
      .doc = "Uniform in [low, high).",
      .options = {{"low", -0.05, "smallest value"}, {"high", 0.05, "upper bound"}},
      .fill =
          [](const InitializerInputs& in, std::span<double> values) {
            const double low = in.options.number("low"), high = in.options.number("high");
            for (std::size_t i = 0; i < values.size(); ++i)
              values[i] = low + (high - low) * in.draws.uniform(static_cast<std::int64_t>(i));
          },
  };
}

}  // namespace ingot
