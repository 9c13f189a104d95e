#include "nn/initializer_def.h"

namespace ingot {

InitializerDef define_ones_initializer() {
  return {
      .name = "ones",
      .constructor = "Ones",
      .doc = "All 1.",
      .fill =
          [](const InitializerInputs& in, std::span<double> values) {
            (void)in;
            std::ranges::fill(values, 1.0);
          },
  };
}

}  // namespace ingot
