#include "tasks/picture_split.h"

#include <gtest/gtest.h>

#include <set>

#include "tests/library/bar_pictures.h"

namespace ingot {
namespace {

using Rows = std::vector<std::int64_t>;

// Pictures of ten patients, row by row in turn; patient p was there on day p.
Dataset patients(std::int64_t rows) {
  Dataset data;
  data.train = bar_pictures(rows, 1);
  for (std::int64_t row = 0; row < rows; ++row)
    data.train.column.push_back(std::to_string(row % 10));
  return data;
}

std::set<std::int64_t> patients_in(const Rows& rows) {
  std::set<std::int64_t> found;
  for (const std::int64_t row : rows) found.insert(row % 10);
  return found;
}

bool has_decision(const PictureSplit& split, const std::string& what, const std::string& choice) {
  return std::ranges::any_of(split.decisions, [&](const Decision& d) {
    return d.what.en == what && d.choice.en.find(choice) != std::string::npos && !d.why.zh.empty();
  });
}

const SplitChoice kByPatient{SplitKind::group, "patient"}, kByDay{SplitKind::time, "day"};

TEST(PictureSplit, ByGroupKeepsPatientsApartAndSaysSo) {
  const PictureSplit split = split_pictures(patients(100), kByPatient, {}, 2);
  const auto train = patients_in(split.rows.train), valid = patients_in(split.rows.valid),
             test = patients_in(split.rows.test);
  EXPECT_EQ(train.size(), 8U);
  EXPECT_EQ(valid.size(), 1U);
  EXPECT_EQ(test.size(), 1U);
  EXPECT_NE(valid, test);
  EXPECT_FALSE(train.contains(*valid.begin()) || train.contains(*test.begin()));
  EXPECT_EQ(split.groups.size(), 100U);
  EXPECT_TRUE(has_decision(split, "split", "\"patient\""));
}

TEST(PictureSplit, ByGroupJoinsPatientsThatShareAPicture) {
  Dataset data = patients(100);
  data.duplicates = {{{DataPart::train, 3}, {DataPart::train, 44}}};
  for (std::int64_t seed = 0; seed < 8; ++seed) {
    const PictureSplit split = split_pictures(data, kByPatient, {}, seed);
    for (const Rows* part : {&split.rows.train, &split.rows.valid, &split.rows.test})
      EXPECT_EQ(patients_in(*part).contains(3), patients_in(*part).contains(4));
    EXPECT_EQ(split.groups[3], split.groups[14]);
  }
}

TEST(PictureSplit, GivesUpTrainingRowsOfPatientsThatTheDataHoldOut) {
  Dataset data = patients(100);
  data.test = bar_pictures(6, 2);
  data.test->column = {"3", "3", "3", "11", "11", "11"};
  const PictureSplit split = split_pictures(data, kByPatient, {.valid = 0.1, .test = 0}, 0);
  EXPECT_TRUE(split.rows.test.empty());
  EXPECT_FALSE(patients_in(split.rows.train).contains(3));
  EXPECT_FALSE(patients_in(split.rows.valid).contains(3));
  EXPECT_TRUE(has_decision(split, "groups", "10 training pictures"));
}

TEST(PictureSplit, ByTimeHoldsTheLatestOutAndMovesNoRowToAnotherTime) {
  Dataset data = patients(100);
  data.duplicates = {{{DataPart::train, 5}, {DataPart::train, 9}},
                     {{DataPart::train, 8}, {DataPart::train, 19}}};
  const PictureSplit split = split_pictures(data, kByDay, {}, 0);
  EXPECT_EQ(patients_in(split.rows.test), (std::set<std::int64_t>{9}));
  EXPECT_EQ(patients_in(split.rows.valid), (std::set<std::int64_t>{8}));
  EXPECT_EQ(split.rows.test.size(), 10U);
  EXPECT_EQ(split.rows.valid.size(), 9U);   // 8 is nearly the same as the later 19
  EXPECT_EQ(split.rows.train.size(), 79U);  // 5 is nearly the same as the later 9
  EXPECT_TRUE(has_decision(split, "split", "latest pictures by \"day\""));
  EXPECT_TRUE(has_decision(split, "duplicates", "2 pictures are left out"));
}

TEST(PictureSplit, AtRandomLooksAtNoClass) {
  const Dataset data = patients(300);
  const PictureSplit random = split_pictures(data, {SplitKind::random}, {}, 1);
  EXPECT_EQ(random.rows.test.size(), 30U);
  EXPECT_EQ(random.rows.test, stratified_split(Rows(300), 0.1, 0.1, 1).test);
  EXPECT_NE(random.rows.test, split_pictures(data, {}, {}, 1).rows.test);
  EXPECT_TRUE(split_pictures(data, {}, {}, 1).decisions.empty());
}

TEST(PictureSplit, KeepsWhatTheDataHoldOutOutOfTrainingAndValidation) {
  Dataset data = patients(100);
  data.valid = bar_pictures(20, 2);
  data.test = bar_pictures(20, 3);
  data.duplicates = {{{DataPart::train, 7}, {DataPart::test, 1}},
                     {{DataPart::train, 9}, {DataPart::valid, 4}},
                     {{DataPart::valid, 5}, {DataPart::test, 2}}};
  PictureSplit split = split_pictures(data, {}, {0, 0}, 1);
  EXPECT_EQ(split.rows.train.size(), 98U);
  EXPECT_EQ(split.repeated_valid, (Rows{5}));
  data.valid.reset();  // rows are set aside for it
  data.duplicates.resize(1);
  for (std::int64_t seed = 0; seed < 20; ++seed) {
    split = split_pictures(data, {}, {0.5, 0}, seed);
    EXPECT_EQ(split.rows.train.size() + split.rows.valid.size(), 99U);
    EXPECT_FALSE(std::ranges::binary_search(split.rows.train, 7));
    EXPECT_FALSE(std::ranges::binary_search(split.rows.valid, 7));
  }
}

TEST(PictureSplit, NamesTestPicturesThatTheTrainingPartHasToo) {
  Dataset data = patients(100);
  data.test = bar_pictures(20, 3);
  data.duplicates = {
      {{DataPart::train, 7}, {DataPart::train, 8}, {DataPart::test, 1}, {DataPart::test, 4}}};
  const PictureSplit split = split_pictures(data, {}, {0.1, 0}, 1);
  ASSERT_EQ(split.repeated_test.size(), 2U);
  EXPECT_EQ(split.repeated_test[1].test_row, 4);
  EXPECT_EQ(split.repeated_test[1].training_row, 7);
  EXPECT_TRUE(split.gives_up_repeats);
  EXPECT_TRUE(has_decision(split, "duplicates", "2 pictures are left out"));
}

TEST(PictureSplit, KeepsRepeatsWhereTooFewPicturesWouldBeLeft) {
  Dataset data = patients(100);
  data.test = bar_pictures(20, 3);
  data.duplicates.emplace_back();
  for (std::int64_t row = 0; row < 94; ++row) data.duplicates[0].push_back({DataPart::train, row});
  data.duplicates[0].push_back({DataPart::test, 5});
  const PictureSplit split = split_pictures(data, {}, {0.1, 0}, 1);
  EXPECT_FALSE(split.gives_up_repeats);
  EXPECT_EQ(split.repeated_test.size(), 1U);
  EXPECT_EQ(split.rows.train.size() + split.rows.valid.size(), 100U);
  EXPECT_TRUE(has_decision(split, "duplicates", "94 pictures stay"));
}

TEST(PictureSplit, TrainsOnAPictureThatIsMostOfItsClass) {
  Dataset data = patients(300);
  data.duplicates.emplace_back();
  for (std::int64_t row = 1; row < 200; row += 3)
    data.duplicates[0].push_back({DataPart::train, row});
  for (std::int64_t seed = 0; seed < 8; ++seed) {
    const PictureSplit split = split_pictures(data, {}, {}, seed);
    for (const PictureAddress& a : data.duplicates[0])
      EXPECT_TRUE(std::ranges::binary_search(split.rows.train, a.row));
    std::int64_t in_test = 0;
    for (const std::int64_t row : split.rows.test) in_test += row % 3 == 1 ? 1 : 0;
    EXPECT_GT(in_test, 0);
    EXPECT_TRUE(has_decision(split, "duplicates", "for training alone"));
  }
}

TEST(PictureSplit, GivesUpLeaksOfOtherClassesWhereOneWouldVanish) {
  Dataset data = patients(90);
  data.test = bar_pictures(30, 3);
  for (std::int64_t row = 0; row < 30; ++row)  // all of class 0, some of class 1
    data.duplicates.push_back({{DataPart::train, 3 * row}, {DataPart::test, row}});
  for (std::int64_t row = 0; row < 10; ++row)
    data.duplicates.push_back({{DataPart::train, 3 * row + 1}, {DataPart::test, row}});
  const PictureSplit split = split_pictures(data, {}, {0.1, 0}, 1);
  EXPECT_TRUE(has_decision(split, "duplicates", "10 pictures are left out"));
  EXPECT_TRUE(has_decision(split, "duplicates", "30 pictures stay"));
  EXPECT_EQ(split.rows.train.size() + split.rows.valid.size(), 80U);
  EXPECT_FALSE(split.gives_up_repeats);
}

TEST(PictureSplit, KnowsNothingOfRowsWithoutAGroup) {
  Dataset data = patients(100);
  for (std::size_t row = 0; row < 50; ++row) data.train.column[row] = "";
  data.test = bar_pictures(4, 2);
  data.test->column = {"", "", "3", ""};
  const PictureSplit split = split_pictures(data, kByPatient, {.valid = 0.1, .test = 0}, 0);
  EXPECT_EQ(split.rows.train.size() + split.rows.valid.size(), 95U);
}

TEST(PictureSplit, DividesAPictureThatIsNearlyAllOfItsClass) {
  Dataset data = patients(300);
  std::int64_t rows = 0;
  data.duplicates.emplace_back();
  for (std::int64_t row = 0; row < 300; ++row)
    if (data.train.labels[static_cast<std::size_t>(row)] == 1 && ++rows)
      data.duplicates[0].push_back({DataPart::train, row});
  const PictureSplit split = split_pictures(data, {}, {}, 1);
  std::int64_t in_test = 0;
  for (const std::int64_t row : split.rows.test)
    in_test += data.train.labels[static_cast<std::size_t>(row)] == 1 ? 1 : 0;
  EXPECT_GT(in_test, 0);
  EXPECT_LT(in_test, rows / 2);
  EXPECT_EQ(std::ssize(split.repeated_test), in_test);
  EXPECT_FALSE(split.gives_up_repeats);
  EXPECT_TRUE(has_decision(split, "duplicates", "1 pictures are nearly all"));
}

TEST(PictureSplit, HasGroupsOfPicturesThatAreNearlyTheSame) {
  Dataset data = patients(100);
  EXPECT_TRUE(split_pictures(data, {}, {}, 1).groups.empty());
  data.duplicates = {{{DataPart::train, 3}, {DataPart::train, 44}, {DataPart::train, 60}},
                     {{DataPart::train, 60}, {DataPart::train, 61}}};
  const PictureSplit split = split_pictures(data, {}, {}, 1);
  ASSERT_EQ(split.groups.size(), 100U);
  for (const std::size_t row : {44, 60, 61}) EXPECT_EQ(split.groups[row], split.groups[3]);
  EXPECT_EQ(std::set<std::int64_t>(split.groups.begin(), split.groups.end()).size(), 97U);
}

TEST(SplitChoice, IsReadFromTheRequest) {
  const auto choice_of = [](const std::string& given, std::int64_t folds = 0) {
    BuildRequest request;
    request.split = given;
    request.folds = folds;
    return split_choice(request);
  };
  EXPECT_EQ(choice_of("random").kind, SplitKind::random);
  EXPECT_EQ(choice_of("stratified").kind, SplitKind::stratified);
  EXPECT_EQ(choice_of("group:patient id", 5).column, "patient id");
  EXPECT_EQ(choice_of("time:day").kind, SplitKind::time);
  EXPECT_EQ(choice_of("").kind, SplitKind::stratified);
  for (const char* wrong : {"group", "group:", "time:", "by day", "Random"})
    EXPECT_THROW((void)choice_of(wrong), Error) << wrong;
  EXPECT_THROW((void)choice_of("time:day", 5), Error);
}

}  // namespace
}  // namespace ingot
