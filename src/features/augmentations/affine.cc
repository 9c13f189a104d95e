#include <cmath>
#include <numbers>

#include "features/augmentation.h"
#include "features/warp.h"

namespace ingot {

AugmentationDef define_affine_augmentation() {
  return {
      .name = "affine",
      .doc =
          "x' = R(angle) Shear scale (x - middle) + middle + move, "
          "bilinear, with each quantity\n"
          "drawn on its own: the angle uniform in [-degrees, degrees], a "
          "shear along x with an\n"
          "angle uniform in [-shear, shear], the scale log-uniform in [1 / "
          "scale, scale], the\n"
          "move uniform in [-move, move] of each side. What comes from "
          "outside of the picture\n"
          "has the value `fill`.\n"
          "Source: Simard et al. 2003, section 2.",
      .options = {{"degrees", 10.0, "largest rotation", 0, 180},
                  {"shear", 5.0, "largest shear, in degrees", 0, 80},
                  {"scale", 1.1, "largest factor of the size", 1, 10},
                  {"move", 0.1, "largest move, as a share of each side", 0, 1},
                  {"fill", 0, "grey level outside of the picture", 0, 255}},
      .identity = {{"degrees", 0}, {"shear", 0}, {"scale", 1}, {"move", 0}},
      .change = [](const AugmentationOptions& o) -> PictureChange {
        const double degrees = o.number("degrees"), move = o.number("move");
        const double shear = o.number("shear"), scale = o.number("scale");
        const auto fill = static_cast<std::uint8_t>(o.integer("fill"));
        return [=](Canvas& canvas, AugmentationDraws& draws) {
          Warp change;
          change.degrees = draws.between(-degrees, degrees);
          change.shear_x = std::tan(draws.between(-shear, shear) / 180 * std::numbers::pi);
          change.scale = draws.log_between(1 / scale, scale);
          change.move_x = draws.between(-move, move) * static_cast<double>(canvas.size().width);
          change.move_y = draws.between(-move, move) * static_cast<double>(canvas.size().height);
          warp(canvas, change, fill);
        };
      },
  };
}

}  // namespace ingot
