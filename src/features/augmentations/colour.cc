#include "features/augmentation.h"
#include "features/colour_change.h"

namespace ingot {

AugmentationDef define_colour_augmentation() {
  return {
      .name = "colour",
      .doc =
          "Other light: v' = brightness v, then the distance from the "
          "picture's mean luma times\n"
          "contrast, the distance from the pixel's luma times saturation, "
          "and a turn of the hue,\n"
          "as one matrix. The factors are uniform in [1 - option, 1 + "
          "option], the turn in\n"
          "[-hue, hue] of the circle. A grey picture has no saturation and "
          "no hue.\n"
          "Source: Howard 2013, section 2.2; the matrix of the hue: W3C, "
          "Filter Effects Module.",
      .options = {{"brightness", 0.4, "largest change of the factor", 0, 1},
                  {"contrast", 0.4, "largest change of the factor", 0, 1},
                  {"saturation", 0.4, "largest change of the factor", 0, 1},
                  {"hue", 0.1, "largest turn, as a share of the circle", 0, 0.5}},
      .identity = {{"brightness", 0}, {"contrast", 0}, {"saturation", 0}, {"hue", 0}},
      .change = [](const AugmentationOptions& o) -> PictureChange {
        const ColourChange most{o.number("brightness"), o.number("contrast"),
                                o.number("saturation"), o.number("hue")};
        return [most](Canvas& canvas, AugmentationDraws& draws) {
          const auto factor = [&](double change) { return draws.between(1 - change, 1 + change); };
          ColourChange change;
          change.brightness = factor(most.brightness);
          change.contrast = factor(most.contrast);
          change.saturation = factor(most.saturation);
          change.hue = draws.between(-most.hue, most.hue);
          change_colours(canvas, change);
        };
      },
  };
}

}  // namespace ingot
