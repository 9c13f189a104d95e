#include "nn/initializer_def.h"

namespace ingot {

InitializerDef define_zeros_initializer() {
  return {
      .name = "zeros",
      .constructor = "Zeros",
      .doc = "All 0.",
      .fill =
          [](const InitializerInputs& in, std::span<double> values) {
            (void)in;
            std::ranges::fill(values, 0.0);
          },
  };
}

}  // namespace ingot
