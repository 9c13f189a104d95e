#include "features/cells.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>

#include "base/parse.h"
#include "features/characters.h"

namespace ingot {
namespace {

constexpr auto kWideBlanks =
    std::to_array<std::string_view>({"\u00a0", "\u2007", "\u2009", "\u202f", "\u3000", "\ufeff"});

bool take_start(std::string_view& text, std::string_view start) {
  if (start.empty() || !text.starts_with(start)) return false;
  text.remove_prefix(start.size());
  return true;
}

/// -1, 1, or 0 where no sign stands at the start.
int take_sign(std::string_view& text) {
  if (take_start(text, "-") || take_start(text, "\u2212")) return -1;
  return take_start(text, "+") ? 1 : 0;
}

bool equal_in_lower_case(std::string_view a, std::string_view b) {
  return std::ranges::equal(
      a, b, {}, [](char c) { return in_lower_case(c); }, [](char c) { return in_lower_case(c); });
}

void take_affixes(std::string_view& text, const NumberFormat& format) {
  const std::size_t p = format.prefix.size(), s = format.suffix.size();
  if (p > 0 && text.size() > p && equal_in_lower_case(text.substr(0, p), format.prefix))
    text = trim_cell(text.substr(p));
  if (s > 0 && text.size() > s && equal_in_lower_case(text.substr(text.size() - s), format.suffix))
    text = trim_cell(text.substr(0, text.size() - s));
}

bool take_group(std::string_view& text, char group) {
  if (group == '\'' && take_start(text, "\u2019")) return true;
  if (group == ' ')
    for (const std::string_view blank : kWideBlanks)
      if (take_start(text, blank)) return true;
  return take_start(text, std::string_view(&group, 1));
}

/// Digits in groups: 1 to 3, then threes; between commas, as in India, also twos but for the last.
class Groups {
 public:
  explicit Groups(char separator) : may_be_twos_(separator == ',') {}
  void digit() { ++digits_; }
  /// Whether a separator may stand here.
  bool separator(bool first_is_zero) {
    const bool may = seen_ == 0 ? digits_ >= 1 && digits_ <= 3 && !first_is_zero
                                : digits_ == 3 || (digits_ == 2 && may_be_twos_);
    has_two_ |= seen_ > 0 && digits_ == 2;
    has_three_ |= seen_ > 0 && digits_ == 3;
    ++seen_, digits_ = 0;
    return may;
  }
  [[nodiscard]] bool end() const {
    return seen_ == 0 || (digits_ == 3 && !(has_two_ && has_three_));
  }

