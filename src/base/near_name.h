// "Did you mean": the closest of a list of names.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace ingot {

/// The name with the smallest edit distance to `given`, upper and lower case alike; empty when none
/// is near (more than a third of the letters differ, at least 2).
[[nodiscard]] std::string near_name(std::string_view given, std::span<const std::string> names);

}  // namespace ingot
