#include "nn/schedules/checks.h"

namespace ingot {

ScheduleDef define_one_cycle_schedule() {
  return {
      .name = "one_cycle",
      .constructor = "OneCycle",
      .doc =
          "Rises from rate / `start` to `rate` over the share `rise` of all steps and falls to\n"
          "rate / `start` / `end` at the last one, both along half a cosine.\n"
          "Source: Smith and Topin 2018, Super-convergence.",
      .arguments = {{"rate", 0.001, "the highest learning rate"}},
      .options = {{"rise", 0.3, "share of the steps in which the rate rises"},
                  {"start", 25.0, "the first rate is the highest over this"},
                  {"end", 10000.0, "the last rate is the first over this"}},
      .rate =
          [](const SpecView& o, const TrainingPoint& at) {
            const double high = read_positive(o, "rate"), low = high / read_positive(o, "start");
            const double last = low / read_positive(o, "end");
            const double rise = read_within(o, "rise", 0, 1);
            const double steps = static_cast<double>(std::max<std::int64_t>(1, at.total_steps - 1));
            const double share = std::min(1.0, static_cast<double>(at.step) / steps);
            if (share < rise) return half_cosine(low, high, share / rise);
            return half_cosine(high, last, rise == 1 ? 0 : (share - rise) / (1 - rise));
          },
  };
}

}  // namespace ingot
