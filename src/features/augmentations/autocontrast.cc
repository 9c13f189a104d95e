#include "features/augmentation.h"
#include "features/pixel_levels.h"

namespace ingot {

AugmentationDef define_autocontrast_augmentation() {
  return {
      .name = "autocontrast",
      .doc =
          "255 (v - lowest) / (highest - lowest), for each channel.\n"
          "Source: Cubuk et al. 2019, AutoAugment, table 6.",
      .options = {probability_option(0.5)},
      .identity = {{"p", 0}},
      .change = [](const AugmentationOptions& o) -> PictureChange {
        return sometimes(o, [](Canvas& c, AugmentationDraws&) { autocontrast(c); });
      },
  };
}

}  // namespace ingot
