// What somebody should know about a table before building on it.
#pragma once

#include <vector>

#include "features/row_sample.h"
#include "features/table_profile.h"

namespace ingot {

/// The gravest first.
///
/// table   all but its warnings
/// rows    some of its rows
[[nodiscard]] std::vector<TableWarning> find_warnings(const TableProfile& table,
                                                      const RowSample::Rows& rows);

}  // namespace ingot
