#include "nn/initializer_def.h"

namespace ingot {

InitializerDef define_normal_initializer() {
  return {
      .name = "normal",
      .constructor = "RandomNormal",
      .doc = "Normal with the given mean and standard deviation.",
      .options = {{"mean", 0.0, "mean"}, {"deviation", 0.05, "standard deviation"}},
      .fill =
          [](const InitializerInputs& in, std::span<double> values) {
            const double mean = in.options.number("mean"),
                         deviation = in.options.number("deviation");
            for (std::size_t i = 0; i < values.size(); ++i)
              values[i] = mean + deviation * in.draws.normal(static_cast<std::int64_t>(i));
          },
  };
}

}  // namespace ingot
