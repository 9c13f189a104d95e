#include "cli/benches/text_work.h"

#include <cmath>
#include <vector>

#include "base/rng.h"

namespace ingot {
namespace {

constexpr std::uint32_t kNumWords = 100'000;

std::string made_up_word(std::uint32_t rank) {
  constexpr const char* kSyllables[] = {"the", "in", "er",  "at", "on", "de", "co",  "re",
                                        "ti",  "al", "ing", "ed", "ou", "st", "men", "ly"};
  std::string word;
  const std::uint32_t syllables = 1 + static_cast<std::uint32_t>(std::log10(rank + 1.0));
  for (std::uint32_t i = 0; i < syllables; ++i)
    word += kSyllables[philox4x32({rank, i, 0, 0}, {3, 1})[0] % std::size(kSyllables)];
  return word;
}

}  // namespace

std::string some_text(std::size_t bytes) {
  std::vector<std::string> words;
  for (std::uint32_t rank = 0; rank < kNumWords; ++rank) words.push_back(made_up_word(rank));
  std::string text;
  for (std::uint32_t i = 0; text.size() < bytes; ++i) {
    const PhiloxCounter draw = philox4x32({i, 0, 0, 0}, {3, 2});
    // Uniform in the logarithm of the rank: the probability falls as 1 / rank.
    const double place = std::pow(double{kNumWords}, draw[0] / 4294967296.0);
    text += words[static_cast<std::size_t>(place) - 1];
    text += draw[1] % 12 == 0 ? ", " : draw[1] % 12 == 1 ? ".\n" : " ";
    if (draw[2] % 30 == 0) text += std::to_string(draw[3] % 5000) + " ";
  }
  return text;
}

}  // namespace ingot
