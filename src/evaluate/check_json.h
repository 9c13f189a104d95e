// Findings about rows of a table, as programs read them.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "ingot/table_check.h"

namespace ingot {

/// kind, columns, value and text in both languages.
[[nodiscard]] nlohmann::json findings_to_json(const std::vector<TableFinding>& findings);
/// "range:age=-3; unit:tenure=10"
[[nodiscard]] std::string in_short(const std::vector<TableFinding>& findings);
/// Verdicts to their numbers of rows.
[[nodiscard]] nlohmann::json count_verdicts(const std::vector<RowCheck>& rows);

}  // namespace ingot
