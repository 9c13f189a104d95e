// What somebody should know about a column before building on it.
#pragma once

#include <vector>

#include "features/column_profile.h"

namespace ingot {

struct WarningEvidence {
  const std::vector<CategoryCount>&
      values;                          ///< distinct texts, not missing: all, or the first ones
  const std::vector<Reading>& others;  ///< that read the column as well as its own
};
/// Adds to column.warnings: readings that cannot be told apart, cells that do not fit, numbers that
/// stand for missing, most of it missing.
void add_warnings(ColumnProfile& column, const WarningEvidence& evidence);

}  // namespace ingot
