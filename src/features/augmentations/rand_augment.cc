#include "features/augmentation.h"
#include "features/policy.h"

namespace ingot {

AugmentationDef define_rand_augment_augmentation() {
  return {
      .name = "rand_augment",
      .doc =
          "`changes` changes one after another, each drawn from 14 "
          "elementary ones, all with the\n"
          "strength magnitude / 30. At 30: rotation by 30 degrees, shear by "
          "0.3, a move by 0.45\n"
          "of the side, colour factors of 0.1 or 1.9, 4 bits lost, all "
          "values inverted.\n"
          "Source: Cubuk et al. 2020, RandAugment, section 3.",
      .options = {{"changes", 2, "how many changes", 0, 14},
                  {"magnitude", 9.0, "strength of each", 0, 30}},
      .identity = {{"changes", 0}},
      .change = [](const AugmentationOptions& o) -> PictureChange {
        const std::int64_t changes = o.integer("changes");
        const double strength = o.number("magnitude") / 30;
        return [=](Canvas& canvas, AugmentationDraws& draws) {
          constexpr PolicyRanges kRanges{
              .degrees = 30, .shear = 0.3, .move_share = 0.45, .colour = 0.9, .lost_bits = 4};
          for (std::int64_t i = 0; i < changes; ++i)
            apply_policy_change(canvas, draws, strength, kRanges);
        };
      },
  };
}

}  // namespace ingot
