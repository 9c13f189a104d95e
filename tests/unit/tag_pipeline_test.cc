// From tokens to numbers.
#include "features/tag_pipeline.h"

#include <gtest/gtest.h>

#include "features/text_words.h"
#include "features/train_tokenizer.h"
#include "features/word_signs.h"
#include "ingot/error.h"

namespace ingot::testing {
namespace {

using Names = std::vector<std::string>;

TEST(WordSigns, ShowWhatAWordLooksLike) {
  EXPECT_EQ(word_sign("word", "Wien2024"), "wien0000");
  EXPECT_EQ(word_sign("beginning", "Wien"), "wie");
  EXPECT_EQ(word_sign("ending", "Wien"), "en");
  EXPECT_EQ(word_sign("long_ending", "Wien"), "ien");
  EXPECT_EQ(word_sign("long_ending", "a"), "a");
  EXPECT_EQ(word_sign("shape", "McDonaldson"), "XxXxxx");
  EXPECT_EQ(word_sign("shape", "U.S."), "X.X.");
  EXPECT_EQ(word_sign("shape", "1999-12"), "000-00");
  EXPECT_EQ(word_sign("shape", "Ärzte"), "Xxxx");
  EXPECT_EQ(word_sign("shape", "北京市区"), "xxx");
  EXPECT_EQ(word_sign("word", "ÄRZTE"), "ärzte");
  EXPECT_EQ(word_sign("ending", "Müller"), "er");
  EXPECT_EQ(word_sign("beginning", "Łódź"), "łód");
}

TEST(SplitWords, KeepTheCaseThatWordsOfTextLose) {
  const std::string text = "Anna's  3 cats, in 北京!";
  const auto words = split_words(text);
  EXPECT_EQ(Names(words.begin(), words.end()),
            (Names{"Anna", "'", "s", "3", "cats", ",", "in", "北", "京", "!"}));
  EXPECT_EQ(words_of_text(text)[0], "anna");
  EXPECT_EQ(words_of_text(text).size(), words.size());
  EXPECT_TRUE(split_words(" \t\n").empty());
}

std::vector<TaggedSentence> sentences() {
  return {{{"Anna", "sleeps", "in", "Paris"}, {"B-PER", "O", "O", "B-LOC"}},
          {{"Berta", "sleeps", "in", "Boris"}, {"B-PER", "O", "O", "B-LOC"}},
          {{"Anna", "runs"}, {"B-PER", "O"}}};
}

TagPipeline words_pipeline(std::int64_t length = 0) {
  return TagPipeline::fit(sentences(), {"B-LOC", "B-PER", "O"}, TagForm::iob2, {.length = length});
}

TEST(TagPipeline, FrequentSignsHaveNumbersOthersAreUnknown) {
  const TagPipeline pipeline = words_pipeline();
  EXPECT_EQ(pipeline.length(), 4);
  ASSERT_EQ(pipeline.num_ids().size(), kWordSigns.size());
  EXPECT_EQ(pipeline.num_ids()[0], 2 + 3);  // anna, in, sleeps are in two sentences
  const TagRows rows = pipeline.encode({{{"ANNA", "Doris"}, {}}});
  ASSERT_EQ(rows.ids.size(), 2 * kWordSigns.size());
  EXPECT_GE(rows.ids[0], 2);
  EXPECT_EQ(rows.ids[kWordSigns.size()], 1);      // the word Doris is new
  EXPECT_GE(rows.ids[kWordSigns.size() + 3], 2);  // but -ris is not
  EXPECT_GE(rows.ids[kWordSigns.size() + 4], 2);  // nor is Xxxx
}

TEST(TagPipeline, LongSentencesTakeSeveralRows) {
  const TagPipeline pipeline = words_pipeline(3);
  const TagRows rows = pipeline.encode(sentences());
  EXPECT_EQ(rows.starts, (std::vector<std::int64_t>{0, 3, 4, 7, 8, 10}));
  EXPECT_EQ(rows.places, (std::vector<std::int64_t>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}));
}

TEST(TagPipeline, TheFirstPieceOfATokenIsItsPlace) {
  TokenizerTraining training{.tokenizer = "characters"};
  training.vocabulary.least_count = 1;
  const auto tokenizer = std::make_shared<const Tokenizer>(train_tokenizer(
      [](const std::function<void(std::string_view)>& body) { body("abcdefg"); }, training));
  const TagPipeline pipeline = TagPipeline::fit(sentences(), {"O", "X"}, TagForm::plain,
                                                {.tokenizer = tokenizer, .length = 4});
  EXPECT_TRUE(pipeline.makes_pieces());
  const TagRows rows = pipeline.encode({{{"ab", "cde", "abcdefg", "f"}, {}}});
  EXPECT_EQ(rows.places, (std::vector<std::int64_t>{0, 2, 5, 9}));
  EXPECT_EQ(rows.starts, (std::vector<std::int64_t>{0, 2, 5, 9, 10}));  // a token is never cut
  for (const std::int32_t id : rows.ids) {
    EXPECT_GE(id, 1);
    EXPECT_LT(id, pipeline.num_ids()[0]);
  }
}

TEST(TagPipeline, ItsValuesGiveTheSameNumbers) {
  const TagPipeline pipeline = words_pipeline(3);
  const TagPipeline again =
      TagPipeline::from_json(nlohmann::json::parse(pipeline.to_json().dump()));
  EXPECT_EQ(again.to_json(), pipeline.to_json());
  EXPECT_EQ(again.encode(sentences()).ids, pipeline.encode(sentences()).ids);
  EXPECT_EQ(again.scheme().form(), TagForm::iob2);
}

TEST(TagPipeline, DamagedValuesAreRefused) {
  const auto code = [](nlohmann::json values) -> std::string {
    try {
      static_cast<void>(TagPipeline::from_json(values));
    } catch (const Error& e) {
      return e.code();
    }
    return "read";
  };
  nlohmann::json good = words_pipeline().to_json();
  EXPECT_EQ(code(good), "read");
  const auto with = [&](const char* key, const nlohmann::json& value) {
    nlohmann::json changed = good;
    changed[key] = value;
    return changed;
  };
  EXPECT_EQ(code(with("format", 99)), "newer_product");
  EXPECT_EQ(code(with("input", {{"kind", "text"}})), "other_input");
  EXPECT_EQ(code(with("length", 0)), "bad_pipeline");
  EXPECT_EQ(code(with("length", std::int64_t{1} << 40)), "bad_pipeline");
  EXPECT_EQ(code(with("tags", nlohmann::json::array())), "bad_pipeline");
  EXPECT_EQ(code(with("form", "IOB7")), "bad_pipeline");
  EXPECT_EQ(code(with("signs", nlohmann::json::array())), "bad_pipeline");
  EXPECT_EQ(code(with("signs", {{{"name", "colour"}, {"entries", {"red"}}}})), "bad_pipeline");
  EXPECT_EQ(code(nlohmann::json::array()), "bad_pipeline");
}

}  // namespace
}  // namespace ingot::testing
