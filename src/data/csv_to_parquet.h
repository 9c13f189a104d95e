// Tables that this program writes, as Parquet files.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace ingot {

struct ParquetColumn {
  std::string name;
  std::string type;  ///< as SQL calls it: BIGINT, FLOAT, VARCHAR
};

/// A CSV file without a header, after RFC 4180 with lines that end with LF, as a Parquet file; an
/// empty field without quotes is NULL.
///
/// errors    library_missing, bad_sql (a field is not of its column's type), file_unwritable
void csv_to_parquet(const std::filesystem::path& csv, const std::vector<ParquetColumn>& columns,
                    const std::filesystem::path& parquet);

}  // namespace ingot
