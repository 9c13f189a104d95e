#include "nn/schedules/checks.h"

namespace ingot {

ScheduleDef define_cosine_schedule() {
  return {
      .name = "cosine",
      .constructor = "CosineDecay",
      .doc =
          "Rises linearly to `rate` over the share `warmup` of all steps, then falls along half a\n"
          "cosine to `rate` times `floor`, which it would reach after the last step.\n"
          "Source: Loshchilov and Hutter 2017, SGDR, eq. 5.",
      .arguments = {{"rate", 0.001, "the highest learning rate"}},
      .options = {{"warmup", 0.0, "share of all steps in which the rate rises"},
                  {"floor", 0.0, "share of the rate that is left at the end"}},
      .rate =
          [](const SpecView& o, const TrainingPoint& at) {
            const double rate = read_positive(o, "rate"), floor = read_within(o, "floor", 0, 1);
            const double total = static_cast<double>(at.total_steps);
            const double warmup = read_within(o, "warmup", 0, 1) * total;
            const double done = static_cast<double>(at.step);
            if (done < warmup) return rate * (done + 1) / (warmup + 1);
            const double share = (done - warmup) / std::max(1.0, total - warmup);
            return half_cosine(rate, rate * floor, std::min(1.0, share));
          },
  };
}

}  // namespace ingot
