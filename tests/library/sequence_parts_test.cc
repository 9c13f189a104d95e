// Sequences with their targets: which there are, what they are summarised by, how rows are packed.
#include <gtest/gtest.h>

#include <cmath>

#include "tasks/sequence_baselines.h"
#include "tasks/sequence_channels.h"
#include "tasks/sequence_parts.h"
#include "tests/library/traced.h"
#include "train/sequence_rows.h"

namespace ingot::testing {
namespace {

using Rows = std::vector<std::vector<std::string>>;

// Empty cells are missing.
std::shared_ptr<const TableSource> source_of(std::vector<std::string> names, const Rows& rows) {
  Table table{std::move(names), {}};
  table.columns.resize(table.names.size());
  for (const std::vector<std::string>& row : rows)
    for (std::size_t c = 0; c < row.size(); ++c)
      table.columns[c].push_back(row[c].empty() ? std::nullopt
                                                : std::optional<std::string_view>(row[c]));
  return table_in_memory(std::move(table));
}

std::shared_ptr<const SequenceTable> sequences_of(const Rows& rows) {
  return std::make_shared<const SequenceTable>(
      read_sequences(*source_of({"id", "x", "y"}, rows), {.sequence = "id"}));
}

const TableTarget kClasses{.column = "y", .classes = {"no", "yes"}};
const TableTarget kNumber{.column = "y", .classes = {}};

TEST(LabelledSequences, HaveTheTargetThatAllTheirRowsTell) {
  const auto table = sequences_of(
      {{"a", "1", "yes"}, {"a", "2", ""}, {"b", "3", "no"}, {"b", "4", "no"}, {"c", "5", ""}});
  const SequencePart part = labelled_sequences(table, 0, false, kClasses);
  EXPECT_EQ(part.targets, (std::vector<double>{1, 0}));
  EXPECT_EQ(part.lengths(), (std::vector<std::int64_t>{2, 2}));
  EXPECT_EQ(part.left_out, 1);
  EXPECT_EQ(part.name(1), "b");
  EXPECT_EQ(part.chosen({1}).targets, std::vector<double>{0});
}

TEST(LabelledSequences, AskWhichRowCountsWhereTheTargetChanges) {
  const auto table = sequences_of({{"a", "1", "5"}, {"a", "2", "4"}, {"b", "3", "7"}});
  EXPECT_EQ(code_of([&] { return labelled_sequences(table, 0, false, kNumber); }), "bad_target");
  EXPECT_EQ(labelled_sequences(table, 0, true, kNumber).targets, (std::vector<double>{4, 7}));
}

TEST(LabelledSequences, AreOneForEachRowWithAWindow) {
  const auto table =
      sequences_of({{"a", "1", "5"}, {"a", "2", ""}, {"a", "3", "3"}, {"b", "4", "7"}});
  const SequencePart part = labelled_sequences(table, 2, false, kNumber);
  EXPECT_EQ(part.targets, (std::vector<double>{5, 3, 7}));
  EXPECT_EQ(part.spans, (std::vector<StepSpan>{{0, 0, 1}, {0, 1, 2}, {1, 3, 1}}));
  EXPECT_EQ(part.left_out, 1);
}

SequencePipeline raw_pipeline(std::int64_t steps) {
  Rows rows;
  for (int i = 0; i < 40; ++i) rows.push_back({"m", i % 2 == 0 ? "-1.5" : "1.5", "0"});
  const auto train = source_of({"id", "x", "y"}, rows);
  const std::vector<ViewChoice> views{{"channels", {{"x", {{"number", {{"to", "raw"}}}}}}}};
  const std::vector<double> none(40);
  return {{.sequence = "id"},
          TablePipeline::fit(profile_table(*train), views, *train, none, 0),
          0,
          steps};
}

TEST(SequenceSummaries, AreWhatTheySayOfTheStepsThatAreSeen) {
  const auto table =
      sequences_of({{"a", "9", "2"}, {"a", "1", "2"}, {"a", "3", "2"}, {"a", "8", "2"}});
  SequencePart part = labelled_sequences(table, 0, false, kNumber);
  const SequencePipeline pipeline = raw_pipeline(3);
  part.encoded = pipeline.encode(*table);
  const Tensor summary = summarise_sequences(part, pipeline);
  const std::vector<std::string> names = summary_names(pipeline);
  ASSERT_EQ(summary.shape(), (Shape{1, std::ssize(names)}));
  const auto cell = [&](const std::string& name) {
    return summary.at(std::ranges::find(names, name) - names.begin());
  };
  // Of 1, 3, 8: the first step is not seen.
  EXPECT_EQ(cell("(steps)"), 3);
  EXPECT_NEAR(cell("x mean"), 4, 1e-6);
  EXPECT_NEAR(cell("x deviation"), std::sqrt(26.0 / 3), 1e-5);
  EXPECT_EQ(cell("x least"), 1);
  EXPECT_EQ(cell("x most"), 8);
  EXPECT_EQ(cell("x last"), 8);
  EXPECT_NEAR(cell("x slope"), 3.5, 1e-6);
}

TEST(SequenceRows, AreAsShortAsTheirFormAllows) {
  const auto table = sequences_of({{"a", "1", "5"},
                                   {"a", "2", "5"},
                                   {"a", "3", "5"},
                                   {"b", "4", "7"},
                                   {"c", "5", "8"},
                                   {"c", "6", "8"}});
  const SequencePart part = labelled_sequences(table, 0, false, kNumber);
  const SequencePipeline pipeline = raw_pipeline(4);
  const SequenceRows rows(pipeline, pipeline.encode(*table), part.spans,
                          Tensor::from<float>({5, 7, 8}, {3, 1}), {4, 2});
  EXPECT_EQ(rows.form(0), 0);
  EXPECT_EQ(rows.form(1), 1);
  EXPECT_EQ(rows.form(2), 1);
  const std::vector<std::int64_t> short_ones{1, 2};
  const std::vector<Tensor> trained = rows.get_for_training(short_ones, 0);
  ASSERT_EQ(trained[0].shape(), (Shape{2, 2, 2}));
  EXPECT_EQ(numbers(trained[0]), (Row{4, 1, 0, 0, 5, 1, 6, 1}));
  EXPECT_EQ(numbers(trained[1]), (Row{7, 8}));
  EXPECT_EQ(rows.get(short_ones)[0].shape(), (Shape{2, 4, 2}));
}

TEST(WideTables, TellTheirStepsFromTheirNames) {
  Rows rows;
  for (int i = 0; i < 60; ++i)
    rows.push_back({fmt::format("{}", 1000 + i), fmt::format("{}.5", i % 7),
                    fmt::format("{}.25", i % 5), i % 3 == 0 ? "left" : "right",
                    i % 2 == 0 ? "up" : "down"});
  const TableProfile profile =
      profile_table(*source_of({"customer_id", "t1", "t2", "side", "kind"}, rows));
  std::vector<Decision> decisions;
  const SequenceLayout layout = wide_layout(profile, "kind", {}, decisions);
  EXPECT_EQ(layout.name, "customer_id");
  EXPECT_EQ(layout.steps, (std::vector<std::string>{"t1", "t2"}));
  EXPECT_EQ(layout.kept, (std::vector<std::string>{"kind", "side"}));
  EXPECT_EQ(decisions.size(), 2U);
  EXPECT_EQ(code_of([&] { return wide_layout(profile, "t1", {}, decisions); }), "no_features");
}

}  // namespace
}  // namespace ingot::testing
