// How often each piece occurs in the training texts.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace ingot {

class Tokenizer;

/// Different words in order of their bytes.
struct WordCounts {
  struct Word {
    std::string text;
    std::int64_t count = 0;
  };
  std::vector<Word> words;
};

/// Calls `body` with one text after the other.
using ForEachText = std::function<void(const std::function<void(std::string_view)>& body)>;

/// The pieces into which `tokenizer` cuts the texts. A function of the texts alone, whatever the
/// number of threads.
///
/// cost      10 ns a byte, divided by the threads; memory for the different words
[[nodiscard]] WordCounts count_words(const Tokenizer& tokenizer, const ForEachText& texts,
                                     int num_threads);

}  // namespace ingot
