#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>
#include <set>

#include "base/assert.h"
#include "base/parse.h"
#include "data/splits.h"

namespace ingot {
namespace {

std::optional<double> number_of(const std::string& text) {
  const auto value = parse_as<double>(text);
  return value && std::isfinite(*value) ? value : std::nullopt;
}

// Whether `text` is a whole prefix of YYYY-MM-DD hh:mm:ss after its month, then perhaps a fraction
// and Z; a T may stand for the space.
bool is_date(std::string_view text) {
  constexpr std::string_view kForm = "dddd-dd-dd dd:dd:dd";
  if (text.ends_with('Z')) text.remove_suffix(1);
  const std::size_t shown = std::min(text.size(), kForm.size());
  for (std::size_t i = 0; i < shown; ++i) {
    const char form = kForm[i], c = text[i];
    const bool fits = form == 'd'   ? c >= '0' && c <= '9'
                      : form == ' ' ? c == ' ' || c == 'T'
                                    : c == form;
    if (!fits) return false;
  }
  const std::string_view rest = text.substr(shown);
  if (rest.empty()) return shown == 7 || shown == 10 || shown == 16 || shown == 19;
  return rest.size() > 1 && rest[0] == '.' &&
         rest.find_first_not_of("0123456789", 1) == std::string_view::npos;
}

// The place of each value among the distinct ones.
template <class T>
std::vector<std::int64_t> ranks_of_values(const std::vector<T>& values) {
  const std::set<T> set(values.begin(), values.end());
  const std::vector<T> sorted(set.begin(), set.end());
  std::vector<std::int64_t> ranks;
  for (const T& value : values)
    ranks.push_back(std::ranges::lower_bound(sorted, value) - sorted.begin());
  return ranks;
}

std::vector<std::int64_t> ranks_of(const std::vector<std::string>& times) {
  std::vector<double> numbers;
  for (const std::string& time : times)
    if (const std::optional<double> number = number_of(time)) numbers.push_back(*number);
  if (numbers.size() == times.size()) return ranks_of_values(numbers);
  std::vector<std::string> dates = times;
  for (std::size_t row = 0; row < dates.size(); ++row) {
    std::string& date = dates[row];
    if (!is_date(date))
      throw Error("bad_time",
                  text("the time of row {} is \"{}\"", "第 {} 行的时间为“{}”", row, date))
          .expected(
              text("numbers, or dates such as 2026-03-01 or 2026-03-01 14:30, alike in all rows",
                   "数值, 或各行一致的日期, 如 2026-03-01 或 2026-03-01 14:30"));
    std::ranges::replace(date, 'T', ' ');
    if (date.ends_with('Z')) date.pop_back();
  }
  return ranks_of_values(dates);
}

Split split_by_rank(const std::vector<std::int64_t>& ranks, SplitShares shares) {
  std::vector<std::int64_t> order(ranks.size());
  std::iota(order.begin(), order.end(), 0);
  const auto rank_at = [&](std::size_t i) { return ranks[static_cast<std::size_t>(order[i])]; };
  std::ranges::stable_sort(order, {},
                           [&](std::int64_t row) { return ranks[static_cast<std::size_t>(row)]; });
  std::size_t end = order.size();
  const auto take_latest = [&](double share) {
    std::vector<std::int64_t> part;
    if (share <= 0 || end == 0) return part;
    const auto wanted = static_cast<std::size_t>(
        std::max<std::int64_t>(1, std::llround(share * static_cast<double>(order.size()))));
    std::size_t begin = end - std::min(end, wanted);
    while (begin > 0 && rank_at(begin - 1) == rank_at(begin)) --begin;
    part.assign(order.begin() + static_cast<std::ptrdiff_t>(begin),
                order.begin() + static_cast<std::ptrdiff_t>(end));
    std::sort(part.begin(), part.end());
    end = begin;
    return part;
  };
  Split split;
  split.test = take_latest(shares.test);
  split.valid = take_latest(shares.valid);
  split.train = take_latest(1);
  if (split.train.empty())
    throw Error("too_few_times", text("no row is earlier than those for validation and test",
                                      "没有早于验证和测试部分的行"))
        .expected(text("at least one time for each part", "每个部分至少有一个时间"))
        .fix(text("split by a finer time, or at random", "请按更细的时间划分, 或随机划分"));
  return split;
}

}  // namespace

std::string earliest_time(const std::vector<std::string>& times) {
  const std::vector<std::int64_t> ranks = ranks_of(times);
  return times[static_cast<std::size_t>(std::ranges::min_element(ranks) - ranks.begin())];
}

Split time_split(const std::vector<std::string>& times, SplitShares shares) {
  return split_by_rank(ranks_of(times), shares);
}

Split number_split(const std::vector<double>& times, SplitShares shares) {
  INGOT_ASSERT(std::ranges::all_of(times, [](double t) { return std::isfinite(t); }),
               "a row has no time");
  return split_by_rank(ranks_of_values(times), shares);
}

}  // namespace ingot
