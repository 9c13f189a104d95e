// Where a user's own things are kept.
#pragma once

#include <filesystem>

namespace ingot {

/// `~/.ingot`; in the current folder where the user has no home.
[[nodiscard]] std::filesystem::path default_home();

}  // namespace ingot
