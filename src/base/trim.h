// Texts without the blanks around them.
#pragma once

#include <string_view>

namespace ingot {

/// Without spaces, tabs and ends of lines before and behind it.
[[nodiscard]] inline std::string_view without_blanks(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n";
  const std::size_t begin = text.find_first_not_of(kBlanks);
  if (begin == text.npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

}  // namespace ingot
