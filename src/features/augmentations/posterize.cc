#include "features/augmentation.h"
#include "features/pixel_levels.h"

namespace ingot {

AugmentationDef define_posterize_augmentation() {
  return {
      .name = "posterize",
      .doc =
          "Keeps the highest `bits` of each value.\n"
          "Source: Cubuk et al. 2019, AutoAugment, table 6.",
      .options = {probability_option(0.5), {"bits", 4, "bits that are kept", 1, 8}},
      .identity = {{"p", 1}, {"bits", 8}},
      .change = [](const AugmentationOptions& o) -> PictureChange {
        return sometimes(o, [bits = static_cast<int>(o.integer("bits"))](
                                Canvas& c, AugmentationDraws&) { posterize(c, bits); });
      },
  };
}

}  // namespace ingot
