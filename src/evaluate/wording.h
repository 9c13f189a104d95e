// How figures read in sentences, the same in both languages.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <utility>

#include "ingot/error.h"

namespace ingot {

[[nodiscard]] inline std::string in_percent(double share) {
  return fmt::format("{:.1f}%", 100 * share);
}
/// 10,000: groups of three digits.
[[nodiscard]] inline std::string in_groups(std::int64_t value) {
  const std::string digits = std::to_string(value);
  std::string grouped;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) grouped += ',';
    grouped += digits[i];
  }
  return grouped;
}

/// Four digits: 0.1234, 12,340, 1.234e+09.
[[nodiscard]] inline std::string in_digits(double value) {
  const double size = std::abs(value);
  if (size < 1e3 || size >= 1e7) return fmt::format("{:.4g}", value);
  const auto unit =
      static_cast<std::int64_t>(std::pow(10, std::max(0.0, std::floor(std::log10(size)) - 3)));
  const std::string digits = in_groups(unit * std::llround(size / static_cast<double>(unit)));
  return value < 0 ? "-" + digits : digits;
}

/// A label set as it is written in tables: "cat|dog"; "-" for none.
[[nodiscard]] inline std::string shown_labels(const std::vector<std::size_t>& set,
                                              const std::vector<std::string>& classes) {
  std::vector<std::string> names;
  for (const std::size_t c : set) names.push_back(classes[c]);
  return names.empty() ? "-" : fmt::format("{}", fmt::join(names, "|"));
}

/// Sentences one after the other.
class Paragraph {
 public:
  void add(const Text& sentence) {
    if (!result_.en.empty()) result_.en += ' ';
    result_.en += sentence.en;
    result_.zh += sentence.zh;
  }
  [[nodiscard]] Text take() { return std::move(result_); }

 private:
  Text result_;
};

}  // namespace ingot
