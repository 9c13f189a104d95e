// The ways in which people write dates.
#pragma once

#include <vector>

#include "features/reading.h"

namespace ingot {

/// The formats that read the first texts of a column, the likelier first. Unix times are among them
/// only where `may_count_seconds`.
[[nodiscard]] std::vector<DateFormat> date_formats_of(const std::vector<CategoryCount>& values,
                                                      bool may_count_seconds);

}  // namespace ingot
