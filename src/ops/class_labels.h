// Integer class labels in losses: -1 marks an entry that does not count.
#pragma once

#include "ops/common.h"

namespace ingot {

/// Checks logits (..., classes) and labels (...); gives the type of one loss per label.
[[nodiscard]] TensorType infer_labelled(const NodeView& n);
/// bool (..., classes): true at each label.
[[nodiscard]] Value label_hits(Builder& g, const Value& labels, std::int64_t num_classes);
/// `value` (..., 1 or classes) with labels (...): 0 where the label is -1, NaN where it is no
/// class.
[[nodiscard]] Value where_labelled(Builder& g, const Value& labels, std::int64_t num_classes,
                                   const Value& value);

}  // namespace ingot
