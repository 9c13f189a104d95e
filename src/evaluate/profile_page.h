// The profile of a table: one page in one file.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace ingot {

/// The page with `profile` in it: self-contained, nothing is loaded from anywhere.
///
/// profile   to_json(TableProfile) with "name" and "notes" (texts); also "language", which is shown
///           first. Of each column only the most frequent values are taken along.
/// errors    bad_profile when a part is missing
[[nodiscard]] std::string render_profile(const nlohmann::json& profile);

}  // namespace ingot
