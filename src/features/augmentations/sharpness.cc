#include "features/augmentation.h"
#include "features/sharpen.h"

namespace ingot {

AugmentationDef define_sharpness_augmentation() {
  return {
      .name = "sharpness",
      .doc =
          "s + factor (v - s), where s is the picture smoothed over 3 x 3 "
          "pixels and the factor is\n"
          "uniform in [1 - sharpness, 1 + sharpness].\n"
          "Source: Cubuk et al. 2019, AutoAugment, table 6.",
      .options = {{"sharpness", 0.5, "largest change of the factor", 0, 10}},
      .identity = {{"sharpness", 0}},
      .change = [](const AugmentationOptions& o) -> PictureChange {
        return [most = o.number("sharpness")](Canvas& canvas, AugmentationDraws& draws) {
          sharpen(canvas, draws.between(1 - most, 1 + most));
        };
      },
  };
}

}  // namespace ingot
