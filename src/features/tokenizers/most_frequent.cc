#include <algorithm>
#include <unordered_map>

#include "base/utf8.h"
#include "features/tokenizers/trainers.h"
#include "features/word_counts.h"

namespace ingot {
namespace {

using Counted = std::vector<std::pair<std::string, std::int64_t>>;

std::vector<std::string> best_of(Counted counted, const VocabularyOptions& options) {
  if (options.size <= static_cast<std::int64_t>(options.special.size()))
    throw Error("bad_option", text("a vocabulary of {}", "大小为 {} 的词表", options.size))
        .expected(text("more than its {} special tokens", "大于其 {} 个特殊标记",
                       options.special.size()));
  std::erase_if(counted, [&](const auto& c) {
    return c.second < options.least_count ||
           std::ranges::find(options.special, c.first) != options.special.end();
  });
  std::ranges::sort(counted, [](const auto& a, const auto& b) {
    return a.second != b.second ? a.second > b.second : a.first < b.first;
  });
  std::vector<std::string> tokens = options.special;
  for (auto& [token, count] : counted) {
    if (static_cast<std::int64_t>(tokens.size()) == options.size) break;
    tokens.push_back(std::move(token));
  }
  return tokens;
}

}  // namespace

std::vector<std::string> most_frequent(const WordCounts& words, const VocabularyOptions& options) {
  Counted counted;
  for (const auto& [word, count] : words.words)
    if (is_utf8(word)) counted.emplace_back(word, count);
  return best_of(std::move(counted), options);
}

std::vector<std::string> most_frequent_characters(const WordCounts& words,
                                                  const VocabularyOptions& options) {
  std::unordered_map<std::string, std::int64_t> counts;
  for (const auto& [word, count] : words.words)
    for (std::size_t at = 0; at < word.size();) {
      const Utf8Character c = character_at(word, at);
      if (c.code != kNoCharacter) counts[word.substr(at, c.size_bytes)] += count;
      at += c.size_bytes;
    }
  return best_of({counts.begin(), counts.end()}, options);
}

}  // namespace ingot
