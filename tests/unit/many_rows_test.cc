// Tables and features that are kept in a file say the same as those in memory.
#include <gtest/gtest.h>

#include "data/read_ahead.h"
#include "data/table_at_hand.h"
#include "tasks/encoded_rows.h"

namespace ingot {
namespace {

std::shared_ptr<const TableSource> letters(std::int64_t rows) {
  Table table{{"n", "empty", "word"}, std::vector<TextColumn>(3)};
  for (std::int64_t row = 0; row < rows; ++row) {
    table.columns[0].push_back(fmt::format("{}", row));
    table.columns[1].push_back(row % 3 == 0 ? std::nullopt : std::optional<std::string_view>(""));
    table.columns[2].push_back(
        row % 5 == 0
            ? std::nullopt
            : std::optional(std::string_view("字 of the row").substr(0, row % 2 == 0 ? 3 : 14)));
  }
  return table_in_memory(std::move(table));
}

TEST(TableAtHand, AFileHoldsTheSameCells) {
  const auto rows = letters(20'000);
  const auto kept = kept_at_hand(rows, 2, 100'000);
  ASSERT_NE(kept, rows);
  EXPECT_EQ(kept->columns(), rows->columns());
  EXPECT_EQ(read_table(*kept), read_table(*rows));
  EXPECT_EQ(kept->sha256(), rows->sha256());
  std::int64_t seen = 0;
  kept->for_each_run_of({"word", "n"}, [&](const Table& run) {
    EXPECT_EQ(run.names, (std::vector<std::string>{"word", "n"}));
    for (std::int64_t row = 0; row < run.size(); ++row)
      ASSERT_EQ(run.columns[1][row], fmt::format("{}", seen + row));
    seen += run.size();
  });
  EXPECT_EQ(seen, 20'000);
  EXPECT_THROW(kept->for_each_run_of({"letter"}, [](const Table&) {}), Error);
}

TEST(TableAtHand, SomeColumnsOfSomeRows) {
  const auto rows = letters(20'000);
  for (const auto& kept : {rows, kept_at_hand(rows, 2, 100'000), kept_at_hand(rows, 1)}) {
    const auto some = selected_rows(kept, {0, 7, 8191, 8192, 19'999});
    std::vector<std::string> numbers;
    some->for_each_run_of({"n"}, [&](const Table& run) {
      for (std::int64_t row = 0; row < run.size(); ++row) numbers.emplace_back(run.columns[0][row]);
    });
    EXPECT_EQ(numbers, (std::vector<std::string>{"0", "7", "8191", "8192", "19999"}));
  }
}

TEST(ReadAhead, GivesTheSameRunsAndEveryError) {
  const auto rows = letters(40'000);
  Table read;
  for_each_run_ahead(*rows, 2, [&](const Table& run) { append_rows(read, run); });
  EXPECT_EQ(read, read_table(*rows));
  EXPECT_THROW(for_each_run_ahead(*rows, 2,
                                  [](const Table&) {
                                    throw Error("mine", {"a", "b"});
                                  }),
               Error);
  class Broken final : public TableSource {
   public:
    [[nodiscard]] const std::vector<std::string>& columns() const override { return names_; }
    void for_each_run(const std::function<void(const Table& rows)>& body) const override {
      body(read_table(*letters(10)));
      throw Error("broken", {"a", "b"});
    }
    [[nodiscard]] const std::vector<Text>& notes() const override { return notes_; }
    [[nodiscard]] std::string sha256() const override { return ""; }

   private:
    std::vector<std::string> names_{"n", "empty", "word"};
    std::vector<Text> notes_;
  };
  std::int64_t seen = 0;
  EXPECT_THROW(for_each_run_ahead(Broken(), 2, [&](const Table& run) { seen += run.size(); }),
               Error);
  EXPECT_EQ(seen, 10);
}

TEST(EncodedRows, AFileHoldsTheSameFeatures) {
  constexpr std::int64_t kRows = 10'000, kWidth = 7;
  EncodedRows in_memory(kRows, kWidth), in_file(kRows, kWidth, 1000);
  EXPECT_TRUE(in_memory.is_in_memory());
  EXPECT_FALSE(in_file.is_in_memory());
  for (std::int64_t first = 0; first < kRows; first += 2500) {
    Tensor run(f32, {2500, kWidth});
    for (std::int64_t i = 0; i < run.num_elements(); ++i)
      run.mutable_data<float>()[static_cast<std::size_t>(i)] =
          static_cast<float>(first * kWidth + i);
    in_memory.append(run);
    in_file.append(run);
  }
  FeatureView some;
  some.first = 2;
  some.width = 3;
  const std::vector<std::int64_t> rows{9'999, 0, 4'096, 17, 17};
  for (const FeatureView& view : {some, in_memory.all()}) {
    for (const EncodedRows& encoded : {in_memory, in_file}) {
      const Tensor range = encoded.range(4'000, 5'000, view), few = encoded.gather(rows, view);
      EXPECT_EQ(range.shape(), (Shape{5'000, view.width}));
      EXPECT_EQ(range.at(view.width + 1), static_cast<float>(4'001 * kWidth + view.first + 1));
      EXPECT_EQ(range.at(range.num_elements() - 1),
                static_cast<float>(8'999 * kWidth + view.first + view.width - 1));
      for (std::size_t i = 0; i < rows.size(); ++i)
        EXPECT_EQ(few.at(static_cast<std::int64_t>(i) * view.width),
                  static_cast<float>(rows[i] * kWidth + view.first));
    }
  }
}

}  // namespace
}  // namespace ingot
