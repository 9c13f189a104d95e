// What a split keeps in proportion.
#pragma once

#include <span>

#include "ingot/data.h"

namespace ingot {

/// Of rows of `labels` cells each, 1 where the row has the label: the rarest that it has, -1 where
/// it has none.
[[nodiscard]] std::vector<std::int64_t> rarest_labels(std::span<const std::uint8_t> has,
                                                      std::size_t labels);

/// One number per row: its label; of label sets the rarest class that it has, -1 where it has none.
/// So a split that keeps the strata in proportion has rare labels on all sides, as far as there are
/// enough.
[[nodiscard]] std::vector<std::int64_t> strata(const Pictures& pictures);

}  // namespace ingot
