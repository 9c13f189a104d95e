#include <algorithm>
#include <cmath>
#include <cstring>

#include "features/augmentation.h"

namespace ingot {
namespace {

void fill_with_noise(std::uint8_t* out, std::int64_t count, AugmentationDraws& draws) {
  for (; count > 0; count -= 4, out += 4) {
    const std::uint32_t four = draws.bits();
    std::memcpy(out, &four, static_cast<std::size_t>(std::min<std::int64_t>(count, 4)));
  }
}

struct Erasing {
  double area_min, area_max, aspect;
  bool noise;
};

void erase(Canvas& canvas, AugmentationDraws& draws, const Erasing& e) {
  constexpr int kTries = 10;
  const PictureSize& size = canvas.size();
  for (int i = 0; i < kTries; ++i) {
    const double area = draws.between(std::min(e.area_min, e.area_max), e.area_max) *
                        static_cast<double>(size.plane());
    const double ratio = draws.log_between(1 / e.aspect, e.aspect);
    const std::int64_t height = std::llround(std::sqrt(area / ratio));
    const std::int64_t width = std::llround(std::sqrt(area * ratio));
    if (height > size.height || width > size.width) continue;
    const std::int64_t top = draws.below(size.height - height + 1);
    const std::int64_t left = draws.below(size.width - width + 1);
    for (std::int64_t c = 0; c < size.channels; ++c)
      for (std::int64_t y = top; y < top + height; ++y) {
        std::uint8_t* row = canvas.plane(c) + y * size.width + left;
        if (e.noise)
          fill_with_noise(row, width, draws);
        else
          std::fill_n(row, width, std::uint8_t{0});
      }
    return;
  }
}

}  // namespace

AugmentationDef define_erase_augmentation() {
  return {
      .name = "erase",
      .doc =
          "A rectangle of random size and place is replaced by noise or by 0. "
          "Its share of the\n"
          "area is uniform in [area_min, area_max], its aspect log-uniform in "
          "[1 / aspect,\n"
          "aspect]. After ten rectangles that do not fit, nothing is erased.\n"
          "Source: Zhong et al. 2020, Random erasing, algorithm 1.",
      .options = {probability_option(0.5),
                  {"area_min", 0.02, "least share of the area", 0, 1},
                  {"area_max", 0.4, "largest share of the area", 0, 1},
                  {"aspect", 1 / 0.3, "largest aspect", 1, 10},
                  {"fill", "noise", "what replaces it", 0, 0, {"noise", "zero"}}},
      .identity = {{"p", 1}, {"area_min", 0}, {"area_max", 0}},
      .change = [](const AugmentationOptions& o) -> PictureChange {
        const Erasing e{o.number("area_min"), o.number("area_max"), o.number("aspect"),
                        o.word("fill") == "noise"};
        return sometimes(o, [e](Canvas& c, AugmentationDraws& draws) { erase(c, draws, e); });
      },
  };
}

}  // namespace ingot
