#include "nn/initializer_def.h"

namespace ingot {

InitializerDef define_truncated_normal_initializer() {
  return {
      .name = "truncated_normal",
      .constructor = "TruncatedNormal",
      .doc = "Normal, with values beyond 2 standard deviations drawn again.",
      .options = {{"mean", 0.0, "mean"},
                  {"deviation", 0.05, "standard deviation before truncation"}},
      .fill =
          [](const InitializerInputs& in, std::span<double> values) {
            const double mean = in.options.number("mean"),
                         deviation = in.options.number("deviation");
            for (std::size_t i = 0; i < values.size(); ++i)
              values[i] =
                  mean + deviation * in.draws.truncated_normal(static_cast<std::int64_t>(i));
          },
  };
}

}  // namespace ingot
