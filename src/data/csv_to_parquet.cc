#include "data/csv_to_parquet.h"

#include "data/duckdb_query.h"

namespace ingot {

void csv_to_parquet(const std::filesystem::path& csv, const std::vector<ParquetColumn>& columns,
                    const std::filesystem::path& parquet) {
  std::vector<std::string> types;
  for (const ParquetColumn& column : columns)
    types.push_back(fmt::format("{}: {}", sql_text(column.name), sql_text(column.type)));
  const DuckDbDatabase database(1);
  DuckDbConnection(database).run(
      fmt::format("COPY (SELECT * FROM read_csv({}, columns = {{{}}}, header = false, delim = ',', "
                  "quote = '\"', "
                  "escape = '\"', new_line = '\\n', auto_detect = false, parallel = false, "
                  "max_line_size = 16777216)) TO {} (FORMAT parquet)",
                  sql_text(csv.string()), fmt::join(types, ", "), sql_text(parquet.string())));
}

}  // namespace ingot
