// Tables of other people, where the folder of shared data lies beside the project. The digests are
// those of the cells as Python's csv module reads them.
#include <gtest/gtest.h>

#include "base/sha256.h"
#include "tests/unit/table_writers.h"

namespace ingot {
namespace {

using Strings = std::vector<std::string>;

std::string shared(const std::string& file) { return INGOT_SOURCE_DIR "/../shared/data/" + file; }

#define SKIP_UNLESS_SHARED(file)              \
  if (!std::filesystem::exists(shared(file))) \
  GTEST_SKIP() << "../shared/data/" << (file) << " is not here"

// Over the length and the text of each cell, the names of a header first.
std::string digest_of(const TableSource& table) {
  Sha256 hash;
  const auto add = [&](std::string_view cell) {
    hash.add(fmt::format("{}:", cell.size()));
    hash.add(cell);
  };
  if (table.columns()[0] != "column1")
    for (const std::string& name : table.columns()) add(name);
  table.for_each_run([&](const Table& rows) {
    for (std::int64_t row = 0; row < rows.size(); ++row)
      for (const TextColumn& column : rows.columns) add(column[row]);
  });
  return hash.digest().substr(0, 16);
}

struct Known {
  std::string file;
  std::int64_t rows;
  std::size_t columns;
  std::string digest;
};

class SharedTable : public ::testing::TestWithParam<Known> {};

TEST_P(SharedTable, IsReadAsPythonReadsIt) {
  const Known& known = GetParam();
  SKIP_UNLESS_SHARED(known.file);
  EXPECT_TRUE(is_table(shared(known.file)));
  const auto table = open_table(shared(known.file));
  EXPECT_EQ(table->columns().size(), known.columns);
  EXPECT_EQ(read_table(*table).size(), known.rows);
  EXPECT_EQ(digest_of(*table), known.digest) << notes_of(*table);
}

INSTANTIATE_TEST_SUITE_P(
    All, SharedTable,
    ::testing::Values(Known{"adult/adult-train.csv.gz", 32561, 15, "409e10d746197686"},
                      Known{"adult/adult-test.csv.gz", 16281, 15, "ee34d1d72cf235ba"},
                      Known{"german-credit/german.csv", 1000, 21, "40828a1053ec4f95"},
                      Known{"bank-marketing/bank-additional.csv", 4119, 21, "13052f6b478fa40f"},
                      Known{"telco-churn/Telco-Customer-Churn.csv", 7043, 21, "19192bd98cd0d357"},
                      Known{"titanic/train.csv", 891, 12, "be0d055fb6e953f5"},
                      Known{"titanic/TitanicSurvival.csv", 1309, 5, "b6e7ddd29c425751"},
                      Known{"california-housing/housing.csv", 20640, 10, "8ada2189d32c4961"},
                      Known{"sms-spam/sms_spam.csv", 5574, 2, "26883d8d9c30fa2d"},
                      Known{"ag-news/test.csv", 7600, 3, "e1979f199bd01543"},
                      Known{"waimai_10k/waimai_10k.csv", 11987, 2, "3db349b050509a0d"}),
    [](const auto& of) {
      std::string name = of.param.file;
      for (char& c : name)
        if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
      return name;
    });

TEST(SharedTables, AdultHasBlanksQuestionMarksAndDots) {
  SKIP_UNLESS_SHARED("adult/adult-test.csv.gz");
  const auto table = open_table(shared("adult/adult-test.csv.gz"));
  const Strings lines = lines_of(*table);
  EXPECT_EQ(lines[0].substr(0, 18), "25|Private|226802|");
  EXPECT_TRUE(lines[0].ends_with("|<=50K."));
  EXPECT_NE(lines[4].find("|?|"), std::string::npos);
  EXPECT_NE(notes_of(*table).find("no header (guessed)"), std::string::npos);
}

TEST(SharedTables, GermanCreditInArffHasReadableValues) {
  SKIP_UNLESS_SHARED("german-credit/credit-g.arff");
  const auto table = open_table(shared("german-credit/credit-g.arff"));
  EXPECT_EQ(table->columns()[0], "checking_status");
  EXPECT_EQ(table->columns().size(), 21u);
  const Table rows = read_table(*table);
  ASSERT_EQ(rows.size(), 1000);
  std::int64_t good = 0;
  for (std::int64_t row = 0; row < 1000; ++row) good += rows.columns[20][row] == "good" ? 1 : 0;
  EXPECT_EQ(good, 700);
  EXPECT_EQ(rows.columns[0][0], "<0");
}

TEST(SharedTables, EthereumNamesComeWithoutBlanksAndAreTold) {
  SKIP_UNLESS_SHARED("ethereum-fraud/transaction_dataset.csv");
  const auto table = open_table(shared("ethereum-fraud/transaction_dataset.csv"));
  ASSERT_EQ(table->columns().size(), 51u);
  EXPECT_EQ(table->columns()[26], "Total ERC20 tnxs");
  EXPECT_EQ(read_table(*table).size(), 9841);
  EXPECT_NE(notes_of(*table).find("blanks around names"), std::string::npos);
}

TEST(SharedTables, BreastCancerBeginsWithCountsThatAreLeftOut) {
  SKIP_UNLESS_SHARED("breast-cancer-wisconsin/breast_cancer.csv");
  const auto table = open_table(shared("breast-cancer-wisconsin/breast_cancer.csv"));
  EXPECT_EQ(table->columns().size(), 31u);
  EXPECT_EQ(read_table(*table).size(), 569);
  EXPECT_NE(notes_of(*table).find("left out above the table: 1"), std::string::npos);
}

TEST(SharedTables, ReviewsOfFilmsAreLatin) {
  SKIP_UNLESS_SHARED("rt-polarity/rt-polarity.pos");
  const auto table =
      open_table(shared("rt-polarity/rt-polarity.pos"), {.separator = "tab", .header = false});
  EXPECT_NE(notes_of(*table).find("windows-1252 (guessed)"), std::string::npos) << notes_of(*table);
  EXPECT_EQ(read_table(*table).size(), 5331);
}

TEST(SharedTables, TitlesOfNewsHaveTabs) {
  SKIP_UNLESS_SHARED("thucnews-titles/dev.txt");
  const auto table = open_table(shared("thucnews-titles/dev.txt"));
  EXPECT_EQ(table->columns().size(), 2u);
  EXPECT_EQ(read_table(*table).size(), 10000);
}

}  // namespace
}  // namespace ingot
