// What a word shows of itself, so that one that was never seen is not like any other.
#pragma once

#include <array>
#include <string>
#include <string_view>

namespace ingot {

inline constexpr std::array kWordSigns{"word", "beginning", "ending", "long_ending", "shape"};

/// The sign `name` (one of kWordSigns) of a word.
///   word         in lower case, digits as 0
///   beginning    its first 3 characters, in lower case
///   ending       its last 2, long_ending its last 3
///   shape        X for each capital, x for small letters, 0 for digits, other characters as they
///                are; of equal ones in a row at most 3: "Xxxx", "000-0", "X.X."
///
/// errors    library_missing, for words beyond ASCII
[[nodiscard]] std::string word_sign(std::string_view name, std::string_view word);

}  // namespace ingot
