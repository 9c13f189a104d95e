// Columns of text that stand below one another in a terminal.
#pragma once

#include <string>
#include <vector>

namespace ingot {

/// How many places `text` takes in a terminal: Chinese characters take two.
[[nodiscard]] std::size_t display_width(std::string_view text);
/// At most `width` places of it; what is cut off ends with "…".
[[nodiscard]] std::string cut_to_width(std::string_view text, std::size_t width);

/// Lines of cells, each column as wide as its widest cell.
class TerminalTable {
 public:
  enum class Align { left, right };
  explicit TerminalTable(std::vector<Align> columns) : columns_(std::move(columns)) {}
  void add(std::vector<std::string> cells) { lines_.push_back(std::move(cells)); }
  [[nodiscard]] std::vector<std::string> lines() const;

 private:
  std::vector<Align> columns_;
  std::vector<std::vector<std::string>> lines_;
};

}  // namespace ingot
