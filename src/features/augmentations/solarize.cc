#include "features/augmentation.h"
#include "features/pixel_levels.h"

namespace ingot {

AugmentationDef define_solarize_augmentation() {
  return {
      .name = "solarize",
      .doc =
          "v where v < threshold, 255 - v elsewhere.\n"
          "Source: Cubuk et al. 2019, AutoAugment, table 6.",
      .options = {probability_option(0.5),
                  {"threshold", 128, "lowest level that is inverted", 0, 256}},
      .identity = {{"p", 1}, {"threshold", 256}},
      .change = [](const AugmentationOptions& o) -> PictureChange {
        return sometimes(o, [threshold = static_cast<int>(o.integer("threshold"))](
                                Canvas& c, AugmentationDraws&) { solarize(c, threshold); });
      },
  };
}

}  // namespace ingot
