// Dates by patterns.
#include <array>
#include <chrono>
#include <cmath>

#include "features/cells.h"
#include "features/characters.h"

namespace ingot {
namespace {

struct Month {
  std::string_view start;  ///< that tells it from the others, in lower case
  unsigned number;
};
/// English, German, French, Spanish, Italian, Portuguese and Dutch.
constexpr std::array<Month, 39> kMonths = {{
    {"jan", 1},  {"ene", 1},  {"gen", 1},  {"feb", 2},  {"fév", 2},  {"fev", 2},  {"mar", 3},
    {"mär", 3},  {"mrz", 3},  {"maa", 3},  {"mrt", 3},  {"apr", 4},  {"avr", 4},  {"abr", 4},
    {"may", 5},  {"mai", 5},  {"mag", 5},  {"mei", 5},  {"jun", 6},  {"juin", 6}, {"giu", 6},
    {"jul", 7},  {"juil", 7}, {"lug", 7},  {"aug", 8},  {"aoû", 8},  {"aou", 8},  {"ago", 8},
    {"sep", 9},  {"set", 9},  {"oct", 10}, {"okt", 10}, {"ott", 10}, {"out", 10}, {"nov", 11},
    {"dec", 12}, {"dez", 12}, {"déc", 12}, {"dic", 12},
}};

class DateReader {
 public:
  explicit DateReader(std::string_view text) : left_(text) {}

  bool read(std::string_view pattern) {
    for (std::size_t i = 0; i < pattern.size(); ++i) {
      if (pattern[i] != '%') {
        if (left_.empty() || left_[0] != pattern[i]) return false;
        left_.remove_prefix(1);
        continue;
      }
      const char kind = pattern[++i];
      const bool digits_follow = i + 1 < pattern.size() && pattern[i + 1] == '%';
      if (!part(kind, digits_follow)) return false;
    }
    return left_.empty();
  }

  [[nodiscard]] std::optional<double> seconds() const {
    if (since_1970_) return since_1970_;
    const std::chrono::year_month_day date{std::chrono::year(year_), std::chrono::month(month_),
                                           std::chrono::day(day_)};
    if (!date.ok() || (has_half_ && (hour_ < 1 || hour_ > 12))) return std::nullopt;
    const int hour = has_half_ ? hour_ % 12 + (afternoon_ ? 12 : 0) : hour_;
    if (hour > 23 || minute_ > 59 || second_ >= 61) return std::nullopt;
    const auto days = std::chrono::sys_days(date).time_since_epoch().count();
    return static_cast<double>(days) * 86400.0 + hour * 3600.0 + minute_ * 60.0 + second_ -
           zone_minutes_ * 60.0;
  }

 private:
  /// `least` to `most` digits.
  bool number(std::size_t least, std::size_t most, int& value) {
    std::size_t n = 0;
    value = 0;
    while (n < most && n < left_.size() && is_digit(left_[n]))
      value = 10 * value + (left_[n++] - '0');
    left_.remove_prefix(n);
    return n >= least;
  }

  bool part(char kind, bool digits_follow) {
    const std::size_t least = digits_follow ? 2 : 1;
    int value = 0;
    switch (kind) {
      case 'Y':
        return number(4, 4, year_) && (left_.empty() || !is_digit(left_[0]) || digits_follow);
      case 'y':
        if (!number(2, 2, value)) return false;
        year_ = value < 69 ? 2000 + value : 1900 + value;  // POSIX
        return left_.empty() || !is_digit(left_[0]);
      case 'm': return number(least, 2, value) && (month_ = static_cast<unsigned>(value), true);
      case 'd': return number(least, 2, value) && (day_ = static_cast<unsigned>(value), true);
      case 'I': has_half_ = true; [[fallthrough]];
      case 'H': return number(least, 2, hour_);
      case 'M': return number(2, 2, minute_);
      case 'S': return second();
      case 'p': return half();
      case 'z': return zone();
      case 'b': return month_name();
      case 'a': return weekday_name();
      case 's': return since_1970(10, 1);
      case 'Q': return since_1970(13, 1000);
      default: return false;
    }
  }

