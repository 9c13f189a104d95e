#include <cmath>
#include <numbers>

#include "nn/schedule_def.h"

namespace ingot {

ScheduleDef define_cosine_schedule() {
  return {
      .name = "cosine",
      .constructor = "CosineDecay",
      .doc =
          "Half a cosine from `rate` to `rate` `floor` over the steps after a linear warm-up.\n"
          "Source: Loshchilov and Hutter 2017, SGDR, eq. 5.",
      .arguments = {{"rate", 0.001, "the highest learning rate"}},
      .options = {{"warmup", 0.0, "share of all steps in which the rate rises from 0"},
                  {"floor", 0.0, "share of the rate that is left at the end"}},
      .rate =
          [](const SpecView& o, const TrainingPoint& at) {
            const double total = static_cast<double>(at.total_steps);
            const double warmup = o.number("warmup") * total, done = static_cast<double>(at.step);
            if (done < warmup) return o.number("rate") * (done + 1) / (warmup + 1);
            const double share = std::min(1.0, (done - warmup) / std::max(1.0, total - warmup));
            const double wave = (1 + std::cos(std::numbers::pi * share)) / 2;
            return o.number("rate") * (o.number("floor") + (1 - o.number("floor")) * wave);
          },
  };
}

}  // namespace ingot
