// A report stays small however large its pictures are.
#pragma once

#include <cstddef>
#include <nlohmann/json_fwd.hpp>

namespace ingot {

/// Empties as many pictures (texts that begin with "data:image/") of `report` as it takes for all
/// of them together to have at most `max_bytes`: those at the end of their lists go first, so that
/// every part keeps its first ones. returns   how many were emptied
std::size_t limit_pictures(nlohmann::json& report, std::size_t max_bytes);

/// Bytes of all pictures of `report`.
[[nodiscard]] std::size_t picture_bytes(const nlohmann::json& report);

}  // namespace ingot
