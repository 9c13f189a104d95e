#include <cmath>

#include "features/augmentation.h"
#include "features/shift.h"

namespace ingot {
namespace {

// Mirroring needs a pixel beyond the border for each padded one.
std::int64_t padding_of(double share, std::int64_t side) {
  return std::min<std::int64_t>(std::llround(share * static_cast<double>(side)), side - 1);
}

}  // namespace

AugmentationDef define_pad_crop_augmentation() {
  return {
      .name = "pad_crop",
      .doc =
          "A part of the picture's own size, cut at random out of the "
          "picture with a margin: it\n"
          "moves by whole pixels, uniformly in [-padding, padding] of each "
          "side.\n"
          "Source: He et al. 2016, section 4.2 (4 pixels of 32).",
      .options = {{"padding", 0.125, "margin, as a share of each side", 0, 1},
                  {"border",
                   "reflect",
                   "what the margin holds: the mirrored picture, or 0",
                   0,
                   0,
                   {"reflect", "zero"}}},
      .identity = {{"padding", 0}},
      .change = [](const AugmentationOptions& o) -> PictureChange {
        const double share = o.number("padding");
        const Border border = o.word("border") == "zero" ? Border::zero : Border::reflect;
        return [=](Canvas& canvas, AugmentationDraws& draws) {
          const std::int64_t down = padding_of(share, canvas.size().height);
          const std::int64_t right = padding_of(share, canvas.size().width);
          const std::int64_t dy = draws.below(2 * down + 1) - down;
          shift(canvas, dy, draws.below(2 * right + 1) - right, border);
        };
      },
  };
}

}  // namespace ingot
