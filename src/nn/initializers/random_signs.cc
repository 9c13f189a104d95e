#include "nn/initializer_def.h"

namespace ingot {

InitializerDef define_random_signs_initializer() {
  return {
      .name = "random_signs",
      .constructor = "RandomSigns",
      .doc =
          "1 or -1, equally often.\n"
          "Source: Wen et al. 2020, BatchEnsemble, sec. 3.1.",
      .fill =
          [](const InitializerInputs& in, std::span<double> values) {
            for (std::size_t i = 0; i < values.size(); ++i)
              values[i] = in.draws.uniform(static_cast<std::int64_t>(i)) < 0.5 ? -1 : 1;
          },
  };
}

}  // namespace ingot
