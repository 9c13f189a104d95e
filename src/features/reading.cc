#include "features/reading.h"

#include <algorithm>
#include <array>

#include "features/column_name.h"
#include "features/date_patterns.h"
#include "features/number_formats.h"

namespace ingot {
namespace {

constexpr double kEnoughBesideMarks = 0.5;

bool is_enough(const std::vector<CategoryCount>& values, const Reading& reading) {
  const double share = share_read(values, reading);
  if (share >= kEnoughRead) return true;
  if (share < kEnoughBesideMarks) return false;
  const auto unread = std::ranges::count_if(
      values, [&](const CategoryCount& v) { return !read_cell(v.value, reading); });
  return static_cast<std::size_t>(unread) <= kMostOwnMarks &&
         static_cast<std::size_t>(unread) * 4 < values.size();
}

/// Whether the dates follow one another in the order in which they came.
bool is_in_order(const std::vector<CategoryCount>& values, const Reading& reading) {
  double last = 0;
  std::int64_t up = 0, down = 0;
  bool first = true;
  for (const CategoryCount& v : values) {
    const auto now = read_cell(v.value, reading);
    if (!now) continue;
    if (!first) (*now >= last ? up : down) += 1;
    first = false, last = *now;
  }
  return up + down > 2 && std::min(up, down) == 0;
}

/// Of readings that read as much, the first, unless just one of the others brings the dates into
/// their order.
void settle_by_order(const std::vector<CategoryCount>& values, std::vector<Reading>& ties) {
  if (ties.size() < 2 || is_in_order(values, ties[0])) return;
  const auto ordered = std::ranges::find_if(
      ties, [&](const Reading& reading) { return is_in_order(values, reading); });
  if (ordered != ties.end()) std::rotate(ties.begin(), ordered, ordered + 1);
}

/// The readings with the largest share, in the order of `candidates`.
Readings best_of(const std::vector<CategoryCount>& values, std::vector<Reading> candidates) {
  double best = 0;
  std::vector<Reading> ties;
  for (Reading& candidate : candidates) {
    const double share = share_read(values, candidate);
    if (share > best) ties.clear(), best = share;
    if (share >= best && share > 0) ties.push_back(std::move(candidate));
  }
  if (ties.empty() || !is_enough(values, ties[0])) return {};
  settle_by_order(values, ties);
  Reading first = std::move(ties[0]);
  ties.erase(ties.begin());
  return {std::move(first), std::move(ties)};
}

}  // namespace

std::optional<double> read_cell(std::string_view cell, const Reading& reading) {
  if (const auto* number = std::get_if<NumberFormat>(&reading)) return parse_number(cell, *number);
  if (const auto* date = std::get_if<DateFormat>(&reading)) return parse_date(cell, *date);
  return std::nullopt;
}

double share_read(const std::vector<CategoryCount>& values, const Reading& reading) {
  std::int64_t rows = 0, read = 0;
  for (const CategoryCount& v : values) {
    rows += v.rows;
    if (read_cell(v.value, reading)) read += v.rows;
  }
  return rows == 0 ? 0 : static_cast<double>(read) / static_cast<double>(rows);
}

Readings find_readings(const std::vector<CategoryCount>& values, std::string_view name) {
  if (values.empty()) return {};
  std::vector<Reading> dates;
  for (DateFormat& format : date_formats_of(values, ColumnName(name).speaks_of_time()))
    dates.emplace_back(std::move(format));
  if (Readings found = best_of(values, std::move(dates)); found.best.index() != 0) return found;
  std::vector<Reading> numbers;
  for (NumberFormat& format : number_formats_of(values)) numbers.emplace_back(std::move(format));
  return best_of(values, std::move(numbers));
}

}  // namespace ingot
