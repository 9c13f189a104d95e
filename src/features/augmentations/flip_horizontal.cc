#include <cstring>

#include "features/augmentation.h"

namespace ingot {
namespace {

// Eight values at a time: their order in a 64-bit word is turned by one instruction.
void mirror_row(const std::uint8_t* in, std::uint8_t* out, std::int64_t width) {
  std::int64_t x = 0;
  for (; x + 8 <= width; x += 8) {
    std::uint64_t eight;
    std::memcpy(&eight, in + x, 8);
    eight = __builtin_bswap64(eight);
    std::memcpy(out + width - 8 - x, &eight, 8);
  }
  for (; x < width; ++x) out[width - 1 - x] = in[x];
}

void mirror(Canvas& canvas, AugmentationDraws&) {
  const PictureSize& size = canvas.size();
  const std::uint8_t* in = canvas.pixels().data();
  std::uint8_t* out = canvas.spare().data();
  for (std::int64_t row = 0; row < size.channels * size.height; ++row)
    mirror_row(in + row * size.width, out + row * size.width, size.width);
  canvas.swap();
}

}  // namespace

AugmentationDef define_flip_horizontal_augmentation() {
  return {
      .name = "flip_horizontal",
      .doc =
          "The picture mirrored left to right. Not for letters, digits and "
          "other things that\n"
          "mean something else in a mirror.\n"
          "Source: Krizhevsky et al. 2012, section 4.1.",
      .options = {probability_option(0.5)},
      .identity = {{"p", 0}},
      .change = [](const AugmentationOptions& o) { return sometimes(o, mirror); },
  };
}

}  // namespace ingot