 private:
  bool may_be_twos_;
  int digits_ = 0, seen_ = 0;
  bool has_two_ = false, has_three_ = false;
};

/// `text` as std::from_chars reads it: no groups, a point; its size, 0 where it is not a number.
std::size_t normalise(std::string_view text, const NumberFormat& format, std::array<char, 64>& to) {
  std::size_t size = 0;
  Groups groups(format.group);
  const bool first_is_zero = text.starts_with('0');
  bool whole = true;
  while (!text.empty()) {
    if (size == to.size()) return 0;
    const char c = text[0];
    if (is_digit(c)) {
      if (whole) groups.digit();
      to[size++] = c;
      text.remove_prefix(1);
    } else if (whole && c == format.decimal) {
      if (!groups.end()) return 0;
      whole = false;
      to[size++] = '.';
      text.remove_prefix(1);
    } else if (c == 'e' || c == 'E') {
      if (whole && !groups.end()) return 0;
      if (size + text.size() > to.size()) return 0;
      text.copy(to.data() + size, text.size());
      return size + text.size();
    } else if (!whole || format.group == 0 || !take_group(text, format.group) ||
               !groups.separator(first_is_zero)) {
      return 0;
    }
  }
  return !whole || groups.end() ? size : 0;
}

std::optional<double> read_plain(std::string_view text) {
  if (text.empty() || !(is_digit(text[0]) || text[0] == '.')) return std::nullopt;
  const std::optional<double> value = parse_as<double>(text);
  return value && *value <= kLargestNumber ? value : std::nullopt;
}

std::optional<double> read_unsigned(std::string_view text, const NumberFormat& format) {
  if (format.decimal == '.' && format.group == 0) return read_plain(text);
  std::array<char, 64> plain{};
  const std::size_t size = normalise(text, format, plain);
  return read_plain(std::string_view(plain.data(), size));
}

/// Up to nine digits, exactly.
std::optional<double> read_short_integer(std::string_view text) {
  if (text.empty() || text.size() > 9) return std::nullopt;
  std::int32_t value = 0;
  for (const char c : text) {
    if (!is_digit(c)) return std::nullopt;
    value = 10 * value + (c - '0');
  }
  return value;
}

}  // namespace

bool is_number_too_large(std::string_view cell) {
  std::string_view text = trim_cell(cell);
  static_cast<void>(take_sign(text));
  const std::size_t exponent = text.find_first_of("eE");
  if (text.empty() || !is_digit(text[0]) || text.substr(0, exponent).size() + 2 > text.size())
    return false;
  if (text[exponent + 1] == '-') return false;
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return end == text.data() + text.size() &&
         (error == std::errc::result_out_of_range || value > kLargestNumber);
}

std::optional<double> parse_number(std::string_view cell, const NumberFormat& format) {
  if (const auto value = read_short_integer(cell)) return value;
  // Most cells have no more than a minus, digits and a point.
  if (format.decimal == '.') {
    const bool is_negative = cell.starts_with('-');
    const auto value = read_plain(cell.substr(is_negative ? 1 : 0));
    if (value) return is_negative ? -*value : *value;
  }
  std::string_view text = trim_cell(cell);
  const bool account = text.size() > 2 && text.front() == '(' && text.back() == ')';
  if (account) text = trim_cell(text.substr(1, text.size() - 2));
  int sign = take_sign(text);
  take_affixes(text, format);
  if (sign == 0) sign = take_sign(text);
  if (sign == 0 && text.ends_with('-')) {
    sign = -1;
    text = trim_cell(text.substr(0, text.size() - 1));
  }
  if (account && sign != 0) return std::nullopt;
  const auto value = read_unsigned(trim_cell(text), format);
  return value && (account || sign < 0) ? -*value : value;
}

std::string_view trim_cell(std::string_view cell) {
  const auto is_blank = [](char c) { return c == ' ' || (c >= '\t' && c <= '\r'); };
  while (true) {
    const std::size_t before = cell.size();
    while (!cell.empty() && is_blank(cell.front())) cell.remove_prefix(1);
    while (!cell.empty() && is_blank(cell.back())) cell.remove_suffix(1);
    if (cell.empty() || (is_ascii(cell.front()) && is_ascii(cell.back()))) return cell;
    for (const std::string_view blank : kWideBlanks) {
      if (cell.starts_with(blank)) cell.remove_prefix(blank.size());
      if (cell.ends_with(blank)) cell.remove_suffix(blank.size());
    }
    if (cell.size() == before) return cell;
  }
}

bool is_missing_mark(std::string_view cell) {
  constexpr std::size_t kLongest = 13;
  constexpr auto kMarks = std::to_array<std::string_view>(
      {"?",    "-",    "--",   "---",    "–",   "—",    ".",      "*",
       "na",   "n/a",  "n.a.", "n.a",    "nan", "null", "(null)", "none",
       "<na>", "#n/a", "nil",  "#null!", "#na", "\\n",  "缺失",   "missing"});
  cell = trim_cell(cell);
  if (cell.empty()) return true;
  if (cell.size() > kLongest || is_digit(cell.front()) || is_digit(cell.back())) return false;
  return std::ranges::any_of(kMarks, [&](std::string_view m) {
    return m.size() == cell.size() && in_lower_case(cell[0]) == m[0] &&
           equal_in_lower_case(cell, m);
  });
}

std::string_view clean_label(std::string_view cell) {
  cell = trim_cell(cell);
  if (cell.size() > 1 && cell.ends_with('.') && !cell.ends_with(".."))
    cell = trim_cell(cell.substr(0, cell.size() - 1));
  return cell;
}

bool ByNumber::operator()(const std::string& a, const std::string& b) const {
  const auto x = parse_number(a, {}), y = parse_number(b, {});
  if (x && y && *x != *y) return *x < *y;
  if (x.has_value() != y.has_value()) return x.has_value();
  return a < b;
}

bool is_currency(std::string_view affix) {
  constexpr auto kCurrencies = std::to_array<std::string_view>(
      {"$",   "€",   "£",   "¥",   "￥",  "₹",   "₽", "₩",   "₺",   "₫",    "฿",
       "₴",   "₦",   "r$",  "us$", "a$",  "c$",  "hk$", "nt$", "元",  "万元", "亿元",
       "块",  "円",  "kr",  "kr.", "zł",  "kč",  "ft",  "fr.", "usd", "eur",  "gbp",
       "cny", "rmb", "jpy", "chf", "sek", "nok", "dkk", "pln", "czk", "huf",  "inr",
       "rub", "brl", "aud", "cad", "hkd", "sgd", "krw", "mxn"});
  return std::ranges::any_of(kCurrencies,
                             [&](std::string_view c) { return equal_in_lower_case(affix, c); });
}

}  // namespace ingot
