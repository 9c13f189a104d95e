// The readers of tables, one for each format.
#pragma once

#include <filesystem>

#include "data/pulled_table.h"

namespace ingot {

using TablePointer = std::shared_ptr<const PulledTable>;

/// Text with separators, plain or gzipped. errors: bad_table, unknown_encoding, bad_option
[[nodiscard]] TablePointer open_csv(const std::filesystem::path& file, const TableOptions& options);
/// One JSON object a line. Objects within become columns `outer.inner`, arrays JSON text; numbers
/// stay as they are written. The columns are those of all lines, in the order of their first.
[[nodiscard]] TablePointer open_jsonl(const std::filesystem::path& file,
                                      const TableOptions& options);
[[nodiscard]] TablePointer open_arff(const std::filesystem::path& file,
                                     const TableOptions& options);
[[nodiscard]] TablePointer open_parquet(const std::filesystem::path& file,
                                        const TableOptions& options);
/// A query that DuckDB answers. Each file is a view, named by its stem, the first also `data`; the
/// cells of text files are text there. errors: bad_sql
[[nodiscard]] TablePointer open_query(const std::vector<std::filesystem::path>& files,
                                      const TableOptions& options);
/// The tables and views of a file, in the order of their names. errors: bad_table, library_missing
[[nodiscard]] std::vector<std::string> sqlite_tables(const std::filesystem::path& file);
/// `table` may be empty when the file has one. errors: bad_table, which lists the tables
[[nodiscard]] TablePointer open_sqlite(const std::filesystem::path& file, const std::string& table,
                                       const TableOptions& options);
/// A query that the server at `options.connection` answers. errors: bad_sql, server_unreachable
[[nodiscard]] TablePointer open_postgres(const TableOptions& options);

/// Files of the same columns, one after the other. errors: bad_table when the columns differ
[[nodiscard]] TablePointer join_tables(std::vector<TablePointer> tables,
                                       const std::vector<std::filesystem::path>& files);

enum class TableFormat { csv, jsonl, arff, parquet, sqlite };
/// By the first bytes, else by the ending; nothing where neither tells.
[[nodiscard]] std::optional<TableFormat> table_format(const std::filesystem::path& file);
/// The format of `file`, whose kind is told by `table_format`; text of any other ending is CSV.
[[nodiscard]] TablePointer open_table_file(const std::filesystem::path& file,
                                           const TableOptions& options);

}  // namespace ingot
