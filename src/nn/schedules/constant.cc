#include "nn/schedules/checks.h"

namespace ingot {

ScheduleDef define_constant_schedule() {
  return {
      .name = "constant",
      .constructor = "ConstantRate",
      .doc =
          "The same rate at every step.\n"
          "Source: definition.",
      .arguments = {{"rate", 0.001, "the learning rate; 0 changes nothing"}},
      .rate = [](const SpecView& o,
                 const TrainingPoint&) { return read_within(o, "rate", 0, 1e30); },
  };
}

}  // namespace ingot
