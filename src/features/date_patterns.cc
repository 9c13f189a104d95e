#include "features/date_patterns.h"

#include <algorithm>
#include <array>
#include <set>

namespace ingot {
namespace {

/// Where day and month may be taken for each other, the day stands first, but for slashes, which
/// are mostly American.
constexpr std::array kDays = {
    "%Y-%m-%d",      "%Y/%m/%d",    "%Y.%m.%d",    "%Y年%m月%d日",  "%d.%m.%Y",
    "%d.%m.%y",      "%m/%d/%Y",    "%d/%m/%Y",    "%m/%d/%y",      "%d/%m/%y",
    "%d-%m-%Y",      "%m-%d-%Y",    "%d-%m-%y",    "%m-%d-%y",      "%m.%d.%Y",
    "%d %b %Y",      "%d-%b-%Y",    "%d-%b-%y",    "%d. %b %Y",     "%d/%b/%Y",
    "%d %b, %Y",     "%b %d, %Y",   "%b %d %Y",    "%Y-%b-%d",      "%a, %d %b %Y",
    "%a, %b %d, %Y", "%a %b %d %Y", "%a %d %b %Y", "%a, %d. %b %Y", "%d de %b de %Y"};
constexpr std::array kMonthsOnly = {"%Y-%m", "%Y/%m", "%m/%Y", "%b %Y", "%b-%Y", "%Y年%m月"};
constexpr std::array kTimes = {"%H:%M",    "%H:%M:%S",    "%H:%M:%S%z",  "%H:%M:%S %z",
                               "%H:%M%z",  "%I:%M %p",    "%I:%M:%S %p", "%I:%M%p",
                               "%H时%M分", "%H时%M分%S秒"};

std::vector<std::string> all_patterns() {
  std::vector<std::string> patterns;
  for (const char* of_day : kDays) {
    const std::string day = of_day;
    patterns.push_back(day);
    for (const char* time : kTimes)
      for (const char* between : {" ", "T", ", ", ""})
        if (*between != '\0' || day.ends_with("日")) patterns.push_back(day + between + time);
  }
  for (const char* month : kMonthsOnly) patterns.emplace_back(month);
  for (const char* time : kTimes) patterns.emplace_back(time);
  for (const char* other : {"%Y%m%d", "%Y%m%d%H%M%S", "%Y%m%dT%H%M%S%z", "%Y%m%dT%H%M%S",
                            "%a %b %d %H:%M:%S %Y", "%d/%b/%Y:%H:%M:%S %z", "%Y-%m-%d-%H-%M-%S"})
    patterns.emplace_back(other);
  return patterns;
}

bool may_be_a_date(std::string_view text) {
  return text.size() >= 4 && text.size() <= 48 &&
         std::ranges::any_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

bool has_letters_or_marks(std::string_view text) {
  return std::ranges::any_of(text, [](char c) { return c < '0' || c > '9'; });
}

/// Eight digits are a date only in a year that people write about.
bool is_plausible(std::string_view text, double seconds) {
  constexpr double k1850 = -3786825600, k2150 = 5680281600;
  return has_letters_or_marks(text) || (seconds >= k1850 && seconds < k2150);
}

}  // namespace

std::vector<DateFormat> date_formats_of(const std::vector<CategoryCount>& values,
                                        bool may_count_seconds) {
  constexpr std::size_t kTexts = 12;
  static const std::vector<std::string> patterns = [] {
    std::vector<std::string> all = all_patterns();
    all.emplace_back("%s");
    all.emplace_back("%Q");
    return all;
  }();
  std::set<std::size_t> found;
  for (std::size_t i = 0; i < std::min(values.size(), kTexts); ++i) {
    const std::string_view text = trim_cell(values[i].value);
    if (!may_be_a_date(text)) continue;
    for (std::size_t p = 0; p < patterns.size(); ++p) {
      if (!may_count_seconds && patterns[p].size() == 2) continue;
      const auto seconds = parse_date(text, {patterns[p]});
      if (seconds && is_plausible(text, *seconds)) found.insert(p);
    }
  }
  std::vector<DateFormat> formats;
  for (const std::size_t p : found) formats.push_back({patterns[p]});
  return formats;
}

}  // namespace ingot
