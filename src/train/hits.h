// Rows that are right, counted while training goes on.
#pragma once

#include <optional>

#include "ingot/spec.h"

namespace ingot {

/// How many of the rows are right, where the loss is one of classes; nothing for numbers. A row of
/// several classes by shares is right when the one with the largest share is named.
///
/// output    (rows, classes), or (rows, 1) for two classes
/// target    as the loss takes it
[[nodiscard]] std::optional<std::int64_t> count_hits(const Loss& loss, const Tensor& output,
                                                     const Tensor& target);

}  // namespace ingot
