// Words of a text as bags and small networks take them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ingot {

/// Runs of letters and digits (ASCII in lower case), and every other character but blanks alone.
/// Characters that are written without blanks between words (Han, kana, hangul and beyond the basic
/// plane) are alone, too.
[[nodiscard]] std::vector<std::string> words_of_text(std::string_view text);

/// Whether a word is no letter, digit or character beyond ASCII.
[[nodiscard]] bool is_punctuation(std::string_view word);

}  // namespace ingot
