// SHA-256, through libsodium.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace ingot {

/// 64 hexadecimal digits.
[[nodiscard]] std::string sha256(std::string_view bytes);
/// errors: file_missing, file_unreadable
[[nodiscard]] std::string sha256_of_file(const std::filesystem::path& path);

}  // namespace ingot
