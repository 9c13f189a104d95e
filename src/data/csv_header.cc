#include "data/csv_header.h"

#include <algorithm>
#include <cstdint>
#include <set>

#include "base/trim.h"
#include "data/pulled_table.h"

namespace ingot {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// What stands for nothing in many tables: no evidence for anything.
bool says_nothing(std::string_view cell) {
  for (const std::string_view word :
       {"", "?", "-", "NA", "N/A", "n/a", "nan", "NaN", "null", "NULL", "None", "."})
    if (cell == word) return true;
  return false;
}

// Begins with a digit as dates, times, amounts and codes do; names do not.
bool looks_like_value(std::string_view cell, char separator) {
  cell = without_blanks(cell);
  if (looks_like_number(cell, separator)) return true;
  const auto digits = static_cast<std::size_t>(std::ranges::count_if(cell, is_digit));
  return !cell.empty() && is_digit(cell[0]) && digits * 2 >= cell.size();
}

// Short, with a letter, and no sentence.
bool looks_like_name(std::string_view cell) {
  cell = without_blanks(cell);
  constexpr std::size_t kLongest = 64, kMostWords = 8;
  if (cell.empty() || cell.size() > kLongest || cell.ends_with('.')) return false;
  if (static_cast<std::size_t>(std::ranges::count(cell, ' ')) >= kMostWords) return false;
  return std::ranges::any_of(cell, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c & 0x80) != 0;
  });
}

// 1: the first cell is a name; -1: it is a value as the others; 0: it may be either.
int vote(const std::vector<std::vector<std::string>>& records, std::size_t column, char separator) {
  const std::string_view first = without_blanks(records[0][column]);
  std::size_t others = 0, values = 0;
  std::set<std::string_view> kinds;
  bool comes_again = false;
  for (std::size_t i = 1; i < records.size(); ++i) {
    if (column >= records[i].size()) continue;
    const std::string_view cell = without_blanks(records[i][column]);
    if (says_nothing(cell)) continue;
    ++others;
    values += looks_like_value(cell, separator) ? 1 : 0;
    kinds.insert(cell);
    comes_again |= cell == first;
  }
  if (others == 0 || says_nothing(first)) return 0;
  const bool are_values = values * 10 >= others * 9;
  if (are_values) return looks_like_value(first, separator) ? -1 : 1;
  if (comes_again || looks_like_value(first, separator)) return -1;
  constexpr std::size_t kRepeated = 4;  // each kind so often that the first would be seen again
  return kinds.size() * kRepeated <= others ? 1 : 0;
}

}  // namespace

bool looks_like_number(std::string_view cell, char separator) {
  cell = without_blanks(cell);
  if (cell.starts_with('+') || cell.starts_with('-')) cell.remove_prefix(1);
  if (const std::size_t e = cell.find_first_of("eE"); e != cell.npos && e > 0) {
    std::string_view exponent = cell.substr(e + 1);
    if (exponent.starts_with('+') || exponent.starts_with('-')) exponent.remove_prefix(1);
    if (exponent.empty() || !std::ranges::all_of(exponent, is_digit)) return false;
    cell = cell.substr(0, e);
  }
  const auto is_mark = [&](char c) { return c == '.' || (c == ',' && separator != ','); };
  return std::ranges::any_of(cell, is_digit) &&
         std::ranges::all_of(cell, [&](char c) { return is_digit(c) || is_mark(c); });
}

bool first_record_is_header(const std::vector<std::vector<std::string>>& records,
                            const CsvDialect& dialect) {
  const std::vector<std::string>& first = records[0];
  int votes = 0;
  for (std::size_t c = 0; c < first.size(); ++c) votes += vote(records, c, dialect.separator);
  if (votes != 0) return votes > 0;
  const std::set<std::string> kinds(first.begin(), first.end());
  return kinds.size() == first.size() && std::ranges::all_of(first, looks_like_name);
}

}  // namespace ingot
