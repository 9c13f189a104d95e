// Whether a table's first record names its columns.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "data/csv_records.h"

namespace ingot {

/// A number as tables write it: a sign, digits, a point (or a comma, where that separates no
/// cells), an exponent; blanks around it.
[[nodiscard]] bool looks_like_number(std::string_view cell, char separator);

/// By a vote of the columns; see guess_csv_layout. Records of other widths than the first's take
/// part as far as they go.
[[nodiscard]] bool first_record_is_header(const std::vector<std::vector<std::string>>& records,
                                          const CsvDialect& dialect);

}  // namespace ingot
