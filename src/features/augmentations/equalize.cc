#include "features/augmentation.h"
#include "features/pixel_levels.h"

namespace ingot {

AugmentationDef define_equalize_augmentation() {
  return {
      .name = "equalize",
      .doc =
          "Each channel so that its grey levels are used evenly: level v "
          "becomes\n"
          "(s / 2 + how many values are below v) / s, s = (all values - "
          "those of the highest\n"
          "level) / 255, in whole numbers.\n"
          "Source: Cubuk et al. 2019, AutoAugment, table 6.",
      .options = {probability_option(0.5)},
      .identity = {{"p", 0}},
      .change = [](const AugmentationOptions& o) -> PictureChange {
        return sometimes(o, [](Canvas& c, AugmentationDraws&) { equalize(c); });
      },
  };
}

}  // namespace ingot
