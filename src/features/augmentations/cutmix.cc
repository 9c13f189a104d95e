#include <algorithm>
#include <cmath>

#include "features/augmentation.h"

namespace ingot {
namespace {

struct Stretch {
  std::int64_t begin, end;
};

// `share` of a side around a place drawn uniformly; what lies outside is cut off.
Stretch stretch_of(std::int64_t side, double share, AugmentationDraws& draws) {
  const std::int64_t length = std::llround(share * static_cast<double>(side));
  const std::int64_t begin = draws.below(side) - length / 2;
  return {std::max<std::int64_t>(begin, 0), std::min(begin + length, side)};
}

}  // namespace

AugmentationDef define_cutmix_augmentation() {
  return {
      .name = "cutmix",
      .doc =
          "A rectangle of the partner is pasted into the row. Its sides are "
          "sqrt(1 - w) of the\n"
          "picture's, w drawn from Beta(alpha, alpha), its middle is "
          "uniform in the picture; the\n"
          "partner's share of the target is the area that was pasted.\n"
          "Source: Yun et al. 2019, eq. 1 and 2.",
      .options = {probability_option(1.0), {"alpha", 1.0, "of the Beta distribution", 0.001, 100}},
      .identity = {{"p", 0}},
      .mix = [](const AugmentationOptions& o) -> RowMix {
        return [p = o.number("p"), alpha = o.number("alpha")](const RowPair& pair,
                                                              AugmentationDraws& draws) {
          const PictureSize& size = pair.size;
          std::copy_n(pair.own, size.values(), pair.out);
          if (!draws.happens(p)) return 1.0;
          const double share = std::sqrt(1 - draws.beta(alpha));
          const Stretch y = stretch_of(size.height, share, draws);
          const Stretch x = stretch_of(size.width, share, draws);
          for (std::int64_t c = 0; c < size.channels; ++c)
            for (std::int64_t row = y.begin; row < y.end; ++row) {
              const std::int64_t at = c * size.plane() + row * size.width + x.begin;
              std::copy_n(pair.partner + at, x.end - x.begin, pair.out + at);
            }
          const std::int64_t pasted = (y.end - y.begin) * (x.end - x.begin);
          return 1 - static_cast<double>(pasted) / static_cast<double>(size.plane());
        };
      },
  };
}

}  // namespace ingot
