#include <cmath>

#include "data/plane_resizer.h"
#include "features/augmentation.h"

namespace ingot {
namespace {

std::int64_t part_of(std::int64_t side, double share) {
  return std::max<std::int64_t>(1, std::llround(static_cast<double>(side) * share));
}

// The part at (top, left) as large as the picture.
void enlarge(Canvas& canvas, PlaneSize part, std::int64_t top, std::int64_t left) {
  const PictureSize& size = canvas.size();
  PlaneResizer resizer(part, {size.height, size.width});
  for (std::int64_t c = 0; c < size.channels; ++c)
    resizer.run(canvas.plane(c) + top * size.width + left, size.width, canvas.spare_plane(c));
  canvas.swap();
}

}  // namespace

AugmentationDef define_random_resized_crop_augmentation() {
  return {
      .name = "random_resized_crop",
      .doc =
          "A random part of the picture, resized to the picture's size with "
          "the filter of\n"
          "resize: its share of the area is uniform in [area_min, "
          "area_max], its aspect\n"
          "log-uniform within a factor of `aspect` of the picture's. After "
          "ten parts that do\n"
          "not fit, the whole picture.\n"
          "Source: Szegedy et al. 2015, section 6.",
      .options = {{"area_min", 0.08, "least share of the area", 0.001, 1},
                  {"area_max", 1.0, "largest share of the area", 0.001, 1},
                  {"aspect", 4.0 / 3, "largest change of the aspect", 1, 10}},
      .identity = {{"area_min", 1}, {"aspect", 1}},
      .change = [](const AugmentationOptions& o) -> PictureChange {
        const double least = o.number("area_min"), most = o.number("area_max");
        const double aspect = o.number("aspect");
        return [=](Canvas& canvas, AugmentationDraws& draws) {
          constexpr int kTries = 10;
          const PictureSize& size = canvas.size();
          for (int i = 0; i < kTries; ++i) {
            const double area = draws.between(std::min(least, most), most);
            const double ratio = draws.log_between(1 / aspect, aspect);
            const PlaneSize part{part_of(size.height, std::sqrt(area / ratio)),
                                 part_of(size.width, std::sqrt(area * ratio))};
            if (part.height > size.height || part.width > size.width) continue;
            const std::int64_t top = draws.below(size.height - part.height + 1);
            return enlarge(canvas, part, top, draws.below(size.width - part.width + 1));
          }
        };
      },
  };
}

}  // namespace ingot
