#include <limits>

#include "nn/schedules/checks.h"

namespace ingot {

ScheduleDef define_plateau_schedule() {
  return {
      .name = "plateau",
      .constructor = "Plateau",
      .doc =
          "`rate` times `factor` for each time that the watched loss has not become better for\n"
          "`patience` epochs, but at least `rate` times `floor`.\n"
          "Source: Keras reference, ReduceLROnPlateau.",
      .arguments = {{"rate", 0.001, "the highest learning rate"}},
      .options = {{"factor", 0.1, "of each drop"},
                  {"patience", 3, "epochs without a better loss"},
                  {"min_delta", 0.0, "a smaller gain does not count as better"},
                  {"floor", 0.0, "share of the rate that always stays"}},
      .rate =
          [](const SpecView& o, const TrainingPoint& at) {
            const double rate = read_positive(o, "rate"), factor = read_within(o, "factor", 0, 1);
            const double delta = o.number("min_delta"), floor = read_within(o, "floor", 0, 1);
            const std::int64_t patience = read_count(o, "patience");
            double share = 1, best = std::numeric_limits<double>::infinity();
            std::int64_t waited = 0;
            for (const double loss : at.epoch_losses) {
              const bool better = loss < best - delta;
              if (better) best = loss;
              waited = better ? 0 : waited + 1;
              if (waited < patience) continue;
              share *= factor;
              waited = 0;
            }
            return rate * std::max(share, floor);
          },
  };
}

}  // namespace ingot
