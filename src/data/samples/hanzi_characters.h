// The characters of sample:hanzi-1000.
#pragma once

#include <string_view>

namespace ingot {

/// The 1000 most frequent Chinese characters in simplified form, the most frequent first.
/// source: word frequencies of jieba's dictionary (S. Junyi, MIT licence); scripts/hanzi_characters
[[nodiscard]] std::u32string_view hanzi_characters();

}  // namespace ingot
