// Which words an answer rests on.
#include <gtest/gtest.h>

#include "evaluate/word_influence.h"

namespace ingot::testing {
namespace {

TEST(WordInfluence, PiecesSideBySideAreTheText) {
  for (const std::string text : {"a fine  film, truly", " 春眠不觉晓。", "one", "", "   "})
    for (const std::size_t most : {1, 2, 3, 48}) {
      std::string joined;
      const std::vector<std::string> pieces = pieces_of(text, most);
      for (const std::string& piece : pieces) joined += piece;
      EXPECT_LE(pieces.size(), most);
      EXPECT_EQ(joined, pieces.empty() ? "" : text);
    }
  EXPECT_EQ(pieces_of("a fine  film", 48), (std::vector<std::string>{"a ", "fine  ", "film"}));
  EXPECT_EQ(pieces_of("a b c d e", 3), (std::vector<std::string>{"a b ", "c d ", "e"}));
}

// Says "good" by the word fine, and less so by dull.
Tensor say(const Table& rows) {
  Tensor scores(f32, {rows.size(), 2});
  for (std::int64_t row = 0; row < rows.size(); ++row) {
    const std::string_view cell = rows.columns[0][row];
    double good = 0.3;
    if (cell.find("fine") != cell.npos) good += 0.6;
    if (cell.find("dull") != cell.npos) good -= 0.2;
    scores.set(row * 2, 1 - good);
    scores.set(row * 2 + 1, good);
  }
  return scores;
}

TEST(WordInfluence, AWordWithoutWhichTheAnswerFallsCounts) {
  Table rows{.names = {"review"}, .columns = {{}}};
  for (const char* cell : {"a fine film", "fine but dull", "one"}) rows.columns[0].push_back(cell);
  rows.columns[0].push_back(std::nullopt);
  const Predictions answers{
      say(rows), Tensor::from<std::int64_t>({1, 0, 0, 0}, {4}), {"bad", "good"}};
  const auto found = word_influence(rows, answers, {1, 0, 2, 3}, "review", say);
  ASSERT_EQ(found.size(), 2U);  // one word and no words tell nothing
  EXPECT_EQ(found[0].row, 1);
  EXPECT_EQ(found[0].called, 1U);
  EXPECT_EQ(found[0].truth, 0U);
  EXPECT_NEAR(found[0].probability, 0.7, 1e-6);
  const std::vector<double> falls{0.6, 0, -0.2};
  for (std::size_t i = 0; i < 3; ++i) EXPECT_NEAR(found[0].pieces[i].fall, falls[i], 1e-6) << i;
  EXPECT_EQ(found[1].pieces[1].text, "fine ");
}

TEST(WordInfluence, ExplainsTheSurestAndTheDoubtful) {
  // Two classes surely right, one of them twice; surely wrong; and one in between.
  const Predictions answers{
      Tensor::from<float>({0.9F, 0.1F, 0.95F, 0.05F, 0.1F, 0.9F, 0.8F, 0.2F, 0.51F, 0.49F}, {5, 2}),
      Tensor::from<std::int64_t>({0, 0, 1, 1, 0}, {5}),
      {"a", "b"}};
  EXPECT_EQ(rows_to_explain(answers), (std::vector<std::int64_t>{1, 2, 3, 4, 0}));
}

}  // namespace
}  // namespace ingot::testing
