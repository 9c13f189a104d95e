// What is wrong with the rows that a product is asked about.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ingot/error.h"

namespace ingot {

/// ok        nothing speaks against the prediction
/// flagged   a person should look at it
/// refused   there is no prediction
enum class Verdict : std::uint8_t { ok, flagged, refused };
[[nodiscard]] std::string_view to_string(Verdict verdict);

/// kind      of a row: type, encoding, category, range, fraction, missing or combination; picture
///           of a file that holds none; of a file also missing_column, renamed, extra_column,
///           order, number_format, date_format, unit, swap, misaligned, missing_share, constant,
///           drift, rounding and duplicates
/// columns   to blame, the first one most
/// value     what stands there, or the factor of a unit; may be empty
struct TableFinding {
  std::string kind;
  std::vector<std::string> columns;
  std::string value;
  Text text;
};

struct RowCheck {
  Verdict verdict = Verdict::ok;
  std::vector<TableFinding> findings;  ///< the gravest first
};

struct TableCheck {
  std::vector<TableFinding> file;  ///< of all rows together, the gravest first
  std::vector<RowCheck> rows;
};

}  // namespace ingot
