// The page of a table without data, built from studio/profile.html.
#pragma once

#include <string_view>

namespace ingot {

[[nodiscard]] std::string_view profile_template();

}  // namespace ingot
