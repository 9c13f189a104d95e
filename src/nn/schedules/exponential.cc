#include <cmath>

#include "nn/schedules/checks.h"

namespace ingot {

ScheduleDef define_exponential_schedule() {
  return {
      .name = "exponential",
      .constructor = "ExponentialDecay",
      .doc =
          "`rate` times `factor` to the power of the epochs so far, falling at each step.\n"
          "Source: definition.",
      .arguments = {{"rate", 0.001, "the highest learning rate"}},
      .options = {{"factor", 0.9, "for each epoch"}},
      .rate =
          [](const SpecView& o, const TrainingPoint& at) {
            const double epochs =
                static_cast<double>(at.step) /
                static_cast<double>(std::max<std::int64_t>(1, at.steps_per_epoch));
            return read_positive(o, "rate") * std::pow(read_within(o, "factor", 0, 1), epochs);
          },
  };
}

}  // namespace ingot
