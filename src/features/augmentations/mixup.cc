#include <algorithm>

#include "features/augmentation.h"

namespace ingot {

AugmentationDef define_mixup_augmentation() {
  return {
      .name = "mixup",
      .doc =
          "x = w x1 + (1 - w) x2 and the same of the targets, where w is "
          "drawn from\n"
          "Beta(alpha, alpha) for each row.\n"
          "Source: Zhang et al. 2018, eq. 1.",
      .options = {probability_option(1.0),
                  {"alpha", 0.2, "small: rows are hardly mixed; 1: any weight alike", 0.001, 100}},
      .identity = {{"p", 0}},
      .mix = [](const AugmentationOptions& o) -> RowMix {
        return [p = o.number("p"), alpha = o.number("alpha")](const RowPair& pair,
                                                              AugmentationDraws& draws) {
          const double weight = draws.happens(p) ? draws.beta(alpha) : 1;
          const auto own = static_cast<float>(weight);
          // Not own * a + 0 * b: b may be infinite.
          if (own == 1) {
            std::copy_n(pair.own, pair.size.values(), pair.out);
            return 1.0;
          }
          for (std::int64_t i = 0; i < pair.size.values(); ++i)
            pair.out[i] = own * pair.own[i] + (1 - own) * pair.partner[i];
          return weight;
        };
      },
  };
}

}  // namespace ingot
