#include "features/augmentation.h"
#include "features/policy.h"

namespace ingot {

AugmentationDef define_trivial_augment_augmentation() {
  return {
      .name = "trivial_augment",
      .doc =
          "One of 14 elementary changes with a strength of 0, 1/30 ... 1, "
          "both drawn uniformly. At\n"
          "1: rotation by `degrees`, shear by 0.99, a move by a third of "
          "the side, colour factors\n"
          "of 0.01 or 1.99, 6 bits lost, all values inverted. (The source "
          "moves by 32 pixels at\n"
          "any size, which leaves nothing of small pictures.)\n"
          "Source: Mueller and Hutter 2021, TrivialAugment, the wide space "
          "of table 1.",
      .options = {probability_option(1.0),
                  {"degrees", 135.0, "largest rotation; small where a turned thing is another", 0,
                   180}},
      .identity = {{"p", 0}},
      .change = [](const AugmentationOptions& o) -> PictureChange {
        return sometimes(o,
                         [degrees = o.number("degrees")](Canvas& canvas, AugmentationDraws& draws) {
                           const double strength = static_cast<double>(draws.below(31)) / 30;
                           apply_policy_change(canvas, draws, strength,
                                               {.degrees = degrees,
                                                .shear = 0.99,
                                                .move_share = 1.0 / 3,
                                                .colour = 0.99,
                                                .lost_bits = 6});
                         });
      },
  };
}

}  // namespace ingot
