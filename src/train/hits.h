// What is right, counted while training goes on.
#pragma once

#include <optional>

#include "ingot/spec.h"
#include "ingot/tensor.h"

namespace ingot {

/// Of so many rows, or of their tokens, so many are right.
struct Hits {
  std::int64_t right = 0, judged = 0;
};

/// Whether `count_hits` has something to count of an output of this type.
[[nodiscard]] bool counts_hits(const Loss& loss, const TensorType& output);

/// How many are right where the loss is one of classes; nothing for numbers. A row of several
/// classes by shares is right when the one with the largest share is named. Of tokens those with a
/// target count, unless there are more than 256 classes: these would take as long as a step.
///
/// output    (rows, classes), (rows, 1) for two classes, or (rows, tokens, classes)
/// target    as the loss takes it
[[nodiscard]] std::optional<Hits> count_hits(const Loss& loss, const Tensor& output,
                                             const Tensor& target);

}  // namespace ingot
