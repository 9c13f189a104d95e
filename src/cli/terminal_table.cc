#include "cli/terminal_table.h"

#include <algorithm>
#include <string_view>

namespace ingot {
namespace {

/// Bytes of the character at the start of UTF-8 `text`.
std::size_t bytes_of_character(std::string_view text) {
  const auto first = static_cast<unsigned char>(text[0]);
  const std::size_t bytes = first < 0xc0 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  return std::min(bytes, text.size());
}

/// East Asian characters begin at U+1100; in UTF-8 that is three bytes from E1 84 80 on.
std::size_t places_of_character(std::string_view character) {
  if (character.size() < 3) return 1;
  const auto first = static_cast<unsigned char>(character[0]);
  if (first >= 0xe3 && first <= 0xed) return 2;
  const bool is_full_width = first == 0xef && static_cast<unsigned char>(character[1]) >= 0xbc;
  return is_full_width || first >= 0xf0 ? 2 : 1;
}

}  // namespace

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  while (!text.empty()) {
    const std::size_t bytes = bytes_of_character(text);
    width += places_of_character(text.substr(0, bytes));
    text.remove_prefix(bytes);
  }
  return width;
}

std::string cut_to_width(std::string_view text, std::size_t width) {
  if (display_width(text) <= width) return std::string(text);
  std::string cut;
  std::size_t used = 1;
  while (!text.empty()) {
    const std::size_t bytes = bytes_of_character(text);
    used += places_of_character(text.substr(0, bytes));
    if (used > width) break;
    cut += text.substr(0, bytes);
    text.remove_prefix(bytes);
  }
  return cut + "…";
}

std::vector<std::string> TerminalTable::lines() const {
  std::vector<std::size_t> widths(columns_.size(), 0);
  for (const auto& cells : lines_)
    for (std::size_t c = 0; c < cells.size(); ++c)
      widths[c] = std::max(widths[c], display_width(cells[c]));
  std::vector<std::string> lines;
  for (const auto& cells : lines_) {
    std::string line;
    for (std::size_t c = 0; c < cells.size(); ++c) {
      const std::string padding(widths[c] - display_width(cells[c]), ' ');
      if (c > 0) line += "  ";
      line += columns_[c] == Align::right ? padding + cells[c] : cells[c] + padding;
    }
    line.erase(line.find_last_not_of(' ') + 1);
    lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace ingot
