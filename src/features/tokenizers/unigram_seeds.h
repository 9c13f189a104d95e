// The strings among which a Unigram vocabulary is chosen.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "features/tokenizer_model.h"

namespace ingot {

/// A run of characters of the alphabet within a word, as long as that lives.
struct Segment {
  std::string_view text;
  std::int64_t count;
};

/// The characters that are worth a token, and the words as far as they consist of them.
struct Alphabet {
  struct Character {
    std::string text;
    std::int64_t count;
  };
  /// The most frequent first, until all but one in 2000 characters of the texts are among them.
  std::vector<Character> characters;
  std::vector<Segment> segments;  ///< of at most 32 characters

  [[nodiscard]] static Alphabet of(const WordCounts& words, const VocabularyOptions& options);
};

struct Seed {
  std::string_view text;
  std::int64_t count;
  std::int64_t num_characters;
};

/// Strings of 2 to `most_characters` characters that occur at least `least_count` times: the `most`
/// with the greatest count times length.
///
/// cost      O(characters of the segments * their length), one table of strings of one length
/// source    Kudo 2018, 3.2; level by level: Agrawal and Srikant 1994
[[nodiscard]] std::vector<Seed> frequent_strings(const std::vector<Segment>& segments,
                                                 const VocabularyOptions& options,
                                                 std::size_t most);

}  // namespace ingot
