#include "formats/onnx_table.h"

#include <gtest/gtest.h>

#include "features/table_pipeline.h"
#include "formats/onnx.h"

namespace ingot {
namespace {

using Encoders = std::vector<std::pair<std::string, std::vector<TransformChoice>>>;

// Of the columns "age" (numbers), "job" (words that repeat) and "note" (words that do not).
std::string pipeline_of(const Encoders& columns) {
  Table table{{"age", "job", "note"}, std::vector<TextColumn>(3)};
  for (int row = 0; row < 200; ++row) {
    table.columns[0].push_back(fmt::format("{}.5", row * 7 % 60));
    table.columns[1].push_back(row % 3 == 0 ? "cook" : "pilot");
    table.columns[2].push_back(fmt::format("something new, number {}", row));
  }
  const auto source = table_in_memory(std::move(table));
  ViewChoice view{"network", {}};
  for (const auto& [name, encoders] : columns) view.columns.push_back({name, encoders});
  return TablePipeline::fit(profile_table(*source), {view}, *source, std::vector<double>(200), 2)
      .to_json();
}

std::string model_of(const std::string& pipeline, const std::string& output = "probabilities") {
  Builder g;
  g.output(output,
           g.input("input", {f32, {kExportBatch, TablePipeline::from_json(pipeline).width()}}) * 2);
  return write_onnx(g.take(), {});
}

std::string error_of(const std::string& model, const std::string& pipeline) {
  try {
    static_cast<void>(with_columns(std::as_bytes(std::span(model)), pipeline));
  } catch (const Error& e) {
    return e.code() + ": " + e.message().en;
  }
  return "";
}

TEST(OnnxTable, TakesTheColumnsAndPassesTheChecker) {
  const std::string pipeline =
      pipeline_of({{"age", {{"number", {{"to", "normal"}}}, {"piecewise", {}}}},
                   {"job", {{"category", {}}, {"target_mean", {}}, {"frequency", {}}}}});
  const std::string model = model_of(pipeline);
  const OnnxTable table = with_columns(std::as_bytes(std::span(model)), pipeline);
  EXPECT_EQ(check_onnx(std::as_bytes(std::span(table.model))), "");
  ASSERT_EQ(table.columns.size(), 2U);
  EXPECT_EQ(table.columns[0].name + " " + table.columns[0].type, "age number");
  EXPECT_EQ(table.columns[1].name + " " + table.columns[1].type, "job text");
}

TEST(OnnxTable, RefusesPairsOfTextsByTheirName) {
  Table table{{"job", "town"}, std::vector<TextColumn>(2)};
  for (int row = 0; row < 60; ++row) {
    table.columns[0].push_back(row % 3 == 0 ? "cook" : "pilot");
    table.columns[1].push_back(row % 2 == 0 ? "Ulm" : "Bern");
  }
  const auto source = table_in_memory(std::move(table));
  const TableProfile profile = profile_table(*source);
  std::vector<DerivedColumn> derived{derived_column(find_derivation("pair"), "job", "town")};
  profile_derived(derived, *source, profile, 1);
  const std::string pipeline =
      TablePipeline::fit(profile, {{"network", {{"job & town", {{"category", {}}}}}}}, *source,
                         std::vector<double>(60), 2, derived)
          .to_json();
  EXPECT_NE(error_of(model_of(pipeline), pipeline).find("not_exportable: column job & town"),
            std::string::npos);
}

TEST(OnnxTable, RefusesWhatOnnxHasNoOperatorsForByItsColumn) {
  const std::string words = pipeline_of({{"age", {{"number", {}}}}, {"note", {{"text_hash", {}}}}});
  EXPECT_NE(error_of(model_of(words), words).find("not_exportable: column note"),
            std::string::npos);
  const std::string numbers = pipeline_of({{"age", {{"number", {}}}}});
  EXPECT_NE(error_of(model_of(numbers, "age"), numbers).find("not_exportable: column age"),
            std::string::npos);
  EXPECT_NE(error_of(model_of(numbers), "{}").find("bad_pipeline"), std::string::npos);
  EXPECT_NE(error_of("no model", numbers).find("bad_onnx"), std::string::npos);
}

}  // namespace
}  // namespace ingot
