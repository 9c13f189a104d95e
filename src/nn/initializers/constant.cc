#include "nn/initializer_def.h"

namespace ingot {

InitializerDef define_constant_initializer() {
  return {
      .name = "constant",
      .constructor = "Constant",
      .doc = "All `value`.",
      .arguments = {{"value", 0.0, "the value"}},
      .fill =
          [](const InitializerInputs& in, std::span<double> values) {
            std::ranges::fill(values, in.options.number("value"));
          },
  };
}

}  // namespace ingot
