// How much of a written text stands in what people wrote for the same source.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ingot {

inline constexpr std::size_t kBleuOrder = 4;

/// What BLEU is made of; the sum over sentences is that of all of them.
struct BleuCounts {
  /// Runs of 1 .. 4 words: how many of them stand in a reference, and how many there are.
  std::array<std::int64_t, kBleuOrder> matches = {}, runs = {};
  std::int64_t words = 0, reference_words = 0;

  void add(const BleuCounts& other, std::int64_t times = 1);
};

/// Words as the scorer mteval-v13a cuts them: punctuation apart, but not within numbers.
/// source    NIST mteval-v13a.pl, the international tokenisation off
[[nodiscard]] std::vector<std::string> bleu_words(std::string_view text);

/// references   at least one; the nearest in length, of equal ones the shorter, is the one that
///              brevity is measured by
[[nodiscard]] BleuCounts bleu_counts(std::string_view written,
                                     std::span<const std::string> references);

/// 0 to 100: the geometric mean of the shares of matches, times what is taken off for brevity. An
/// order without a match counts as half a match, the next such order as a quarter ...
///
/// source    Papineni et al. 2002, BLEU; smoothing: Chen and Cherry 2014, sec. 3, method 3, as
///           sacreBLEU (Post 2018) has it
[[nodiscard]] double bleu(const BleuCounts& counts);
/// The same of one sentence: by the orders that it is long enough for.
[[nodiscard]] double sentence_bleu(const BleuCounts& counts);

}  // namespace ingot
