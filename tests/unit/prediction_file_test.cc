#include "evaluate/prediction_file.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <bit>
#include <limits>
#include <nlohmann/json.hpp>
#include <sstream>

#include "base/files.h"
#include "base/rng.h"
#include "ingot/table.h"

namespace ingot {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

// A reader of its own: RFC 4180.
std::vector<std::vector<std::string>> read_csv(const std::string& csv) {
  std::vector<std::vector<std::string>> records{{""}};
  bool inside = false;
  for (std::size_t i = 0; i < csv.size(); ++i) {
    std::string& field = records.back().back();
    if (inside && csv[i] == '"' && i + 1 < csv.size() && csv[i + 1] == '"') {
      field += csv[++i];
    } else if (csv[i] == '"') {
      inside = !inside;
    } else if (!inside && csv[i] == ',') {
      records.back().emplace_back();
    } else if (!inside && csv[i] == '\n') {
      records.push_back({""});
    } else {
      field += csv[i];
    }
  }
  EXPECT_FALSE(inside);
  EXPECT_EQ(records.back(), std::vector<std::string>{""});
  records.pop_back();
  return records;
}

// Bit patterns of every size, from subnormal to huge.
float float_at(std::uint32_t index) {
  const auto bits = philox4x32({index, 0, 0, 0}, {3, 0})[0];
  const auto value = std::bit_cast<float>(bits);
  return std::isfinite(value) ? value : 0.1F;
}

PredictedRows odd_rows() {
  const std::vector<std::string> classes{"plain",      "a,b",     "say \"hi\"",
                                         "two\nlines", " padded", "鞋"};
  Tensor scores(f32, {40, 6});
  std::uint32_t i = 0;
  for (float& v : scores.mutable_data<float>()) v = float_at(i++);
  PredictedRows rows{scores, classes, {}};
  for (int row = 0; row < 40; ++row)
    rows.names.push_back(fmt::format("dir, {}/\"{}\".png", row, row));
  return rows;
}

std::string code_of(const std::function<void()>& f) {
  try {
    f();
  } catch (const Error& e) {
    EXPECT_FALSE(e.message().zh.empty());
    return e.code();
  }
  return "";
}

TEST(Predictions, AreReadableLines) {
  const PredictedRows rows{Tensor::from<float>({0.25F, 0.75F, 1.0F, 0.0F}, {2, 2}), {"no", "yes"}};
  EXPECT_EQ(predictions_to_csv(rows),
            "row,prediction,p:no,p:yes\n"
            "0,yes,0.25,0.75\n"
            "1,no,1,0\n");
  EXPECT_EQ(predictions_to_jsonl(rows),
            "{\"row\":0,\"prediction\":\"yes\",\"p:no\":0.25,\"p:yes\":0.75}\n"
            "{\"row\":1,\"prediction\":\"no\",\"p:no\":1,\"p:yes\":0}\n");
}

TEST(Predictions, SayWhatARowIsCalledInTheData) {
  const PredictedRows rows{.scores = Tensor::from<float>({0.5F, 2.0F}, {2, 1}),
                           .ids = {"pump, old", "m-2"},
                           .id_column = "sequence"};
  EXPECT_EQ(predictions_to_csv(rows),
            "row,sequence,prediction\n"
            "0,\"pump, old\",0.5\n"
            "1,m-2,2\n");
  EXPECT_EQ(predictions_to_jsonl(rows),
            "{\"row\":0,\"sequence\":\"pump, old\",\"prediction\":0.5}\n"
            "{\"row\":1,\"sequence\":\"m-2\",\"prediction\":2}\n");
}

TEST(Predictions, OfTwoClassesAreCalledFromTheirThresholdOn) {
  PredictedRows rows{Tensor::from<float>({0.75F, 0.25F, 0.8F, 0.2F}, {2, 2}), {"no", "yes"}};
  rows.call_from = 0.25F;
  EXPECT_EQ(predictions_to_csv(rows),
            "row,prediction,p:no,p:yes\n"
            "0,yes,0.75,0.25\n"
            "1,no,0.8,0.2\n");
  rows.classes.emplace_back("maybe");
  rows.scores = Tensor::full({f32, {2, 3}}, 0.25);
  EXPECT_EQ(code_of([&] { (void)predictions_to_csv(rows); }), "shape_mismatch");
}

TEST(Predictions, OfNumbersHaveTheirIntervalsBesideThem) {
  PredictedRows rows{Tensor::from<float>({1.5F, 2}, {2, 1})};
  rows.intervals = Tensor::from<float>({1, 2, 1.25F, 2.75F}, {2, 2});
  EXPECT_EQ(predictions_to_csv(rows),
            "row,prediction,low,high\n"
            "0,1.5,1,2\n"
            "1,2,1.25,2.75\n");
  EXPECT_EQ(predictions_to_jsonl(rows),
            "{\"row\":0,\"prediction\":1.5,\"low\":1,\"high\":2}\n"
            "{\"row\":1,\"prediction\":2,\"low\":1.25,\"high\":2.75}\n");
  rows.intervals = Tensor::zeros({f32, {1, 2}});
  EXPECT_EQ(code_of([&] { (void)predictions_to_csv(rows); }), "shape_mismatch");
}

TEST(Predictions, OfNumbersHaveNoClasses) {
  const PredictedRows rows{Tensor::from<float>({1.5F, -2.0F}, {2, 1}), {}, {"a.png", "b.png"}};
  EXPECT_EQ(predictions_to_csv(rows), "row,prediction,file\n0,1.5,a.png\n1,-2,b.png\n");
  EXPECT_EQ(predictions_to_jsonl(rows),
            "{\"row\":0,\"prediction\":1.5,\"file\":\"a.png\"}\n"
            "{\"row\":1,\"prediction\":-2,\"file\":\"b.png\"}\n");
}

TEST(Predictions, ComeBackFromCsvWithAllBitsAndNames) {
  const PredictedRows rows = odd_rows();
  const auto records = read_csv(predictions_to_csv(rows));
  ASSERT_EQ(records.size(), 41u);
  for (std::size_t c = 0; c < 6; ++c) EXPECT_EQ(records[0][2 + c], "p:" + rows.classes[c]);
  EXPECT_EQ(records[0].back(), "file");
  for (std::size_t row = 0; row < 40; ++row) {
    const auto& record = records[row + 1];
    ASSERT_EQ(record.size(), 9u);
    EXPECT_EQ(record[0], std::to_string(row));
    EXPECT_EQ(record[1], rows.classes[rows.predicted_class(static_cast<std::int64_t>(row))]);
    for (std::size_t c = 0; c < 6; ++c)
      EXPECT_EQ(std::bit_cast<std::uint32_t>(std::strtof(record[2 + c].c_str(), nullptr)),
                std::bit_cast<std::uint32_t>(rows.scores.data<float>()[row * 6 + c]));
    EXPECT_EQ(record[8], rows.names[row]);
  }
}

TEST(Predictions, ComeBackFromJsonLinesWithAllBitsAndNames) {
  const PredictedRows rows = odd_rows();
  std::istringstream lines(predictions_to_jsonl(rows));
  std::string line;
  std::size_t row = 0;
  for (; std::getline(lines, line); ++row) {
    const json object = json::parse(line);
    EXPECT_EQ(object.at("row"), row);
    EXPECT_EQ(object.at("file"), rows.names[row]);
    EXPECT_EQ(object.size(), 9u);
    for (std::size_t c = 0; c < 6; ++c)
      EXPECT_EQ(object.at("p:" + rows.classes[c]).get<float>(),
                rows.scores.data<float>()[row * 6 + c]);
  }
  EXPECT_EQ(row, 40u);
}

TEST(Predictions, ComeBackFromParquetWithAllBitsAndNames) {
  const PredictedRows rows = odd_rows();
  const fs::path file =
      fs::temp_directory_path() / fmt::format("ingot-predictions-{}.parquet", getpid());
  write_predictions(file, rows);
  const Table read = read_table(*open_table(file.string()));
  fs::remove(file);
  ASSERT_EQ(read.size(), 40);
  ASSERT_EQ(read.columns.size(), 9u);
  EXPECT_EQ(read.names[0], "row");
  EXPECT_EQ(read.names[2], "p:plain");
  for (std::int64_t row = 0; row < 40; ++row) {
    for (std::size_t c = 0; c < 6; ++c)
      EXPECT_EQ(std::strtof(std::string(read.columns[2 + c][row]).c_str(), nullptr),
                rows.scores.at(row * 6 + static_cast<std::int64_t>(c)));
    EXPECT_EQ(read.columns[1][row], rows.prediction(row));
    EXPECT_EQ(read.columns[8][row], rows.names[static_cast<std::size_t>(row)]);
  }
}

TEST(Predictions, TakeTheFirstOfEqualClasses) {
  const PredictedRows rows{Tensor::from<float>({0.2F, 0.4F, 0.4F}, {1, 3}), {"a", "b", "c"}};
  EXPECT_EQ(rows.predicted_class(0), 1u);
}

TEST(Predictions, ThatAreNoNumbersAreNullInJson) {
  const float infinity = std::numeric_limits<float>::infinity();
  const PredictedRows rows{Tensor::from<float>({NAN, infinity, 1.0F}, {3})};
  EXPECT_EQ(predictions_to_jsonl(rows),
            "{\"row\":0,\"prediction\":null}\n{\"row\":1,\"prediction\":null}\n"
            "{\"row\":2,\"prediction\":1}\n");
}

TEST(Predictions, OfNoRowsAreAHeader) {
  const PredictedRows rows{Tensor(f32, {0, 2}), {"a", "b"}};
  EXPECT_EQ(predictions_to_csv(rows), "row,prediction,p:a,p:b\n");
  EXPECT_EQ(predictions_to_jsonl(rows), "");
}

TEST(Predictions, ThatDoNotFitTheirClassesAreRefused) {
  const Tensor scores = Tensor::zeros({f32, {2, 3}});
  EXPECT_EQ(code_of([&] { (void)predictions_to_csv({scores, {"a", "b"}}); }), "shape_mismatch");
  EXPECT_EQ(code_of([&] { (void)predictions_to_jsonl({scores, {}}); }), "shape_mismatch");
  EXPECT_EQ(code_of([&] {
              (void)predictions_to_csv({scores, {"a", "b", "c"}, {"x"}});
            }),
            "shape_mismatch");
}

TEST(PredictionFile, IsOfTheKindThatItsNameSays) {
  const fs::path folder =
      fs::path(::testing::TempDir()) / ("predictions" + std::to_string(::getpid()));
  const PredictedRows rows{Tensor::from<float>({1.0F}, {1})};
  write_predictions(folder / "p.csv", rows);
  write_predictions(folder / "p.jsonl", rows);
  EXPECT_EQ(read_file(folder / "p.csv"), predictions_to_csv(rows));
  EXPECT_EQ(read_file(folder / "p.jsonl"), predictions_to_jsonl(rows));
  EXPECT_EQ(list_folder(folder).size(), 2u);
  for (const char* name : {"p.xlsx", "p", "p.csv.gz", "csv"}) {
    EXPECT_EQ(code_of([&] { write_predictions(folder / name, rows); }), "unknown_format") << name;
    EXPECT_EQ(code_of([&] { require_prediction_format(name); }), "unknown_format") << name;
    EXPECT_FALSE(fs::exists(folder / name));
  }
  fs::remove_all(folder);
}

TEST(PredictionFile, JoinsTheLabelsOfASet) {
  const PredictedRows rows{Tensor::from<float>({0.5F, 0.25F, 0.75F, 0.5F, 0.25F, 0.125F}, {3, 2}),
                           {"cat", "dog"},
                           {},
                           {0.5F, 0.25F}};
  EXPECT_EQ(predictions_to_csv(rows),
            "row,prediction,p:cat,p:dog\n0,cat|dog,0.5,0.25\n1,cat|dog,0.75,0.5\n2,,0.25,0.125\n");
  EXPECT_TRUE(predictions_to_jsonl(rows).starts_with(
      R"({"row":0,"prediction":"cat|dog","p:cat":0.5,"p:dog":0.25})"));
  PredictedRows wrong = rows;
  wrong.thresholds.pop_back();
  EXPECT_THROW((void)predictions_to_csv(wrong), Error);
}

TEST(PredictionFile, GivesRefusedRowsNoPrediction) {
  PredictedRows rows{Tensor::from<float>({0.25F, 0.75F, 1.0F, 0.0F}, {2, 2}), {"no", "yes"}};
  rows.checks = {
      {Verdict::flagged, {{"range", {"age"}, "-3", text("low", "低")}}},
      {Verdict::refused, {{"type", {"age"}, "old, very", text("no number", "不是数值")}}}};
  EXPECT_EQ(predictions_to_csv(rows),
            "row,prediction,p:no,p:yes,verdict,flags\n0,yes,0.25,0.75,flagged,range:age=-3\n"
            "1,,,,refused,\"type:age=old, very\"\n");
  const std::string lines = predictions_to_jsonl(rows);
  EXPECT_NE(lines.find(R"({"row":1,"prediction":null,"p:no":null,"p:yes":null,"verdict":"refused",)"
                       R"("flags":[{"columns":["age"],"kind":"type")"),
            std::string::npos)
      << lines;
  rows.checks.pop_back();
  EXPECT_THROW((void)predictions_to_csv(rows), Error);
}

}  // namespace
}  // namespace ingot
