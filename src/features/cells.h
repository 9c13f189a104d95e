// How values are written in the cells of a table: numbers, dates, and marks for what is missing.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

namespace ingot {

/// How the numbers of one column are written: "1.234,50 EUR", "12 %", "$1,200".
struct NumberFormat {
  char decimal = '.';
  char group = 0;  ///< between thousands: , . ' (also ’) or a blank (of any width); 0: none
  std::string prefix = {};  ///< "$", "EUR": of the column; a cell may lack it
  std::string suffix = {};  ///< "%", "元", "kg"
  friend bool operator==(const NumberFormat&, const NumberFormat&) = default;
};

/// What models take are 32-bit numbers: what is larger is none, like an infinity.
inline constexpr double kLargestNumber = std::numeric_limits<float>::max();

/// The number in `cell`, correctly rounded; nothing where there is none up to kLargestNumber. Signs
/// stand before or after a currency, a minus also behind; accounts write (1,200) for -1200. Of
/// "12 %" the number is 12.
[[nodiscard]] std::optional<double> parse_number(std::string_view cell, const NumberFormat& format);

/// Whether it would be a number, such as 1e308, if it were smaller.
[[nodiscard]] bool is_number_too_large(std::string_view cell);

/// How the dates of one column are written, after strptime: %Y %y %m %d %H %I %M %S (with a
/// fraction) %p %z (also Z); %b is a month's name, short or long; %a a weekday's; %s counts seconds
/// since 1970, %Q milliseconds. Numbers may lack their leading zeros where something else follows.
struct DateFormat {
  std::string pattern = {};
  friend bool operator==(const DateFormat&, const DateFormat&) = default;
};

/// Seconds from 1970-01-01 00:00 UTC to the date in `cell`; nothing where it is no such date of the
/// Gregorian calendar. A time without a zone counts as UTC, one without a date as of 1970-01-01.
[[nodiscard]] std::optional<double> parse_date(std::string_view cell, const DateFormat& format);

/// A day of the Gregorian calendar; month and day from 1.
struct CivilDate {
  std::int64_t year = 0;
  int month = 0, day = 0;
};
/// The day of a time in seconds since 1970, however far away.
/// source    Hinnant 2014, chrono-compatible low-level date algorithms: civil_from_days
[[nodiscard]] CivilDate date_of(double seconds);

/// Without blanks at both ends, those of other widths included.
[[nodiscard]] std::string_view trim_cell(std::string_view cell);

/// Whether `cell` says that there is no value: nothing, "?", "NA", "null", "-", "缺失" ...
[[nodiscard]] bool is_missing_mark(std::string_view cell);

/// A label without blanks around it and the full stop behind it that some files have in one part
/// only: ">50K." is ">50K".
[[nodiscard]] std::string_view clean_label(std::string_view cell);

/// Orders labels: numbers by their values, then everything else by its bytes.
struct ByNumber {
  [[nodiscard]] bool operator()(const std::string& a, const std::string& b) const;
};

/// Signs and codes of currencies: "$", "EUR", "元" ...; codes in any case.
[[nodiscard]] bool is_currency(std::string_view affix);

}  // namespace ingot
