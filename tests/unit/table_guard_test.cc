#include "features/table_guard.h"

#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "features/mojibake.h"
#include "features/text_hash.h"

namespace ingot {
namespace {

double uniform(std::int64_t row, std::uint64_t stream) {
  const std::uint64_t noise = hash_number(hash_number(static_cast<std::uint64_t>(row)) + stream);
  return static_cast<double>(noise >> 11) * 0x1p-53;
}
std::int64_t whole(std::int64_t row, std::uint64_t stream, std::int64_t low, std::int64_t high) {
  return low + static_cast<std::int64_t>(uniform(row, stream) * static_cast<double>(high - low));
}

const std::vector<std::string> kColumns = {"age",  "months", "bill", "total",   "plan",
                                           "film", "joined", "town", "discount"};

/// A customer: those without a TV plan have no film channel, and what was paid in all follows from
/// months and bill.
std::vector<std::string> customer(std::int64_t row) {
  const std::vector<std::string> plans = {"none", "basic", "family"};
  const std::vector<std::string> towns = {"Zürich", "Köln", "北京", "Málaga", "Bern"};
  const std::int64_t months = whole(row, 2, 1, 73);
  const double bill = 20 + std::round(uniform(row, 3) * 10000) / 100;
  const std::string& plan = plans[static_cast<std::size_t>(whole(row, 4, 0, 3))];
  return {fmt::format("{}", whole(row, 1, 18, 81)),
          fmt::format("{}", months),
          fmt::format("{:.2f}", bill),
          fmt::format("{:.2f}", bill * static_cast<double>(months) + uniform(row, 5)),
          plan,
          plan == "none"          ? "no TV"
          : uniform(row, 6) < 0.4 ? "yes"
                                  : "no",
          fmt::format("{:02}/{:02}/20{}", whole(row, 7, 1, 29), whole(row, 8, 1, 13),
                      whole(row, 9, 18, 21)),
          towns[static_cast<std::size_t>(whole(row, 10, 0, 5))],
          uniform(row, 11) < 0.1 ? "" : fmt::format("{}", whole(row, 12, 0, 200))};
}

using Cells = std::vector<std::vector<std::string>>;  // rows

Cells customers(std::int64_t first, std::int64_t count) {
  Cells rows;
  for (std::int64_t row = first; row < first + count; ++row) rows.push_back(customer(row));
  return rows;
}

Table table_of(const std::vector<std::string>& names, const Cells& rows) {
  Table table{names, std::vector<TextColumn>(names.size())};
  for (const auto& row : rows)
    for (std::size_t c = 0; c < names.size(); ++c)
      table.columns[c].push_back(row[c].empty() ? std::nullopt
                                                : std::optional<std::string_view>(row[c]));
  return table;
}
Table table_of(const Cells& rows) { return table_of(kColumns, rows); }

const TableGuard& guard() {
  static const TableGuard fitted = [] {
    const auto train = table_in_memory(table_of(customers(0, 4000)));
    const auto valid = table_in_memory(table_of(customers(4000, 1000)));
    return TableGuard::fit(profile_table(*train), kColumns, *train, *valid);
  }();
  return fitted;
}

std::size_t column(const std::string& name) {
  return static_cast<std::size_t>(std::ranges::find(kColumns, name) - kColumns.begin());
}

/// Held-out rows whose `name` was changed.
Table changed(const std::string& name,
              const std::function<std::string(const std::string& cell, std::int64_t row)>& change) {
  Cells rows = customers(6000, 200);
  for (std::size_t row = 0; row < rows.size(); ++row) {
    std::string& cell = rows[row][column(name)];
    if (!cell.empty()) cell = change(cell, static_cast<std::int64_t>(row));
  }
  return table_of(rows);
}

/// kind:column of what is told of the file.
std::vector<std::string> told(const Table& rows) {
  std::vector<std::string> all;
  for (const TableFinding& finding : guard().check(rows).file) {
    EXPECT_FALSE(finding.text.en.empty() || finding.text.zh.empty());
    all.push_back(finding.kind + ":" + fmt::format("{}", fmt::join(finding.columns, "+")));
  }
  return all;
}
using Told = std::vector<std::string>;

/// kind:column of the first flag of a single row whose `name` is `cell`; empty where it is ok.
std::string flag_of(const std::string& name, const std::string& cell) {
  Cells rows = customers(6000, 1);
  rows[0][column(name)] = cell;
  const TableCheck check = guard().check(table_of(rows));
  if (check.rows.at(0).findings.empty()) return "";
  EXPECT_NE(check.rows[0].verdict, Verdict::ok);
  return check.rows[0].findings[0].kind + ":" + check.rows[0].findings[0].columns.at(0);
}

double number_of(const std::string& cell) { return std::stod(cell); }

TEST(TableGuard, CleanRowsAreHardlyEverFlaggedAndCleanFilesNever) {
  std::int64_t flagged = 0;
  for (std::int64_t file = 0; file < 20; ++file) {
    const TableCheck check = guard().check(table_of(customers(10000 + 200 * file, 200)));
    EXPECT_TRUE(check.file.empty()) << check.file[0].text.en;
    for (const RowCheck& row : check.rows) flagged += row.verdict != Verdict::ok;
  }
  EXPECT_LE(flagged, 40);
}

TEST(TableGuard, OfARowSaysWhatIsWrongWithACell) {
  EXPECT_EQ(flag_of("age", "44"), "");
  EXPECT_EQ(flag_of("age", " 44.0 "), "");
  EXPECT_EQ(flag_of("age", "forty"), "type:age");
  EXPECT_EQ(flag_of("age", "44.5"), "fraction:age");
  EXPECT_EQ(flag_of("age", "-3"), "range:age");
  EXPECT_EQ(flag_of("age", "1000000000"), "range:age");
  EXPECT_EQ(flag_of("age", ""), "missing:age");
  EXPECT_EQ(flag_of("discount", ""), "");
  EXPECT_EQ(flag_of("joined", "11/03/2091"), "range:joined");
  EXPECT_EQ(flag_of("joined", "01/01/1970"), "range:joined");
  EXPECT_EQ(flag_of("joined", "03/25/2019"), "type:joined");
  EXPECT_EQ(flag_of("town", "Atlantis"), "category:town");
  EXPECT_EQ(flag_of("town", "ZÃ¼rich"), "encoding:town");
  EXPECT_EQ(flag_of("town", "K\ufffdln"), "encoding:town");
  EXPECT_EQ(flag_of("town", "Z&uuml;rich"), "encoding:town");
}

TEST(TableGuard, KnowsFrequentValuesThatNeverMeet) {
  Cells rows = customers(6000, 2);
  rows[0][column("plan")] = "none", rows[0][column("film")] = "yes";
  rows[1][column("months")] = "2", rows[1][column("total")] = "7900.00";
  const TableCheck check = guard().check(table_of(rows));
  ASSERT_FALSE(check.rows[0].findings.empty());
  EXPECT_EQ(check.rows[0].findings[0].kind, "combination");
  EXPECT_EQ(check.rows[0].findings[0].columns, (std::vector<std::string>{"plan", "film"}));
  ASSERT_FALSE(check.rows[1].findings.empty());
  EXPECT_EQ(check.rows[1].findings[0].kind, "combination");
}

TEST(TableGuard, NamesTheFactorOfAnotherUnit) {
  for (const auto& [factor, name] :
       std::vector<std::pair<double, std::string>>{{10, "10"},
                                                   {100, "100"},
                                                   {1000, "1000"},
                                                   {0.01, "0.01"},
                                                   {2.54, "2.54"},
                                                   {0.4536, "0.4536"},
                                                   {1.609344, "1.609"}}) {
    const Table rows = changed("bill", [&](const std::string& cell, std::int64_t) {
      return fmt::format("{:.4f}", number_of(cell) * factor);
    });
    const TableCheck check = guard().check(rows);
    ASSERT_FALSE(check.file.empty()) << name;
    EXPECT_EQ(check.file[0].kind, "unit") << name;
    EXPECT_EQ(check.file[0].columns, std::vector<std::string>{"bill"});
    EXPECT_EQ(check.file[0].value, name);
    for (const RowCheck& row : check.rows) EXPECT_NE(row.verdict, Verdict::ok);
  }
  const Table warm = changed("bill", [](const std::string& cell, std::int64_t) {
    return fmt::format("{:.4f}", number_of(cell) * 1.8 + 32);
  });
  EXPECT_EQ(guard().check(warm).file.at(0).value, "1.8 x + 32");
}

TEST(TableGuard, FindsColumnsInEachOthersPlace) {
  Cells rows = customers(6000, 200);
  for (auto& row : rows) std::swap(row[column("age")], row[column("total")]);
  EXPECT_EQ(told(table_of(rows)).at(0).substr(0, 5), "swap:");
  rows = customers(6000, 200);
  for (auto& row : rows) std::swap(row[column("plan")], row[column("town")]);
  EXPECT_EQ(told(table_of(rows)).at(0).substr(0, 5), "swap:");
}

TEST(TableGuard, FindsAColumnWhoseValuesStandInOtherRows) {
  Cells rows = customers(6000, 200);
  for (std::size_t row = 0; row < rows.size(); ++row)
    rows[row][column("total")] = customer(6000 + (static_cast<std::int64_t>(row) + 57) % 200)[3];
  const Told findings = told(table_of(rows));
  EXPECT_NE(std::ranges::find(findings, "misaligned:total"), findings.end())
      << fmt::format("{}", fmt::join(findings, " "));
}

TEST(TableGuard, FindsOtherWaysOfWriting) {
  const Table comma = changed("bill", [](std::string cell, std::int64_t) {
    std::ranges::replace(cell, '.', ',');
    return cell;
  });
  EXPECT_EQ(told(comma).at(0), "number_format:bill");
  const Table month_first = changed("joined", [](const std::string& cell, std::int64_t) {
    return cell.substr(3, 3) + cell.substr(0, 3) + cell.substr(6);
  });
  EXPECT_EQ(told(month_first).at(0), "date_format:joined");
  const Table rounded = changed("bill", [](const std::string& cell, std::int64_t) {
    return fmt::format("{:.0f}", number_of(cell));
  });
  EXPECT_EQ(told(rounded), Told{"rounding:bill"});
}

TEST(TableGuard, FindsDriftAndSaysInWhichColumn) {
  EXPECT_EQ(told(changed("discount",
                         [](const std::string& cell, std::int64_t row) {
                           return row % 2 == 0 ? std::string() : cell;
                         })),
            Told{"missing_share:discount"});
  EXPECT_EQ(told(changed("town", [](const std::string&, std::int64_t) { return "Bern"; })),
            Told{"constant:town"});
  EXPECT_EQ(told(changed("town",
                         [](const std::string& cell, std::int64_t row) {
                           return row % 2 == 0 ? std::string("Bern") : cell;
                         })),
            Told{"drift:town"});
  Cells rows;
  for (std::int64_t row = 6000; rows.size() < 200; ++row)
    if (number_of(customer(row)[column("age")]) > 60) rows.push_back(customer(row));
  EXPECT_EQ(told(table_of(rows)), Told{"drift:age"});
}

TEST(TableGuard, FindsRowsThatRepeat) {
  const Cells few = customers(6000, 20);
  Cells rows;
  for (std::size_t row = 0; row < 200; ++row) rows.push_back(few[row % few.size()]);
  const Told findings = told(table_of(rows));
  EXPECT_NE(std::ranges::find(findings, "duplicates:"), findings.end());
}

TEST(TableGuard, MatchesTheHeader) {
  const Cells rows = customers(6000, 200);
  std::vector<std::string> names = kColumns;
  names[column("plan")] = " PLAN ";
  EXPECT_EQ(told(table_of(names, rows)), Told{"renamed:plan"});
  EXPECT_EQ(guard().names_for(names), kColumns);
  names[column("plan")] = "plam";
  EXPECT_EQ(told(table_of(names, rows)), (Told{"missing_column:plan", "extra_column:plam"}));
  Cells turned = rows;
  for (auto& row : turned) std::ranges::reverse(row);
  names = kColumns;
  std::ranges::reverse(names);
  EXPECT_EQ(told(table_of(names, turned)), Told{"order:"});
}

TEST(TableGuard, FollowsItsPolicy) {
  Cells rows = customers(6000, 2);
  rows[0][column("age")] = "forty";
  rows[1][column("town")] = "Atlantis";
  TableGuard own = guard();
  EXPECT_EQ(own.check(table_of(rows)).rows[0].verdict, Verdict::refused);
  EXPECT_EQ(own.check(table_of(rows)).rows[1].verdict, Verdict::flagged);
  own.policy().set("type", GuardAction::flag);
  own.policy().set("category", GuardAction::pass);
  const TableCheck check = own.check(table_of(rows));
  EXPECT_EQ(check.rows[0].verdict, Verdict::flagged);
  EXPECT_EQ(check.rows[1].verdict, Verdict::ok);
}

TEST(TableGuard, ReadBackFromJsonFindsTheSame) {
  const nlohmann::json written = guard().to_json();
  const TableGuard again = TableGuard::from_json(nlohmann::json::parse(written.dump()));
  EXPECT_EQ(again.to_json(), written);
  const Table rows = changed("bill", [](const std::string& cell, std::int64_t row) {
    return row % 3 == 0 ? "much" : fmt::format("{}", number_of(cell) * 10);
  });
  const TableCheck a = guard().check(rows), b = again.check(rows);
  ASSERT_EQ(a.file.size(), b.file.size());
  for (std::size_t i = 0; i < a.file.size(); ++i) EXPECT_EQ(a.file[i].text.en, b.file[i].text.en);
  for (std::size_t row = 0; row < a.rows.size(); ++row)
    EXPECT_EQ(a.rows[row].verdict, b.rows[row].verdict);
  EXPECT_THROW(static_cast<void>(TableGuard::from_json({{"format", 99}})), Error);
  EXPECT_THROW(static_cast<void>(TableGuard::from_json(nlohmann::json::object())), Error);
}

TEST(TableGuard, ChecksARowByItselfAlone) {
  const Table rows = changed("age", [](const std::string& cell, std::int64_t row) {
    return row % 50 == 0 ? "-" + cell : cell;
  });
  const TableCheck all = guard().check(rows, 2);
  for (std::int64_t row = 0; row < rows.size(); row += 10)
    EXPECT_EQ(guard().check(select_rows(rows, {row})).rows[0].verdict,
              all.rows[static_cast<std::size_t>(row)].verdict);
}

TEST(Mojibake, IsUndone) {
  EXPECT_EQ(before_latin1("ZÃ¼rich"), "Zürich");
  EXPECT_EQ(before_latin1("KÃ¶ln â€“ SÃ¼d"), "Köln – Süd");
  EXPECT_EQ(before_latin1("Zürich"), std::nullopt);
  EXPECT_EQ(before_latin1("Zurich"), std::nullopt);
  EXPECT_EQ(before_latin1("北京"), std::nullopt);
}

TEST(TwoSample, AgreesWithKnownTails) {
  EXPECT_NEAR(chi_square_tail(3.841459, 1), 0.05, 1e-6);
  EXPECT_NEAR(chi_square_tail(18.307038, 10), 0.05, 1e-6);
  const std::vector<double> a = {100, 100}, b = {50, 50}, c = {90, 10};
  EXPECT_EQ(compare_counts(a, b).p, 1);
  EXPECT_LT(compare_counts(a, c).p, 1e-8);
  EXPECT_NEAR(compare_counts(a, c).distance, 0.4, 1e-12);
}

TEST(TwoSample, ManyRowsWithTheLeastNumberAreNoDifference) {
  // Nine tenths of the training rows are 0, and so are those that came.
  std::vector<double> quantiles(101), numbers(200);
  for (std::size_t k = 90; k <= 100; ++k) quantiles[k] = static_cast<double>(k - 90);
  for (std::size_t i = 180; i < 200; ++i) numbers[i] = static_cast<double>(i - 180) / 2;
  EXPECT_LT(compare_with_quantiles(numbers, quantiles, 10000).distance, 0.01);
  std::ranges::fill(numbers, 5.0);
  EXPECT_NEAR(compare_with_quantiles(numbers, quantiles, 10000).distance, 0.94, 0.011);
}

}  // namespace
}  // namespace ingot
