// From texts to numbers of words and to weighted bags of them.
#include <gtest/gtest.h>

#include <cmath>

#include "features/encoder.h"
#include "features/padded_tokens.h"
#include "features/table_profile.h"
#include "features/text_entries.h"
#include "features/text_words.h"
#include "features/train_tokenizer.h"

namespace ingot {
namespace {

using Words = std::vector<std::string>;

TEST(TextWords, AreRunsOfLettersAndCharactersOfTheirOwn) {
  EXPECT_EQ(words_of_text("Don't panic,  4ever!"),
            (Words{"don", "'", "t", "panic", ",", "4ever", "!"}));
  EXPECT_EQ(words_of_text("Größe über café"), (Words{"größe", "über", "café"}));
  EXPECT_EQ(words_of_text("送餐很快abc。"), (Words{"送", "餐", "很", "快", "abc", "。"}));
  EXPECT_EQ(words_of_text("a\u00a0b\u3000c“d”"), (Words{"a", "b", "c", "“", "d", "”"}));
  EXPECT_TRUE(words_of_text(" \t\n").empty());
  EXPECT_EQ(words_of_text("\xff\xfe"), Words{"\xff\xfe"});  // bytes that are no UTF-8 harm nothing
}

TEST(EntryNumbers, HoldsTheMostFrequentByRowsThenByTheirBytes) {
  EntryCounts counts;
  counts.add_row({"b", "a", "b", "b"});
  counts.add_row({"b", "c"});
  counts.add_row({"a", "d"});
  const auto two = counts.most_frequent(2, 10);
  ASSERT_EQ(two.size(), 2U);
  EXPECT_EQ(two[0].text, "a");
  EXPECT_EQ(two[0].rows, 2);
  EXPECT_EQ(counts.most_frequent(1, 3)[2].text, "c");
  EXPECT_EQ(counts.rows(), 3);
}

struct Fitted {
  Encoder encoder;
  std::vector<float> rows;
  std::int64_t width = 0;
};

Fitted encode(const std::string& name, const Words& train, const Words& asked,
              const nlohmann::json& options = nlohmann::json::object()) {
  Table table{{"text"}, std::vector<TextColumn>(1)};
  for (const std::string& text : train) table.columns[0].push_back(text);
  const TableProfile profile = profile_table(*table_in_memory(table));
  const ForEachCells cells = [&](const auto& body) {
    body(table.columns[0], std::vector<double>(train.size()));
  };
  const EncoderDef& def = find_encoder(name);
  const nlohmann::json values = def.fit(options, {profile.columns[0], cells, 2});
  Fitted fitted{def.load(values, profile.columns[0]), {}, 0};
  fitted.width = std::ssize(fitted.encoder.features);
  TextColumn column;
  for (const std::string& text : asked) column.push_back(text);
  fitted.rows.resize(asked.size() * fitted.encoder.features.size(), -1);
  fitted.encoder.encode(CellRun(column, profile.columns[0]), fitted.rows.data(), fitted.width);
  return fitted;
}

const Words kReviews{"good food", "good fast food", "bad food", "bad slow food today"};

TEST(TextTokens, AreNumbersOfWordsInTheirOrderThenZeros) {
  const Fitted f = encode("text_tokens", kReviews, {"food is BAD", "", "good good good good good"});
  // food 4 rows; bad, good 2 each; is is none
  EXPECT_EQ(f.encoder.num_ids, 5);
  ASSERT_EQ(f.width, 4);
  EXPECT_EQ(f.rows, (std::vector<float>{2, 1, 3, 0, 0, 0, 0, 0, 4, 4, 4, 4}));
}

TEST(TextTokens, ComeFromATokeniserThatIsTrainedOrGiven) {
  const Fitted characters =
      encode("text_tokens", {"abab", "abc", "ba"}, {"cab", "x"}, {{"tokenizer", "characters"}});
  // <pad> 0, <unk> 1, <bos> 2, <eos> 3; then a, b (c stands in one text alone); the mask is behind.
  EXPECT_EQ(characters.encoder.num_ids, 7);
  ASSERT_EQ(characters.width, 4);
  EXPECT_EQ(characters.rows, (std::vector<float>{1, 4, 5, 0, 1, 0, 0, 0}));
  TokenizerTraining training{.tokenizer = "bytes"};
  const nlohmann::json given =
      train_tokenizer([](const auto& body) { body("ab"); }, training).to_json();
  const Fitted bytes =
      encode("text_tokens", {"abab"}, {"a"}, {{"tokenizer", given}, {"length", 3}});
  EXPECT_EQ(bytes.rows, (std::vector<float>{3 + 'a', 0, 0}));
}

TEST(PaddedTokens, KeepZeroFree) {
  TokenizerTraining training{.tokenizer = "bpe"};
  training.vocabulary.size = 260;
  const Tokenizer bpe = train_tokenizer([](const auto& body) { body("some text"); }, training);
  ASSERT_NE(bpe.special().pad, 0);
  const PaddedTokens padded = padded_tokens(bpe);
  EXPECT_EQ(padded.shift, 1);
  EXPECT_EQ(padded.mask, bpe.vocabulary_size() + 1);
  EXPECT_EQ(padded.count, padded.mask + 1);
}

TEST(TextBag, WeighsRareWordsMoreAndHasLengthOne) {
  const Fitted f = encode("text_bag", kReviews, {"bad food", "unseen", "food bad bad"});
  const std::int64_t places = f.width / 2;
  const auto number = [&](std::int64_t row, std::int64_t i) {
    return f.rows[static_cast<std::size_t>(row * f.width + i)];
  };
  double squares = 0;
  for (std::int64_t i = 0; i < places; ++i)
    squares += std::pow(static_cast<double>(number(0, places + i)), 2);
  EXPECT_NEAR(squares, 1, 1e-6);
  // Weights 1 + log((1 + 4) / (1 + rows)): bad in 2 rows, food in 4.
  EXPECT_NEAR(number(0, places) / number(0, places + 1), 1 + std::log(5.0 / 3), 1e-5);
  EXPECT_NEAR(number(2, places) / number(2, places + 1),
              (1 + std::log(2.0)) * (1 + std::log(5.0 / 3)), 1e-5);
  for (std::int64_t i = 0; i < f.width; ++i) EXPECT_EQ(number(1, i), 0);
}

TEST(TextBag, HasThreesOfCharactersThatAreWords) {
  const Fitted f = encode("text_bag", {"很好吃", "很好吃", "不好吃"}, {"很好吃"});
  // 好 吃 "好 吃" of all; 很 "很 好" "很 好 吃" of two
  EXPECT_EQ(f.encoder.num_ids, 1 + 6);
}

}  // namespace
}  // namespace ingot
