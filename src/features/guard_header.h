// The names of a file's columns beside those that a product knows.
#pragma once

#include <string>
#include <vector>

#include "ingot/table_check.h"

namespace ingot {

struct GuardNames {
  std::vector<std::string> required;  ///< without which there is no prediction
  std::vector<std::string> known;     ///< of the training rows, in their order
};

struct HeaderMatch {
  std::vector<std::string> names;  ///< of the file's columns, as the product calls them
  bool is_whole = true;            ///< whether every required column is there
  std::vector<TableFinding> findings;
};

/// Names that differ in case, blanks and marks alone are the same where only one fits.
[[nodiscard]] HeaderMatch match_header(const std::vector<std::string>& file,
                                       const GuardNames& names);

}  // namespace ingot
