// Words of a text as bags and small networks take them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ingot {

/// Runs of letters and digits, and every other character but blanks alone. Characters that are
/// written without blanks between words (Han, kana, hangul and beyond the basic plane) are alone,
/// too. As long as the text lives.
[[nodiscard]] std::vector<std::string_view> split_words(std::string_view text);

/// The same with letters of ASCII in lower case.
[[nodiscard]] std::vector<std::string> words_of_text(std::string_view text);

/// Whether a word is no letter, digit or character beyond ASCII.
[[nodiscard]] bool is_punctuation(std::string_view word);

}  // namespace ingot
