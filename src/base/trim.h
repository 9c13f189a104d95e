// Texts without the blanks around them.
#pragma once

#include <string_view>

namespace ingot {

/// Without spaces, tabs and ends of lines before and behind it.
[[nodiscard]] inline std::string_view trimmed(std::string_view text) {
  constexpr const char* kBlanks = " \t\r\n";
  const std::size_t first = text.find_first_not_of(kBlanks);
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

}  // namespace ingot
