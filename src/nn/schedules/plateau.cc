#include <cmath>
#include <numbers>

#include "nn/schedule_def.h"

namespace ingot {

ScheduleDef define_plateau_schedule() {
  return {
      .name = "plateau",
      .constructor = "Plateau",
      .doc =
          "`rate` times `factor` for each time that the watched loss has not become better for\n"
          "`patience` epochs.\n"
          "Source: the usual rule, as in Keras' ReduceLROnPlateau.",
      .arguments = {{"rate", 0.001, "the highest learning rate"}},
      .options = {{"factor", 0.1, "of each drop"}, {"patience", 3, "epochs without a better loss"}},
      .rate =
          [](const SpecView& o, const TrainingPoint& at) {
            double rate = o.number("rate"), best = INFINITY;
            std::int64_t waited = 0;
            for (const double loss : at.epoch_losses) {
              waited = loss < best ? 0 : waited + 1;
              best = std::min(best, loss);
              if (waited < o.integer("patience")) continue;
              rate *= o.number("factor");
              waited = 0;
            }
            return rate;
          },
  };
}

}  // namespace ingot
