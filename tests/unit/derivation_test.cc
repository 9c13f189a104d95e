#include "features/derivation.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "features/table_pipeline.h"

namespace ingot {
namespace {

using Cells = std::vector<std::optional<std::string>>;

Table trips() {
  const std::vector<std::pair<std::string, Cells>> columns = {
      {"price", {"10", "20.5", "", "-3", "8"}},
      {"nights", {"2", "0", "4", "3", "16"}},
      {"from", {"2026-01-30", "2026-02-01", "2026-03-01", "2026-12-31", "2026-05-05"}},
      {"to", {"2026-02-01", "2026-02-02", "2026-03-05", "", "2026-05-04"}},
      {"kind", {"inn", "tent", "inn", "tent", ""}},
      {"board", {"half", "full", "half", "full", "half"}}};
  Table table;
  for (const auto& [name, cells] : columns) {
    table.names.push_back(name);
    TextColumn& column = table.columns.emplace_back();
    for (const auto& cell : cells) column.push_back(*cell);
  }
  return table;
}

std::vector<std::string> made(const std::string& form, const std::string& a, const std::string& b) {
  const auto source = table_in_memory(trips());
  const TableProfile profile = profile_table(*source);
  const DerivedColumn column = derived_column(find_derivation(form), a, b);
  const Table table = read_table(DerivedTable(*source, profile.columns, {column}));
  EXPECT_EQ(table.names, std::vector{column.name()});
  std::vector<std::string> cells;
  for (std::int64_t row = 0; row < table.size(); ++row)
    cells.push_back(table.columns[0].is_missing(row) ? "-" : std::string(table.columns[0][row]));
  return cells;
}

using Strings = std::vector<std::string>;

TEST(Derivations, SayWhatTwoColumnsSayTogether) {
  EXPECT_EQ(made("ratio", "price", "nights"), (Strings{"5", "-", "-", "-1", "0.5"}))
      << "nothing is divided by 0";
  EXPECT_EQ(made("difference", "price", "nights"), (Strings{"8", "20.5", "-", "-6", "-8"}));
  EXPECT_EQ(made("difference", "to", "from"), (Strings{"2", "1", "4", "-", "-1"})) << "days";
  EXPECT_EQ(made("pair", "kind", "board"), (Strings{"inn & half", "tent & full", "inn & half",
                                                    "tent & full", "(missing) & half"}));
}

TEST(Derivations, ProductsAreOfDistancesFromTheMeans) {
  const TableProfile profile = profile_table(*table_in_memory(trips()));
  const ColumnProfile &price = *profile.find("price"), &nights = *profile.find("nights");
  const double expected =
      (10 - price.mean) / price.deviation * ((2 - nights.mean) / nights.deviation);
  const Strings cells = made("product", "price", "nights");
  EXPECT_DOUBLE_EQ(std::stod(cells[0]), expected);
  EXPECT_EQ(cells[2], "-");
}

TEST(Derivations, ThatAreUnknownAreTold) {
  EXPECT_THROW(static_cast<void>(find_derivation("cosine")), Error);
}

struct FittedTrips {
  TablePipeline pipeline;
  Tensor encoded;
};

FittedTrips fitted() {
  const auto source = table_in_memory(trips());
  const TableProfile profile = profile_table(*source);
  std::vector<DerivedColumn> derived{derived_column(find_derivation("ratio"), "price", "nights"),
                                     derived_column(find_derivation("pair"), "kind", "board")};
  profile_derived(derived, *source, profile, 1);
  const std::vector<ViewChoice> views{
      {"network",
       {{"nights", {{"number", {{"to", "raw"}}}}},
        {"price / nights", {{"number", {{"to", "raw"}}}}},
        {"kind & board", {{"category", {{"least_rows", 1}}}, {"target_mean", {}}}}}}};
  const std::vector<double> targets{0, 1, 0, 1, 1};
  FittedTrips f{TablePipeline::fit(profile, views, *source, targets, 2, derived), {}};
  f.encoded = f.pipeline.apply(trips(), 2);
  return f;
}

TEST(DerivedColumns, AreEncodedLikeOthersAndKeptInThePipeline) {
  const FittedTrips f = fitted();
  EXPECT_EQ(f.pipeline.columns(), (Strings{"nights", "price", "kind", "board"}));
  ASSERT_EQ(f.pipeline.derived().size(), 2U);
  const auto x = f.encoded.data<float>();
  const auto width = static_cast<std::size_t>(f.pipeline.width());
  EXPECT_EQ(x[1], 5);
  EXPECT_TRUE(std::isnan(x[width + 1]));
  EXPECT_EQ(x[4 * width + 1], 0.5F);
  const nlohmann::json document = nlohmann::json::parse(f.pipeline.to_json());
  EXPECT_EQ(document.at("format"), 2) << "older programs must not read it without the columns";
  const TablePipeline again = TablePipeline::from_json(f.pipeline.to_json());
  EXPECT_TRUE(bit_equal(again.apply(trips()), f.encoded));
  EXPECT_EQ(again.to_json(), f.pipeline.to_json());
}

TEST(DerivedColumns, NeedTheirOwnColumns) {
  const FittedTrips f = fitted();
  Table without = trips();
  without.names[0] = "prize";
  EXPECT_THROW(static_cast<void>(f.pipeline.apply(without)), Error);
  nlohmann::json document = nlohmann::json::parse(f.pipeline.to_json());
  document["derived"][0]["of"][0] = "prize";
  EXPECT_THROW(static_cast<void>(TablePipeline::from_json(document.dump())), Error);
}

TEST(DerivedColumns, OfTrainingRowsLearnTheTargetFromOtherFolds) {
  const auto source = table_in_memory(trips());
  const FittedTrips f = fitted();
  const std::vector<double> targets{0, 1, 0, 1, 1};
  const auto last_of_row = [&](const std::vector<double>& by, std::int64_t row) {
    std::int64_t rows = 0;
    double mean = 0;  // of the target, by the pair of values
    f.pipeline.apply_to_training(*source, by, 2, 1, [&](const Tensor& encoded) {
      rows += encoded.shape()[0];
      mean = encoded.at((row + 1) * f.pipeline.width() - 1);
    });
    EXPECT_EQ(rows, 5);
    return mean;
  };
  for (std::int64_t row = 0; row < 5; ++row) {
    std::vector<double> other = targets;
    double& own = other[static_cast<std::size_t>(row)];
    own = 1 - own;
    EXPECT_EQ(last_of_row(targets, row), last_of_row(other, row)) << row;
  }
}

}  // namespace
}  // namespace ingot
