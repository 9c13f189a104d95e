#include <cmath>

#include "nn/initializer_def.h"

namespace ingot {

InitializerDef define_fan_in_uniform_initializer() {
  return {
      .name = "fan_in_uniform",
      .constructor = "FanInUniform",
      .doc =
          "Uniform in [-1 / sqrt(fan_in), 1 / sqrt(fan_in)), the usual start of PyTorch's dense\n"
          "layers, with which the models of tables were published.\n"
          "Source: PyTorch reference, torch.nn.Linear.",
      .fill =
          [](const InitializerInputs& in, std::span<double> values) {
            const double limit = 1 / std::sqrt(static_cast<double>(in.fans.in));
            for (std::size_t i = 0; i < values.size(); ++i)
              values[i] = limit * (2 * in.draws.uniform(static_cast<std::int64_t>(i)) - 1);
          },
  };
}

}  // namespace ingot
