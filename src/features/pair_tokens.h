// Tokens as networks take them that read one text and write another.
#pragma once

#include <cstdint>

namespace ingot {

/// Numbers with a meaning of their own; a tokeniser's tokens come behind them.
inline constexpr std::int64_t kPairPadding = 0, kPairBegin = 1, kPairEnd = 2, kPairShift = 3;

}  // namespace ingot
