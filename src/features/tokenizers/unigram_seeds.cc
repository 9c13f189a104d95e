#include "features/tokenizers/unigram_seeds.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "base/utf8.h"
#include "features/text_hash.h"
#include "features/tokenizers/trainers.h"
#include "features/word_counts.h"

namespace ingot {
namespace {

constexpr std::size_t kMostSegmentCharacters = 32;  // so that probabilities stay in range
constexpr double kCoverage = 0.9995;                // of characters. source: SentencePiece

struct SegmentHash {
  std::size_t operator()(std::string_view s) const { return hash_text(s); }
};
template <class Value>
using ByText = std::unordered_map<std::string_view, Value, SegmentHash>;

std::vector<std::size_t> borders_of(std::string_view text) {
  std::vector<std::size_t> borders{0};
  while (borders.back() < text.size())
    borders.push_back(borders.back() + character_at(text, borders.back()).size_bytes);
  return borders;
}

}  // namespace

Alphabet Alphabet::of(const WordCounts& words, const VocabularyOptions& options) {
  ByText<std::int64_t> counts;
  std::int64_t all = 0;
  for (const auto& [word, count] : words.words)
    for (std::size_t at = 0; at < word.size();) {
      const Utf8Character c = character_at(word, at);
      if (c.code != kNoCharacter) {
        counts[std::string_view(word).substr(at, c.size_bytes)] += count;
        all += count;
      }
      at += c.size_bytes;
    }
  Alphabet alphabet;
  for (const auto& [character, count] : counts)
    alphabet.characters.push_back({std::string(character), count});
  std::ranges::sort(alphabet.characters, [](const Character& a, const Character& b) {
    return a.count != b.count ? a.count > b.count : a.text < b.text;
  });
  std::int64_t covered = 0;
  std::size_t kept = 0;
  while (kept < alphabet.characters.size() &&
         static_cast<double>(covered) < kCoverage * static_cast<double>(all) &&
         static_cast<std::int64_t>(kept) < options.size / 2)
    covered += alphabet.characters[kept++].count;
  alphabet.characters.resize(kept);

  std::unordered_set<std::string_view, SegmentHash> known;
  for (const Character& c : alphabet.characters) known.insert(c.text);
  for (const auto& [word, count] : words.words) {
    std::size_t begin = 0, num_characters = 0;
    const auto cut = [&, &text = word, n = count](std::size_t end) {
      if (end > begin)
        alphabet.segments.push_back({std::string_view(text).substr(begin, end - begin), n});
      begin = end;
      num_characters = 0;
    };
    for (std::size_t at = 0; at < word.size();) {
      const std::size_t end = at + character_at(word, at).size_bytes;
      if (!known.contains(std::string_view(word).substr(at, end - at))) {
        cut(at);
        begin = end;
      } else if (++num_characters == kMostSegmentCharacters) {
        cut(end);
      }
      at = end;
    }
    cut(word.size());
  }
  return alphabet;
}

std::vector<Seed> frequent_strings(const std::vector<Segment>& segments,
                                   const VocabularyOptions& options, std::size_t most) {
  std::vector<Seed> seeds;
  // Places where a frequent string of the last length begins, by character over all segments.
  std::vector<bool> is_frequent;
  for (const Segment& s : segments) is_frequent.resize(is_frequent.size() + s.text.size(), true);
  for (std::int64_t length = 2; length <= options.most_characters; ++length) {
    ByText<std::int64_t> counts;
    const auto for_each_place = [&](const auto& body) {
      std::size_t first = 0;
      for (const Segment& s : segments) {
        const std::vector<std::size_t> borders = borders_of(s.text);
        for (std::size_t i = 0; i + static_cast<std::size_t>(length) < borders.size(); ++i)
          if (is_frequent[first + i])
            body(first + i, s,
                 s.text.substr(borders[i],
                               borders[i + static_cast<std::size_t>(length)] - borders[i]));
        first += s.text.size();
      }
    };
    for_each_place(
        [&](std::size_t, const Segment& s, std::string_view string) { counts[string] += s.count; });
    const std::int64_t least = std::max<std::int64_t>(options.least_count, 2);
    std::erase_if(counts, [&](const auto& c) { return c.second < least; });
    if (counts.empty()) break;
    for (const auto& [string, count] : counts) seeds.push_back({string, count, length});
    for_each_place([&](std::size_t place, const Segment&, std::string_view string) {
      if (!counts.contains(string)) is_frequent[place] = false;
    });
  }
  const auto is_better = [](const Seed& a, const Seed& b) {
    const std::int64_t x = a.count * a.num_characters, y = b.count * b.num_characters;
    return x != y ? x > y : a.text < b.text;
  };
  const std::size_t kept = std::min(most, seeds.size());
  std::ranges::partial_sort(seeds, seeds.begin() + static_cast<std::ptrdiff_t>(kept), is_better);
  seeds.resize(kept);
  return seeds;
}

}  // namespace ingot
