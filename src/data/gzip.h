// Files that may be gzipped.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace ingot {

/// The content of a plain or gzipped file; nothing when the gzip data is damaged or cut off.
///
/// errors    file_missing, file_unreadable
[[nodiscard]] std::optional<std::string> read_gzipped(const std::filesystem::path& path);

}  // namespace ingot
