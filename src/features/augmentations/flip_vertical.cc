#include <algorithm>

#include "features/augmentation.h"

namespace ingot {
namespace {

void turn_upside_down(Canvas& canvas, AugmentationDraws&) {
  const PictureSize& size = canvas.size();
  for (std::int64_t c = 0; c < size.channels; ++c)
    for (std::int64_t y = 0; y < size.height / 2; ++y) {
      std::uint8_t* upper = canvas.plane(c) + y * size.width;
      std::swap_ranges(upper, upper + size.width,
                       canvas.plane(c) + (size.height - 1 - y) * size.width);
    }
}

}  // namespace

AugmentationDef define_flip_vertical_augmentation() {
  return {
      .name = "flip_vertical",
      .doc =
          "The picture mirrored top to bottom: for things seen from above "
          "or under a microscope,\n"
          "where no side is up.",
      .options = {probability_option(0.5)},
      .identity = {{"p", 0}},
      .change = [](const AugmentationOptions& o) { return sometimes(o, turn_upside_down); },
  };
}

}  // namespace ingot
