#include <gtest/gtest.h>
#include <sodium.h>

#include <nlohmann/json.hpp>

#include "data/picture_file.h"
#include "evaluate/findings.h"
#include "evaluate/page_budget.h"
#include "evaluate/report.h"
#include "evaluate/thumbnail.h"

namespace ingot {
namespace {

using nlohmann::json;

const std::vector<std::string> kClasses = {"cat", "dog"};

Findings some_findings() {
  Findings f;
  f.near_duplicates = {
      .rows = 1000, .duplicates = 12, .examples = {{3, 40, 0.5, "a.png", "b.png"}}};
  f.label_errors = LabelErrors{.rows = 2000, .estimated_rows = 39.6};
  f.label_errors->noise = {{1, 0, 30, 0.03}};
  f.label_errors->suspects.assign(30, {7, 1, 0, 0.1, 0.9});
  f.weak_slices = WeakSlices{.rows = 1000, .errors = 80, .tested = 50, .level = 0.01};
  f.weak_slices->slices = {
      {.conditions = {{0, text("brightness", "亮度"), text("up to 0.2", "不超过 0.2")}},
       .rows = 100,
       .errors = 31,
       .error_rate = 0.31,
       .elsewhere = 0.054,
       .p_value = 0.002,
       .wrong_rows = {5, 9}}};
  f.cross_validation = {"accuracy", combine_folds({0.9, 0.92}, 1)};
  f.skipped = {{text("cut off", "不完整"), 4, {"x.png"}}};
  return f;
}

TEST(FindingsSummary, NamesWhatIsWrongWithTheDataFirst) {
  const Text words = summarise(some_findings(), kClasses);
  std::size_t place = 0;
  for (const char* part :
       {"12 of the 1,000 rows", "At most about 40 of 2,000 labels (2.0%) are wrong",
        "labelled \"dog\" and looks like \"cat\"", "left out: 4.", "brightness up to 0.2: in 31.0%",
        "Accuracy: 91.0% on average over 2 trainings"}) {
    const std::size_t found = words.en.find(part);
    ASSERT_NE(found, std::string::npos) << part << " in " << words.en;
    EXPECT_GE(found, place) << part;
    place = found;
  }
  EXPECT_NE(words.zh.find("亮度 不超过 0.2，错误率 31.0%"), std::string::npos) << words.zh;
  EXPECT_TRUE(summarise(Findings{}, kClasses).empty());
}

TEST(FindingsSummary, TellsOfNumbersHowFarTheyAreOffAndNotThatTheyAreWrong) {
  Findings f = some_findings();
  f.label_errors.reset();
  f.weak_slices->kind = SliceErrors::large;
  f.importance = PermutationImportance{.metric = "mae", .value = 3, .rows = 100, .repeats = 3};
  f.importance->columns = {{"size", 9, {.low = 7, .high = 11}},
                           {"year", 2, {.low = 1, .high = 3}},
                           {"colour", 0.1, {.low = -0.2, .high = 0.3}}};
  const Text words = summarise(f, {});
  for (const char* part :
       {"looks most at size, year.",
        "far off most where brightness up to 0.2: 31.0% of the errors there are among the largest "
        "8.0%, against 5.4% elsewhere"})
    EXPECT_NE(words.en.find(part), std::string::npos) << part << " in " << words.en;
  EXPECT_EQ(words.en.find("wrong most"), std::string::npos);
  f.importance->columns.erase(f.importance->columns.begin(), f.importance->columns.begin() + 2);
  EXPECT_NE(summarise(f, {}).en.find("No column by itself"), std::string::npos);
}

TEST(FindingsAsJson, HoldWhatThePageShows) {
  json j = to_json(some_findings(), kClasses);
  EXPECT_EQ(to_json(Findings{}, kClasses), json::object());
  EXPECT_EQ(j["label_errors"]["suspected"], 30);
  EXPECT_EQ(j["label_errors"]["suspects"].size(), 24U);
  EXPECT_EQ(j["label_errors"]["suspects"][0]["suggested"], "cat");
  EXPECT_EQ(j["near_duplicates"]["examples"][0]["training"]["name"], "b.png");
  EXPECT_EQ(j["cross_validation"]["unit"], "share");
  EXPECT_EQ(j["weak_slices"]["slices"][0]["conditions"][0]["value"]["zh"], "不超过 0.2");
  EXPECT_FALSE(j.contains("temperature"));

  const auto named = [](const char* part) {
    return [part](std::int64_t row) -> json {
      return {{"picture", part + std::to_string(row)}, {"name", "file"}};
    };
  };
  show_rows(j, {named("l"), named("e"), named("t")});
  EXPECT_EQ(j["label_errors"]["suspects"][0]["picture"], "l7");
  EXPECT_EQ(j["label_errors"]["suspects"][0]["name"], "file");
  EXPECT_EQ(j["weak_slices"]["slices"][0]["wrong_rows"][1]["picture"], "e9");
  EXPECT_EQ(j["near_duplicates"]["examples"][0]["held_out"]["picture"], "e3");
  EXPECT_EQ(j["near_duplicates"]["examples"][0]["training"]["picture"], "t40");
}

TEST(PageBudget, EmptiesTheLastPicturesOfEachList) {
  const std::string picture = "data:image/png;base64," + std::string(78, 'a');
  json report = {{"a", {{{"picture", picture}}, {{"picture", picture}}, {{"picture", picture}}}},
                 {"b", {picture, picture}},
                 {"text", "data:image is only a word here"}};
  EXPECT_EQ(picture_bytes(report), 500U);
  EXPECT_EQ(limit_pictures(report, 420), 1U);
  EXPECT_EQ(report["a"][2]["picture"], "");
  EXPECT_EQ(limit_pictures(report, 200), 2U);
  EXPECT_EQ(report["a"][0]["picture"], picture);
  EXPECT_EQ(report["b"][0], picture);
  EXPECT_EQ(report["b"][1], "");
  EXPECT_EQ(report["text"], "data:image is only a word here");
}

TEST(PageBudget, HoldsForARenderedReport) {
  json report = {{"product", {{"name", "x"}}},
                 {"evaluation", {{"metrics", json::array()}, {"rows", 1}}}};
  for (int i = 0; i < 50; ++i)
    report["evaluation"]["mistakes"].push_back(
        {{"row", i}, {"picture", "data:image/png;base64," + std::string(100'000, 'a')}});
  const std::string page = render_report(report);
  EXPECT_LE(page.size(), kMaxPageBytes);
  EXPECT_GT(page.size(), kMaxPageBytes - 110'000);
}

std::string bytes_of(const std::string& uri) {
  const std::string encoded = uri.substr(uri.find(',') + 1);
  std::string bytes(encoded.size(), '\0');
  std::size_t size = 0;
  EXPECT_EQ(sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(),
                              encoded.data(), encoded.size(), nullptr, &size, nullptr,
                              sodium_base64_VARIANT_ORIGINAL),
            0);
  bytes.resize(size);
  return bytes;
}

TEST(Thumbnail, IsExactForSmallPicturesAndSmallForLargeOnes) {
  Tensor small(u8, {3, 28, 20});
  for (std::int64_t i = 0; i < small.num_elements(); ++i)
    small.set(i, static_cast<double>(i * 37 % 256));
  const std::string exact = thumbnail_uri(small);
  EXPECT_TRUE(exact.starts_with("data:image/png"));
  EXPECT_TRUE(bit_equal(decode_picture(bytes_of(exact), "exact"), small));

  Tensor large(u8, {3, 300, 600});
  for (std::int64_t i = 0; i < large.num_elements(); ++i)
    large.set(i, static_cast<double>((i % 600) / 3 + (i * 7919 % 23)));
  const std::string shrunk = thumbnail_uri(large);
  EXPECT_TRUE(shrunk.starts_with("data:image/jpeg"));
  EXPECT_EQ(decode_picture(bytes_of(shrunk), "shrunk").shape(), (Shape{3, 80, 160}));
  EXPECT_LT(shrunk.size(), 12'000U);
  EXPECT_THROW((void)thumbnail_uri(Tensor::zeros({u8, {4, 4}})), Error);
}

}  // namespace
}  // namespace ingot
