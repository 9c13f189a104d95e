#include <cmath>

#include "nn/schedules/checks.h"

namespace ingot {

ScheduleDef define_step_schedule() {
  return {
      .name = "step",
      .constructor = "StepDecay",
      .doc =
          "`rate` times `factor` for each `epochs` epochs that are over.\n"
          "Source: He et al. 2016, Deep residual learning, sec. 3.4.",
      .arguments = {{"rate", 0.001, "the highest learning rate"}},
      .options = {{"epochs", 10, "between two drops"}, {"factor", 0.1, "of each drop"}},
      .rate =
          [](const SpecView& o, const TrainingPoint& at) {
            const std::int64_t drops =
                at.step / std::max<std::int64_t>(1, at.steps_per_epoch) / read_count(o, "epochs");
            return read_positive(o, "rate") *
                   std::pow(read_within(o, "factor", 0, 1), static_cast<double>(drops));
          },
  };
}

}  // namespace ingot
