// What products of the blocks of a row share.
#pragma once

#include "ops/common.h"

namespace ingot {

/// Attribute `widths`: the sizes of the blocks, which together are `width`. errors: shape_mismatch
[[nodiscard]] const Ints& block_widths(const NodeView& n, std::int64_t width);
/// `v` cut along `axis` into its blocks.
[[nodiscard]] Values blocks_of(Builder& g, const NodeView& n, const Value& v, int axis);
/// (rows, blocks, units) as one (rows, units) for each block.
[[nodiscard]] Values planes_of(Builder& g, const Value& v);

}  // namespace ingot
