// What kind of thing one text is, by its form.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "features/reading.h"

namespace ingot {

[[nodiscard]] bool is_email(std::string_view text);
[[nodiscard]] bool is_url(std::string_view text);
/// 7 to 15 digits with what people put between them.
[[nodiscard]] bool may_be_phone(std::string_view text);
/// +49 30 1234567, (415) 555-2671: with a country's code, or an area's in parentheses
[[nodiscard]] bool is_international_phone(std::string_view text);
[[nodiscard]] bool is_chinese_mobile(std::string_view text);
[[nodiscard]] bool may_be_postal_code(std::string_view text);
[[nodiscard]] bool is_digits(std::string_view text);
[[nodiscard]] bool has_digit(std::string_view text);
[[nodiscard]] bool has_blank(std::string_view text);
/// Ten Chinese characters or more.
[[nodiscard]] bool is_long_han(std::string_view text);

/// Characters of UTF-8.
[[nodiscard]] std::int64_t count_characters(std::string_view text);
/// The scripts of at least a tenth of the characters, blanks and marks aside, the most frequent
/// first: of latin, digits, han, kana, hangul, cyrillic, greek, arabic, hebrew, thai, devanagari,
/// other.
[[nodiscard]] std::string scripts_of(const std::vector<CategoryCount>& values);

}  // namespace ingot
