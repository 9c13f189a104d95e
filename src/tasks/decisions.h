// Decisions of a build: told, kept in its record, and read back.
#pragma once

#include <nlohmann/json.hpp>

#include "base/progress.h"
#include "evaluate/findings.h"

namespace ingot {

/// A few names out of many, for people.
[[nodiscard]] std::string some_names(const std::vector<std::string>& names,
                                     std::string_view between = ", ");

void tell(Progress& progress, const std::vector<Decision>& decisions);
[[nodiscard]] nlohmann::json to_json(const std::vector<Decision>& decisions);
[[nodiscard]] std::vector<Decision> decisions_from_json(const nlohmann::json& list);

}  // namespace ingot
