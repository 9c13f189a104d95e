// Figures of tags and of the entities that they mark, against figures computed by hand.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "evaluate/findings.h"
#include "evaluate/prediction_file.h"
#include "evaluate/report.h"
#include "evaluate/tag_evaluation.h"
#include "evaluate/tag_findings.h"

namespace ingot::testing {
namespace {

using Names = std::vector<std::string>;

// Pairs of sentences: what is true, and what was called.
TagAnswers answers_of(TagForm form, const Names& tags,
                      const std::vector<std::pair<Names, Names>>& sentences) {
  TagAnswers answers;
  answers.tags = tags;
  answers.scheme = TagScheme(form, tags);
  answers.starts = {0};
  const auto number = [&](const std::string& tag) {
    return static_cast<std::int32_t>(std::ranges::find(tags, tag) - tags.begin());
  };
  for (const auto& [truth, called] : sentences) {
    for (const std::string& tag : truth) answers.truth.push_back(number(tag));
    for (const std::string& tag : called) answers.called.push_back(number(tag));
    answers.starts.push_back(answers.num_tokens());
  }
  return answers;
}

const Names kTags{"B-LOC", "B-PER", "I-LOC", "I-PER", "O"};

TagAnswers four_sentences() {
  return answers_of(TagForm::iob2, kTags,
                    {// Two right ones.
                     {{"B-PER", "I-PER", "O", "B-LOC"}, {"B-PER", "I-PER", "O", "B-LOC"}},
                     // Its border is wrong: one that is there, one that is not.
                     {{"B-PER", "I-PER", "O"}, {"B-PER", "O", "O"}},
                     // Its kind is wrong; and one is missed.
                     {{"B-LOC", "O", "B-PER"}, {"B-PER", "O", "O"}},
                     // One is invented.
                     {{"O", "O"}, {"O", "B-LOC"}}});
}

TEST(TagEvaluation, EntitiesCountWithTheirKindAndBothBorders) {
  const Evaluation e = evaluate_tags(four_sentences());
  EXPECT_EQ(e.judged_by, JudgedBy::entities);
  EXPECT_EQ(e.rows, 12);
  // 5 are there, 5 are called, 2 are both.
  EXPECT_DOUBLE_EQ(*e.metric("precision").value, 2.0 / 5);
  EXPECT_DOUBLE_EQ(*e.metric("recall").value, 2.0 / 5);
  EXPECT_DOUBLE_EQ(*e.metric("f1").value, 2.0 / 5);
  EXPECT_DOUBLE_EQ(*e.metric("accuracy").value, 8.0 / 12);
  EXPECT_EQ(e.metrics.front().name, "f1");
  EXPECT_EQ(e.confusion[0][1], 1);  // B-LOC called B-PER
  EXPECT_EQ(e.confusion[4][4], 4);
  EXPECT_EQ(e.per_class[1].rows, 3);
  EXPECT_EQ(e.per_class[1].predicted, 3);
  EXPECT_DOUBLE_EQ(e.per_class[1].recall, 2.0 / 3);
}

TEST(TagEvaluation, NoEntitiesAtAllHaveNoF1) {
  const Evaluation e = evaluate_tags(answers_of(TagForm::iob2, kTags, {{{"O", "O"}, {"O", "O"}}}));
  EXPECT_FALSE(e.metric("f1").value);
  EXPECT_FALSE(e.metric("recall").value);
  EXPECT_DOUBLE_EQ(*e.metric("accuracy").value, 1);
  EXPECT_THROW(static_cast<void>(evaluate_tags(answers_of(TagForm::iob2, kTags, {}))), Error);
}

TEST(TagEvaluation, PlainTagsAreJudgedOneByOne) {
  const Evaluation e = evaluate_tags(answers_of(
      TagForm::plain, {"DET", "N", "V"}, {{{"DET", "N", "V"}, {"DET", "V", "V"}}, {{"N"}, {"N"}}}));
  EXPECT_EQ(e.judged_by, JudgedBy::tags);
  EXPECT_DOUBLE_EQ(*e.metric("accuracy").value, 3.0 / 4);
  // DET 1, N 2/3, V 2/3.
  EXPECT_DOUBLE_EQ(*e.metric("f1_macro").value, (1 + 2.0 / 3 + 2.0 / 3) / 3);
  EXPECT_EQ(e.metrics.size(), 2U);
}

TEST(TagEvaluation, IntervalsComeFromWholeSentences) {
  // Half of the sentences are all right, half all wrong: that is what is uncertain.
  std::vector<std::pair<Names, Names>> sentences;
  for (int i = 0; i < 40; ++i) {
    const Names truth(25, "DET"), other(25, "N");
    sentences.push_back({truth, i % 2 == 0 ? truth : other});
  }
  const Evaluation e = evaluate_tags(answers_of(TagForm::plain, {"DET", "N"}, sentences));
  const MetricValue& accuracy = e.metric("accuracy");
  ASSERT_TRUE(accuracy.interval);
  // A share of 40 draws: about 0.5 -+ 1.96 * sqrt(0.25 / 40); of 1000 tokens it would be -+ 0.03.
  EXPECT_NEAR(accuracy.interval->low, 0.345, 0.05);
  EXPECT_NEAR(accuracy.interval->high, 0.655, 0.05);
  EXPECT_EQ(evaluate_tags(four_sentences(), {.replicates = 0}).metrics[0].interval, std::nullopt);
}

TEST(TagEvaluation, TheSurestMistakesComeFirst) {
  TagAnswers answers = answers_of(TagForm::plain, {"A", "B"}, {{{"A", "A", "A"}, {"B", "A", "B"}}});
  answers.confidence = {0.6F, 0.99F, 0.9F};
  answers.truth_probability = {0.4F, 0.99F, 0.1F};
  const Evaluation e = evaluate_tags(answers);
  ASSERT_EQ(e.mistakes.size(), 2U);
  EXPECT_EQ(e.mistakes[0].row, 2);
  EXPECT_FLOAT_EQ(static_cast<float>(e.mistakes[0].truth_probability), 0.1F);
}

TEST(TagFindings, SayHowEachKindGoesWrong) {
  const Names tokens{"Anna", "Berg", "in",  "Wien", "Otto", "Graf",
                     "ruft", "Bonn", "ist", "Eva",  "so",   "gut"};
  const TagFindings found = find_tag_mistakes(four_sentences(), tokens);
  EXPECT_EQ(found.sentences, 4);
  EXPECT_EQ(found.wrong_sentences, 3);
  ASSERT_EQ(found.kinds.size(), 2U);
  const EntityFigures &loc = found.kinds[0], &per = found.kinds[1];
  EXPECT_EQ(loc.kind, "LOC");
  EXPECT_EQ(loc.entities, 2);
  EXPECT_EQ(loc.right, 1);
  EXPECT_EQ(loc.other_kind, 1);
  EXPECT_EQ(loc.called, 2);
  EXPECT_EQ(loc.invented, 1);
  EXPECT_DOUBLE_EQ(loc.f1(), 0.5);
  EXPECT_EQ(per.entities, 3);
  EXPECT_EQ(per.right, 1);
  EXPECT_EQ(per.other_borders, 1);
  EXPECT_EQ(per.missed, 1);
  EXPECT_EQ(per.invented, 0);
  EXPECT_DOUBLE_EQ(per.precision(), 1.0 / 3);
  ASSERT_EQ(found.lengths.size(), 1U);
  EXPECT_EQ(found.lengths[0].high, 5);
  EXPECT_DOUBLE_EQ(found.lengths[0].accuracy, 8.0 / 12);
  EXPECT_DOUBLE_EQ(*found.lengths[0].f1, 0.4);
  ASSERT_EQ(found.examples.size(), 3U);
  EXPECT_EQ(found.examples[0].sentence, 1);
  EXPECT_EQ(found.examples[0].tokens[1].text, "Graf");
  EXPECT_EQ(found.examples[0].tokens[1].truth, "I-PER");
  EXPECT_EQ(found.examples[0].tokens[1].called, "O");
}

TEST(TagFindings, LongSentencesAreCutAroundTheirMistakes) {
  const Names truth(100, "O");
  Names called = truth;
  called[50] = "B-PER";
  const TagFindings found = find_tag_mistakes(
      answers_of(TagForm::iob2, kTags, {{truth, called}, {{"O"}, {"O"}}}), Names(101, "word"));
  ASSERT_EQ(found.examples.size(), 1U);
  EXPECT_TRUE(found.examples[0].is_cut);
  EXPECT_EQ(found.examples[0].tokens.size(), 17U);
  ASSERT_EQ(found.lengths.size(), 2U);
  EXPECT_EQ(found.lengths[1].low, 41);
  EXPECT_EQ(found.lengths[1].high, 0);
}

TEST(TagReport, SaysWhatAFounderWantsToKnow) {
  Evaluation e = evaluate_tags(four_sentences());
  e.baselines.push_back({"word",
                         text("each word's most frequent tag", "每个词最常见的标签"),
                         {{"f1", 0.1}, {"accuracy", 0.5}}});
  Findings findings;
  findings.tags = find_tag_mistakes(four_sentences(), Names(12, "word"));
  const Text words = summarise(e, {}, findings);
  for (const char* part : {"12 tokens", "one of 5 tags", "66.7%", "finds 40.0% of the entities",
                           "most frequent tag would reach an F1 of 10.0%",
                           "weakest at \"PER\": of 3 that there are it finds 33.3%"})
    EXPECT_NE(words.en.find(part), words.en.npos) << words.en;
  const nlohmann::json figures = to_json(e);
  EXPECT_NE(figures["metrics"][0]["explanation"]["en"].get<std::string>().find("both borders"),
            std::string::npos);
  const nlohmann::json part = to_json(findings, e.classes)["tags"];
  EXPECT_EQ(part["kinds"][1]["missed"], 1);
  EXPECT_EQ(part["lengths"][0]["high"], 5);
  EXPECT_EQ(part["examples"][0]["tokens"][1]["called"], "O");
}

TEST(TagPredictions, RowsAreTokensOfSentences) {
  PredictedRows rows{.scores = Tensor::from(std::vector<float>{0.25F, 0.75F, 0.5F, 0.5F}, {2, 2}),
                     .classes = {"B-PER", "O"}};
  rows.tagged = TaggedTokens{{0, 3}, {"so", "\"Eva\", say"}, {1, 1}};
  EXPECT_EQ(predictions_to_csv(rows),
            "row,sentence,token,prediction,p:B-PER,p:O\n"
            "0,0,so,O,0.25,0.75\n"
            "1,3,\"\"\"Eva\"\", say\",O,0.5,0.5\n");
  EXPECT_EQ(predictions_to_jsonl(rows).substr(0, 67),
            "{\"row\":0,\"sentence\":0,\"token\":\"so\",\"prediction\":\"O\",\"p:B-PER\":0.25,");
  rows.tagged->tokens.pop_back();
  EXPECT_THROW(static_cast<void>(predictions_to_csv(rows)), Error);
}

}  // namespace
}  // namespace ingot::testing
