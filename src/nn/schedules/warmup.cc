#include "nn/schedules/checks.h"

namespace ingot {

ScheduleDef define_warmup_schedule() {
  return {
      .name = "warmup",
      .constructor = "Warmup",
      .doc =
          "Rises linearly over the first `steps` steps, then stays at `rate`.\n"
          "Source: Goyal et al. 2017, Accurate, large minibatch SGD, sec. 2.2.",
      .arguments = {{"rate", 0.001, "the highest learning rate"}},
      .options = {{"steps", 100, "until the full rate"}},
      .rate =
          [](const SpecView& o, const TrainingPoint& at) {
            const double steps = static_cast<double>(read_count(o, "steps"));
            return read_positive(o, "rate") *
                   std::min(1.0, static_cast<double>(at.step + 1) / steps);
          },
  };
}

}  // namespace ingot
