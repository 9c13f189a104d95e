#include "features/augmentation.h"
#include "features/warp.h"

namespace ingot {

AugmentationDef define_rotate_augmentation() {
  return {
      .name = "rotate",
      .doc =
          "The picture rotated around its middle by an angle uniform in "
          "[-degrees, degrees],\n"
          "bilinear; what comes from outside of it has the value `fill`.",
      .options = {{"degrees", 15.0, "largest angle", 0, 180},
                  {"fill", 0, "grey level outside of the picture", 0, 255}},
      .identity = {{"degrees", 0}},
      .change = [](const AugmentationOptions& o) -> PictureChange {
        const double most = o.number("degrees");
        const auto fill = static_cast<std::uint8_t>(o.integer("fill"));
        return [=](Canvas& canvas, AugmentationDraws& draws) {
          warp(canvas, {.degrees = draws.between(-most, most)}, fill);
        };
      },
  };
}

}  // namespace ingot
