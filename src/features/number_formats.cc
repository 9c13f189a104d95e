#include "features/number_formats.h"

#include <algorithm>
#include <array>
#include <compare>
#include <map>
#include <utility>

#include "features/characters.h"

namespace ingot {
namespace {

/// Units that stand behind a number; letters that merely follow digits are a code.
bool is_unit(std::string_view affix) {
  constexpr auto kUnits = std::to_array<std::string_view>(
      {"%",   "‰",  "％", "°",    "°c",  "°f",  "℃",    "℉",   "kg", "g",  "mg",  "lb",
       "lbs", "oz", "t",  "mm",   "cm",  "m",   "km",   "in",  "ft", "mi", "m²",  "m2",
       "l",   "ml", "s",  "ms",   "min", "h",   "km/h", "mph", "w",  "kw", "kwh", "v",
       "mb",  "gb", "kb", "kcal", "ppm", "bar", "pcs",  "岁",  "年", "万", "亿",  "个"});
  const std::string lower = in_lower_case(affix);
  return std::ranges::find(kUnits, lower) != kUnits.end();
}

struct Affixes {
  std::string prefix, suffix;
  friend auto operator<=>(const Affixes&, const Affixes&) = default;
};

/// What stands before the first and behind the last character of the number itself.
std::optional<Affixes> affixes_of(std::string_view text) {
  const auto first = std::ranges::find_if(text, is_digit);
  if (first == text.end()) return std::nullopt;
  const auto last = std::find_if(text.rbegin(), text.rend(), is_digit).base();
  auto begin = static_cast<std::size_t>(first - text.begin());
  auto end = static_cast<std::size_t>(last - text.begin());
  const auto is_sign = [](char c) { return c == '-' || c == '+' || c == '(' || c == '.'; };
  std::string_view before = trim_cell(text.substr(0, begin)), behind = text.substr(end);
  while (!before.empty() && is_sign(before.back()) && !is_currency(before)) before.remove_suffix(1);
  while (!before.empty() && is_sign(before.front())) before.remove_prefix(1);
  if (before.ends_with("\u2212")) before.remove_suffix(3);
  if (before.starts_with("\u2212")) before.remove_prefix(3);
  while (!behind.empty() &&
         (behind.front() == '.' || behind.front() == ')' || behind.front() == '-'))
    behind.remove_prefix(1);
  while (!behind.empty() && behind.back() == ')') behind.remove_suffix(1);
  before = trim_cell(before), behind = trim_cell(behind);
  if (!before.empty() && !is_currency(before)) return std::nullopt;
  if (!behind.empty() && !is_currency(behind) && !is_unit(behind)) return std::nullopt;
  return Affixes{std::string(before), std::string(behind)};
}

/// The pair that most rows carry.
Affixes common_affixes(const std::vector<CategoryCount>& values) {
  std::map<Affixes, std::int64_t> rows;
  for (const CategoryCount& v : values)
    if (auto affixes = affixes_of(trim_cell(v.value)))
      if (!affixes->prefix.empty() || !affixes->suffix.empty()) rows[*std::move(affixes)] += v.rows;
  if (rows.empty()) return {};
  return std::ranges::max_element(rows, {}, [](const auto& entry) { return entry.second; })->first;
}

bool occurs(const std::vector<CategoryCount>& values, std::string_view marks) {
  return std::ranges::any_of(
      values, [&](const CategoryCount& v) { return v.value.find(marks) != std::string::npos; });
}

}  // namespace

std::vector<NumberFormat> number_formats_of(const std::vector<CategoryCount>& values) {
  constexpr std::array<std::pair<char, char>, 8> kMarks = {{{'.', 0},
                                                            {'.', ','},
                                                            {',', 0},
                                                            {',', '.'},
                                                            {'.', ' '},
                                                            {',', ' '},
                                                            {'.', '\''},
                                                            {',', '\''}}};
  const Affixes affixes = common_affixes(values);
  const auto group_occurs = [&](char group) {
    if (group == '\'') return occurs(values, "'") || occurs(values, "\u2019");
    if (group == ' ')
      return occurs(values, " ") || occurs(values, "\u00a0") || occurs(values, "\u202f") ||
             occurs(values, "\u2009");
    return group == 0 || occurs(values, std::string_view(&group, 1));
  };
  // 1.234.567 needs no comma to show that its points part thousands.
  const bool two_points = std::ranges::any_of(
      values, [](const CategoryCount& v) { return std::ranges::count(v.value, '.') > 1; });
  const auto decimal_occurs = [&](char decimal, char group) {
    return decimal == '.' || occurs(values, ",") || (group == '.' && two_points);
  };
  std::vector<NumberFormat> formats;
  for (const auto& [decimal, group] : kMarks)
    if (group_occurs(group) && decimal_occurs(decimal, group))
      formats.push_back({decimal, group, affixes.prefix, affixes.suffix});
  return formats;
}

}  // namespace ingot
