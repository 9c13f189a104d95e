// Files that may be gzipped.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace ingot {

/// The first `most` bytes of a plain or gzipped file, by default all; nothing when the gzip data is
/// damaged or cut off.
///
/// errors    file_missing, file_unreadable
[[nodiscard]] std::optional<std::string> read_gzipped(const std::filesystem::path& path,
                                                      std::size_t most = std::string::npos);

}  // namespace ingot
