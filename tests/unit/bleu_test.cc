// BLEU as sacreBLEU defines it, and the translation word for word that it is compared with.
#include "evaluate/bleu.h"

#include <gtest/gtest.h>

#include <cmath>

#include "evaluate/word_translation.h"

namespace ingot {
namespace {

using Lines = std::vector<std::string>;

double bleu_of(const Lines& written, const std::vector<Lines>& references) {
  BleuCounts counts;
  for (std::size_t i = 0; i < written.size(); ++i)
    counts.add(bleu_counts(written[i], references[i]));
  return bleu(counts);
}

// Post 2018: the example of sacreBLEU's documentation, whose figure it gives.
TEST(Bleu, IsThatOfThePublishedExample) {
  const Lines written{"The dog bit the man.", "It wasn't surprising.",
                      "The man had just bitten him."};
  const std::vector<Lines> references{{"The dog bit the man.", "The dog had bit the man."},
                                      {"It was not unexpected.", "No one was surprised."},
                                      {"The man bit him first.", "The man had bitten the dog."}};
  EXPECT_NEAR(bleu_of(written, references), 48.530827009929865, 1e-9);
}

TEST(Bleu, IsAHundredForTheReferenceAndNothingForOtherWords) {
  EXPECT_DOUBLE_EQ(bleu_of({"a b c d e"}, {{"a b c d e"}}), 100);
  EXPECT_EQ(bleu_of({"v w x y z"}, {{"a b c d e"}}), 0);
  EXPECT_EQ(bleu_of({""}, {{"a b c d e"}}), 0);
}

// Shares 4/5, 3/4, 2/3, 1/2 of runs; 5 words where 10 were wanted.
TEST(Bleu, TakesOffForBrevity) {
  const BleuCounts counts = bleu_counts("a b c d x", Lines{"a b c d e f g h i j"});
  EXPECT_EQ(counts.matches, (std::array<std::int64_t, 4>{4, 3, 2, 1}));
  EXPECT_EQ(counts.runs, (std::array<std::int64_t, 4>{5, 4, 3, 2}));
  EXPECT_NEAR(bleu(counts), 100 * std::pow(0.8 * 0.75 * 2 / 3 * 0.5, 0.25) * std::exp(-1), 1e-9);
}

// 4/4, 2/3, none of 2, none of 1: a half of one, then a quarter.
TEST(Bleu, SmoothsOrdersWithoutAMatch) {
  const BleuCounts counts = bleu_counts("a b d c", Lines{"c a b d"});
  EXPECT_EQ(counts.matches, (std::array<std::int64_t, 4>{4, 2, 1, 0}));
  EXPECT_NEAR(bleu(counts), 100 * std::pow(1.0 * 2 / 3 * 0.5 * 0.5, 0.25), 1e-9);
}

TEST(Bleu, OfASentenceCountsTheOrdersThatItHas) {
  EXPECT_EQ(bleu(bleu_counts("Guten Tag", Lines{"Guten Tag"})), 0);
  EXPECT_DOUBLE_EQ(sentence_bleu(bleu_counts("Guten Tag", Lines{"Guten Tag"})), 100);
  EXPECT_EQ(sentence_bleu(bleu_counts("", Lines{"Guten Tag"})), 0);
}

TEST(Bleu, CountsAWordNoOftenerThanTheReferenceHasIt) {
  EXPECT_EQ(bleu_counts("the the the", Lines{"the cat"}).matches[0], 1);
  EXPECT_EQ(bleu_counts("the the the", Lines{"the cat", "the the dog"}).matches[0], 2);
}

TEST(BleuWords, CutsAsTheScorerDoes) {
  EXPECT_EQ(bleu_words("He said: \"3.14, or 1,000?\" (yes)."),
            (Lines{"He", "said", ":", "\"", "3.14", ",", "or", "1,000", "?", "\"", "(", "yes", ")",
                   "."}));
  EXPECT_EQ(bleu_words("don't well-known 5-year &quot;a&amp;b&quot; U.S.A."),
            (Lines{"don't", "well-known", "5", "-", "year", "\"", "a", "&", "b", "\"", "U", ".",
                   "S", ".", "A", "."}));
  EXPECT_EQ(bleu_words("Ein Mädchen – 小女孩"), (Lines{"Ein", "Mädchen", "–", "小女孩"}));
  EXPECT_EQ(bleu_words("à\u00a0: b\u3000c"), (Lines{"à", ":", "b", "c"}));
  EXPECT_EQ(bleu_words(" \t "), Lines());
}

TEST(WordTranslation, FindsTheWordsThatGoTogether) {
  const Lines sources{"a house", "the house", "a book", "the book", "a green house"},
      targets{"ein haus", "das haus", "ein buch", "das buch", "ein haus gruen"};
  const WordTranslation words(sources, targets);
  EXPECT_EQ(words.translate("the green house"), "das gruen haus");
  EXPECT_EQ(words.translate("the unseen book"), "das unseen buch");
}

}  // namespace
}  // namespace ingot
