// Well-formed UTF-8. source: Unicode 15, table 3-7
#pragma once

#include <cstddef>
#include <string_view>

namespace ingot {

/// Length of the longest beginning of `bytes` that consists of whole, well-formed characters.
[[nodiscard]] std::size_t utf8_prefix(std::string_view bytes);
[[nodiscard]] inline bool is_utf8(std::string_view bytes) {
  return utf8_prefix(bytes) == bytes.size();
}
/// Whether `bytes` ends within a character that so far is well-formed; it has at most 3 bytes.
[[nodiscard]] bool is_utf8_beginning(std::string_view bytes);

}  // namespace ingot
