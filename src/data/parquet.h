// Parquet files in SQL.
#pragma once

#include <filesystem>
#include <string>

namespace ingot {

/// `file` as what a query of DuckDB reads from.
[[nodiscard]] std::string parquet_scan(const std::filesystem::path& file);

}  // namespace ingot
