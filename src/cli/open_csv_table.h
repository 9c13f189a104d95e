// The one place where `inspect` opens a table.
#pragma once

#include <memory>
#include <string>

#include "ingot/table.h"

namespace ingot {

/// Whether `source` is a CSV file whose rows are not pictures.
[[nodiscard]] bool is_csv_table(const std::string& source);
/// A CSV file between commas; its first line names the columns unless a number stands in it.
/// errors: file_missing, bad_csv
[[nodiscard]] std::shared_ptr<const TableSource> open_csv_table(const std::string& source);

}  // namespace ingot
