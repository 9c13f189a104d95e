// Decisions of a build: told, kept in its record, and read back.
#pragma once

#include <nlohmann/json.hpp>

#include "base/progress.h"
#include "evaluate/findings.h"

namespace ingot {

void tell(Progress& progress, const std::vector<Decision>& decisions);
[[nodiscard]] nlohmann::json to_json(const std::vector<Decision>& decisions);
[[nodiscard]] std::vector<Decision> decisions_from_json(const nlohmann::json& list);

}  // namespace ingot
