#include <cmath>
#include <numbers>

#include "nn/schedule_def.h"

namespace ingot {

ScheduleDef define_one_cycle_schedule() {
  return {
      .name = "one_cycle",
      .constructor = "OneCycle",
      .doc =
          "Rises from rate / `start` to `rate` over the share `rise` of all steps and falls to\n"
          "rate / `start` / `end`, both along half a cosine.\n"
          "Source: Smith and Topin 2018, Super-convergence.",
      .arguments = {{"rate", 0.001, "the highest learning rate"}},
      .options = {{"rise", 0.3, "share of the steps in which the rate rises"},
                  {"start", 25.0, "the first rate is the highest over this"},
                  {"end", 10000.0, "the last rate is the first over this"}},
      .rate =
          [](const SpecView& o, const TrainingPoint& at) {
            const double high = o.number("rate"), low = high / o.number("start"),
                         last = low / o.number("end");
            const double total = static_cast<double>(std::max<std::int64_t>(1, at.total_steps - 1));
            const double at_share = std::min(1.0, static_cast<double>(at.step) / total);
            const double rise = o.number("rise");
            const auto between = [](double a, double b, double share) {
              return b + (a - b) * (1 + std::cos(std::numbers::pi * share)) / 2;
            };
            if (at_share < rise) return between(low, high, at_share / rise);
            return between(high, last, (at_share - rise) / std::max(1e-12, 1 - rise));
          },
  };
}

}  // namespace ingot
