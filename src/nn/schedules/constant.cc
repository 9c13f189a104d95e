#include <cmath>
#include <numbers>

#include "nn/schedule_def.h"

namespace ingot {

ScheduleDef define_constant_schedule() {
  return {
      .name = "constant",
      .constructor = "ConstantRate",
      .doc =
          "The same rate at every step.\n"
          "Source: definition.",
      .arguments = {{"rate", 0.001, "the highest learning rate"}},
      .rate =
          [](const SpecView& o, const TrainingPoint& at) {
            static_cast<void>(at);
            return o.number("rate");
          },
  };
}

}  // namespace ingot