  bool second() {
    int whole = 0;
    if (!number(2, 2, whole)) return false;
    second_ = whole;
    if (left_.size() < 2 || (left_[0] != '.' && left_[0] != ',') || !is_digit(left_[1]))
      return true;
    left_.remove_prefix(1);
    double fraction = 0, unit = 1;
    for (; !left_.empty() && is_digit(left_[0]); left_.remove_prefix(1))
      if (unit < 1e15) fraction = 10 * fraction + (left_[0] - '0'), unit *= 10;
    second_ = whole + fraction / unit;
    return true;
  }

  bool half() {
    if (left_.size() < 2) return false;
    const char c = in_lower_case(left_[0]);
    afternoon_ = c == 'p';
    if (c != 'a' && c != 'p') return false;
    const std::size_t size = left_[1] == '.' ? 4 : 2;  // a.m. or AM
    if (left_.size() < size || in_lower_case(left_[size / 2]) != 'm') return false;
    left_.remove_prefix(size);
    return true;
  }

  bool zone() {
    for (const std::string_view utc : {"Z", "z", "UTC", "GMT"})
      if (left_ == utc) return left_ = {}, true;
    if (left_.empty() || (left_[0] != '+' && left_[0] != '-')) return false;
    const int sign = left_[0] == '-' ? -1 : 1;
    left_.remove_prefix(1);
    int hours = 0, minutes = 0;
    if (!number(2, 2, hours)) return false;
    if (left_.starts_with(':')) left_.remove_prefix(1);
    if (!left_.empty() && !number(2, 2, minutes)) return false;
    zone_minutes_ = sign * (60 * hours + minutes);
    return hours <= 14 && minutes < 60;
  }

  std::string_view word() {
    std::size_t n = 0;
    while (n < left_.size() && is_word_byte(left_[n])) ++n;
    const std::string_view found = left_.substr(0, n);
    left_.remove_prefix(n);
    return found;
  }

  bool month_name() {
    const std::string name = in_lower_case(word());
    if (name.size() < 3 || name.size() > 11) return false;
    if (left_.starts_with('.')) left_.remove_prefix(1);
    for (const Month& m : kMonths)
      if (name.starts_with(m.start)) return month_ = m.number, true;
    return false;
  }

  bool weekday_name() {
    const std::string_view name = word();
    if (left_.starts_with('.')) left_.remove_prefix(1);
    return name.size() >= 2 && name.size() <= 12;
  }

  bool since_1970(std::size_t digits, double per_second) {
    std::size_t n = 0;
    double value = 0;
    while (n < left_.size() && is_digit(left_[n])) value = 10 * value + (left_[n++] - '0');
    if (n + 1 < digits || n > digits) return false;
    left_.remove_prefix(n);
    since_1970_ = value / per_second;
    return true;
  }

  std::string_view left_;
  int year_ = 1970, hour_ = 0, minute_ = 0, zone_minutes_ = 0;
  unsigned month_ = 1, day_ = 1;
  double second_ = 0;
  bool has_half_ = false, afternoon_ = false;
  std::optional<double> since_1970_;
};

}  // namespace

std::optional<double> parse_date(std::string_view cell, const DateFormat& format) {
  DateReader reader(trim_cell(cell));
  if (format.pattern.empty() || !reader.read(format.pattern)) return std::nullopt;
  return reader.seconds();
}

CivilDate date_of(double seconds) {
  constexpr double kSecondsPerDay = 86400;
  const std::int64_t days =
      static_cast<std::int64_t>(std::floor(seconds / kSecondsPerDay)) + 719468;
  const std::int64_t era = (days >= 0 ? days : days - 146096) / 146097;
  const std::int64_t of_era = days - era * 146097;
  const std::int64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
  const std::int64_t of_year = of_era - (365 * year + year / 4 - year / 100);
  const std::int64_t from_march = (5 * of_year + 2) / 153;
  const std::int64_t month = from_march < 10 ? from_march + 3 : from_march - 9;
  return {year + era * 400 + (month <= 2 ? 1 : 0), static_cast<int>(month),
          static_cast<int>(of_year - (153 * from_march + 2) / 5 + 1)};
}

}  // namespace ingot
