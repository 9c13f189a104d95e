// The ways in which people write numbers.
#pragma once

#include <vector>

#include "features/reading.h"

namespace ingot {

/// The formats that may read a column, the likelier first: with the currency, unit or percent sign
/// that most of its texts carry, and each pair of decimal mark and separator that occurs in them.
[[nodiscard]] std::vector<NumberFormat> number_formats_of(const std::vector<CategoryCount>& values);

}  // namespace ingot
