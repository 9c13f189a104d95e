#include "features/column_warnings.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace ingot {
namespace {

/// A text that `other` reads, and as something else.
const CategoryCount* differing(const std::vector<CategoryCount>& values, const Reading& reading,
                               const Reading& other) {
  const auto found = std::ranges::find_if(values, [&](const CategoryCount& v) {
    const auto a = read_cell(v.value, reading), b = read_cell(v.value, other);
    return a && b && *a != *b;
  });
  return found == values.end() ? nullptr : &*found;
}

void warn_of_readings(ColumnProfile& c, const WarningEvidence& evidence) {
  for (const Reading& other : evidence.others) {
    const CategoryCount* example = differing(evidence.values, c.reading, other);
    if (example == nullptr) continue;
    if (const DateFormat* date = c.date()) {
      const std::string& pattern = std::get<DateFormat>(other).pattern;
      c.warnings.push_back(
          text("read as {}, but {} would fit every cell too, such as \"{}\": say which it is",
               "按 {} 读取, 但 {} 同样适合每个单元格 (如“{}”), 请确认", date->pattern, pattern,
               example->value));
    } else {
      c.warnings.push_back(text("\"{}\" is read as {}; {} would fit every cell too",
                                "“{}”读作 {}, 但读作 {} 也都说得通", example->value,
                                *read_cell(example->value, c.reading),
                                *read_cell(example->value, other)));
    }
    return;
  }
}

void warn_of_unread(ColumnProfile& c, const WarningEvidence& evidence) {
  if (c.unread == 0) return;
  const auto example = std::ranges::find_if(
      evidence.values, [&](const CategoryCount& v) { return !read_cell(v.value, c.reading); });
  const std::string such =
      example == evidence.values.end() ? std::string() : fmt::format(" (\"{}\")", example->value);
  const bool is_date = c.date() != nullptr;
  const char *en = is_date ? "dates" : "numbers", *zh = is_date ? "日期" : "数值";
  c.warnings.push_back(text("{} rows do not read as the {} of the others{}",
                            "{0} 行无法像其他行那样读作{3}{2}", c.unread, en, such, zh));
}

/// 999 and such, beyond everything else and frequent.
void warn_of_codes(ColumnProfile& c, const WarningEvidence& evidence) {
  constexpr std::array kCodes = {-1.0, -9.0,  -99.0,  -999.0,  -9999.0,  -99999.0,
                                 99.0, 999.0, 9999.0, 99999.0, 999999.0, 9999999.0};
  if (c.number() == nullptr || c.meaning == Meaning::boolean || !c.distinct_is_exact) return;
  for (const double extreme : {c.min, c.max}) {
    if (std::ranges::find(kCodes, extreme) == kCodes.end()) continue;
    double least = c.max, most = c.min;
    std::int64_t rows = 0;
    for (const CategoryCount& v : evidence.values) {
      const auto value = read_cell(v.value, c.reading);
      if (!value) continue;
      if (*value == extreme) {
        rows += v.rows;
        continue;
      }
      least = std::min(least, *value), most = std::max(most, *value);
    }
    const double width = most - least, gap = extreme < 0 ? least - extreme : extreme - most;
    const bool lone_negative = extreme < 0 && least >= 0;
    if (c.distinct < 3 || rows < 5 || !(lone_negative || gap > std::max(width, 10.0))) continue;
    c.warnings.push_back(text("{} stands in {} rows far from all other values: it may mean missing",
                              "{} 出现在 {} 行, 远离其他所有取值, 可能表示缺失", extreme, rows));
  }
}

}  // namespace

void add_warnings(ColumnProfile& column, const WarningEvidence& evidence) {
  if (column.meaning == Meaning::empty) {
    column.warnings.push_back(text("no row has a value", "所有行均无取值"));
    return;
  }
  if (column.meaning == Meaning::constant && column.rows > 1)
    column.warnings.push_back(
        text("all rows have the same value: it tells nothing", "所有行取值相同, 不含信息"));
  if (2 * column.missing > column.rows) {
    const double percent =
        100.0 * static_cast<double>(column.missing) / static_cast<double>(column.rows);
    column.warnings.push_back(text("{:.1f}% of the rows are missing", "{:.1f}% 的行缺失", percent));
  }
  if (column.reading.index() == 0) return;
  warn_of_readings(column, evidence);
  warn_of_unread(column, evidence);
  warn_of_codes(column, evidence);
}

}  // namespace ingot
