// What the normalisations share.
#pragma once

#include "ops/common.h"
#include "ops/operand.h"

namespace ingot {

/// All axes but `kept`, and `first` .. rank - 1.
[[nodiscard]] Ints axes_without(int rank, int kept);
[[nodiscard]] Ints axes_from(int rank, int first);
/// A per-channel value (channels), shaped so that it broadcasts over (batch, channels, ...).
[[nodiscard]] Value per_channel(Builder& g, const Value& v, int rank);
/// Throws unless x (input 0) is float of rank >= 2 and inputs 1 .. last are (channels), one dtype.
void require_per_channel(const NodeView& n, int last);
/// (x - mean) / sqrt(variance + epsilon) over `axes`, in two passes.
[[nodiscard]] Value standardized(Builder& g, const Value& x, const Ints& axes, double epsilon);
/// Rows of (batch, channels, ...) that count in statistics per channel; a null mask counts all.
struct CountedRows {
  Value mask;   ///< bool, broadcasts over x; null: all count
  Value count;  ///< elements that count per channel, at least 1 where there is a mask

  CountedRows(Builder& g, const Value& row_mask, const Value& x);
  /// v where its row counts, else 0: selected, not multiplied, since padding may hold infinities.
  [[nodiscard]] Value only(Builder& g, const Value& v) const;
};
/// Throws unless input `i` is absent or bool (batch).
void require_row_mask(const NodeView& n, int i);
/// 1 / sqrt(variance + epsilon)
[[nodiscard]] Value inverse_deviation(Builder& g, const Value& variance, double epsilon);

}  // namespace ingot
