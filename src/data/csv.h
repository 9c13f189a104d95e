// Comma-separated values, strictly.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ingot {

struct CsvRecord {
  std::int64_t line = 0;  ///< on which it begins, from 1
  std::vector<std::string> fields;
};

/// The records of a CSV text: fields between commas; a field in double quotes may hold commas, line
/// ends and doubled quotes. Lines end with \n or \r\n; a byte order mark and empty lines are
/// skipped.
///
/// returns   records that all have as many fields as the first
/// errors    bad_csv with the line: another number of fields, a quote inside a plain field or one
///           that is never closed, text after a closing quote, a NUL byte
/// source    RFC 4180, section 2
[[nodiscard]] std::vector<CsvRecord> parse_csv(std::string_view text, const std::string& name);

}  // namespace ingot
