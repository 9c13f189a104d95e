// What the columns of published tables mean.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <sstream>

#include "data/csv.h"
#include "data/gzip.h"
#include "features/table_profile.h"

namespace ingot {
namespace {

namespace fs = std::filesystem;

struct PublishedTable {
  std::string file = {};  ///< below the folder of the data
  char separator = ',';
  std::string names = {};  ///< between blanks, where the file has no header
  std::string target = {};
  std::string meanings = {};            ///< of the columns, between blanks
  std::vector<std::string> leaks = {};  ///< columns that are warned of
  int skipped_lines = 0;
};

std::vector<std::string> words_of(const std::string& line) {
  std::istringstream stream(line);
  return {std::istream_iterator<std::string>(stream), {}};
}

fs::path data_folder() { return fs::path(INGOT_SOURCE_DIR).parent_path() / "shared" / "data"; }

Table read_table(const PublishedTable& of) {
  std::string bytes = read_gzipped(data_folder() / of.file).value();
  for (int line = 0; line < of.skipped_lines; ++line) bytes.erase(0, bytes.find('\n') + 1);
  if (of.separator != ',') std::replace(bytes.begin(), bytes.end(), of.separator, ',');
  if (!of.names.empty()) std::erase(bytes, ' ');  // ", " between fields
  std::vector<CsvRecord> records = parse_csv(bytes, of.file);
  Table table;
  table.names = of.names.empty() ? records.at(0).fields : words_of(of.names);
  table.columns.resize(table.names.size());
  for (std::size_t r = of.names.empty() ? 1 : 0; r < records.size(); ++r)
    for (std::size_t c = 0; c < table.columns.size(); ++c)
      table.columns[c].push_back(records[r].fields.at(c));
  return table;
}

std::string repeated(const std::string& word, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += (i == 0 ? "" : " ") + word;
  return all;
}
std::string numbered_names(int columns) {
  std::string names;
  for (int i = 0; i < columns; ++i) names += fmt::format("v{} ", i);
  return names + "target";
}

std::vector<PublishedTable> published_tables() {
  return {
      {.file = "adult/adult-train.csv.gz",
       .names =
           "age workclass fnlwgt education education-num marital-status occupation relationship "
           "race sex capital-gain capital-loss hours-per-week native-country income",
       .target = "income",
       .meanings = "number category number category ordinal category category category category "
                   "category money money number category category"},
      {.file = "telco-churn/Telco-Customer-Churn.csv",
       .target = "Churn",
       .meanings = "id category boolean boolean boolean number boolean category category category "
                   "category category category category category category boolean category money "
                   "money boolean"},
      {.file = "titanic/train.csv",
       .target = "Survived",
       .meanings =
           "id boolean ordinal text category number ordinal ordinal category money category "
           "category"},
      {.file = "bank-marketing/bank-additional.csv",
       .separator = ';',
       .target = "conversion",
       .meanings = "number category category category category category category category category "
                   "category number number number ordinal category number number number number "
                   "number boolean"},
      {.file = "breast-cancer-wisconsin/breast_cancer.csv",
       .names = numbered_names(30),
       .target = "target",
       .meanings = repeated("number", 30) + " boolean",
       .skipped_lines = 1},
      {.file = "wine-quality/winequality-white.csv",
       .names = numbered_names(11),
       .target = "target",
       .meanings = repeated("number", 11) + " ordinal"},
      {.file = "california-housing/housing.csv",
       .target = "median_house_value",
       .meanings = "number number number number number number number money number category"},
      {.file = "german-credit/german.csv",
       .names = numbered_names(20),
       .target = "target",
       .meanings = "category number category category number category category ordinal category "
                   "category ordinal category number category category ordinal category ordinal "
                   "category category ordinal"},
      {.file = "sms-spam/sms_spam.csv", .target = "type", .meanings = "category text"},
      {.file = "ethereum-fraud/transaction_dataset.csv",
       .target = "FLAG",
       .meanings = "",
       .leaks = {"id"}},
  };
}

TEST(PublishedTables, HaveTheMeaningsThatTheirAuthorsGave) {
  if (!fs::exists(data_folder())) GTEST_SKIP() << "the shared data are not here";
  for (const PublishedTable& of : published_tables()) {
    const auto source = table_in_memory(read_table(of));
    const TableProfile profile = profile_table(*source, {.target = of.target, .num_threads = 2});
    const std::vector<std::string> meanings = words_of(of.meanings);
    for (std::size_t c = 0; c < meanings.size(); ++c)
      EXPECT_EQ(to_string(profile.columns.at(c).meaning), meanings[c])
          << of.file << ": " << profile.columns[c].name;
    std::vector<std::string> leaks;
    for (const TableWarning& w : profile.warnings)
      if (w.kind == "leak") leaks.push_back(w.column);
    EXPECT_EQ(leaks, of.leaks) << of.file;
  }
}

TEST(PublishedTables, SayWhatIsMissingAndPersonal) {
  if (!fs::exists(data_folder())) GTEST_SKIP() << "the shared data are not here";
  const std::vector<PublishedTable> tables = published_tables();
  const auto profile = [&](std::size_t i) {
    return profile_table(*table_in_memory(read_table(tables.at(i))), {.target = tables[i].target});
  };
  const TableProfile adult = profile(0);
  EXPECT_EQ(adult.find("workclass")->missing, 1836);
  EXPECT_EQ(adult.find("occupation")->missing_marks, (std::vector<CategoryCount>{{"?", 1843}}));
  EXPECT_EQ(adult.duplicate_rows, 24);
  EXPECT_EQ(adult.find("income")->values,
            (std::vector<CategoryCount>{{"<=50K", 24720}, {">50K", 7841}}));
  EXPECT_EQ(profile(1).find("TotalCharges")->missing, 11);
  const TableProfile titanic = profile(2);
  EXPECT_EQ(titanic.find("Age")->missing, 177);
  EXPECT_EQ(titanic.find("Name")->personal, Personal::name);
  EXPECT_EQ(titanic.find("Sex")->values.at(0), (CategoryCount{"male", 577}));
  const TableProfile bank = profile(3);
  ASSERT_FALSE(bank.find("pdays")->warnings.empty());
  EXPECT_NE(bank.find("pdays")->warnings[0].en.find("999"), std::string::npos);
}

}  // namespace
}  // namespace ingot
