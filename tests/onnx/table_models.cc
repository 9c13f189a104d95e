#include "tests/onnx/table_models.h"

#include <cmath>

#include "features/table_pipeline.h"
#include "formats/onnx.h"
#include "formats/onnx_table.h"

namespace ingot::testing {
namespace {

std::int64_t draw(std::int64_t row, std::int64_t stream, std::int64_t below) {
  const auto mixed = static_cast<std::uint64_t>(row * 37 + stream + 1) * 0x9e3779b97f4a7c15ULL;
  return static_cast<std::int64_t>((mixed >> 33) % static_cast<std::uint64_t>(below));
}

using Cell = std::optional<std::string>;

Cell cell(const std::string& column, std::int64_t row) {
  if (draw(row, 0, 11) == 0 && column != "whole") return std::nullopt;
  const double x = static_cast<double>(draw(row, 1, 100000)) / 1000 - 40;
  if (column == "number") return fmt::format("{:.3f}", std::copysign(x * x, x));
  if (column == "whole") return fmt::format("{}", draw(row, 2, 4));
  if (column == "few") return fmt::format("{}", draw(row, 3, 30) / 5);
  if (column == "kind") return fmt::format("kind {}", draw(row, 4, 9) * draw(row, 5, 9));
  if (column == "size")
    return std::vector<std::string>{"low", "medium", "high"}.at(
        static_cast<std::size_t>(draw(row, 6, 3)));
  return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:00", 1960 + draw(row, 7, 90),
                     1 + draw(row, 8, 12), 1 + draw(row, 9, 28), draw(row, 10, 24),
                     draw(row, 11, 60));
}

Table table_of(std::int64_t first, std::int64_t rows) {
  Table table;
  table.names = {"number", "whole", "few", "kind", "size", "input"};
  for (const std::string& name : table.names) {
    TextColumn& column = table.columns.emplace_back();
    for (std::int64_t row = first; row < first + rows; ++row) column.push_back(cell(name, row));
  }
  return table;
}

Tensor numbers_of(const Table& rows, const std::string& name, const TableProfile& profile) {
  Tensor numbers(f64, {rows.size(), 1});
  for (std::int64_t row = 0; row < rows.size(); ++row)
    numbers.set(row, number_in(rows.columns[rows.find(name).value()], row, *profile.find(name)));
  return numbers;
}

}  // namespace

OnnxTableCase table_columns_case(std::int64_t rows) {
  const auto train = table_in_memory(table_of(0, 2000));
  const TableProfile profile = profile_table(*train);
  std::vector<double> targets;
  for (std::int64_t row = 0; row < 2000; ++row)
    targets.push_back(static_cast<double>(draw(row, 12, 3)));
  const TransformChoice normal{"number", {{"to", "normal"}}}, category{"category", {}},
      bins{"piecewise", {}}, raw{"number", {{"to", "raw"}}};
  std::vector<DerivedColumn> derived{
      derived_column(find_derivation("product"), "number", "few"),
      derived_column(find_derivation("ratio"), "number", "whole"),
      derived_column(find_derivation("difference"), "whole", "number")};
  profile_derived(derived, *train, profile, 1);
  const TablePipeline pipeline = TablePipeline::fit(
      profile,
      {{"network",
        {{"number", {normal, bins, {"number", {{"to", "robust"}, {"log", true}}}}},
         {"whole", {normal, category}},
         {"few", {normal, category}},
         {"kind", {{"category", {{"most_values", 9}}}, {"frequency", {}}, {"target_mean", {}}}},
         {"size", {category}},
         {"input", {{"date", {}}}},
         {derived[0].name(), {normal, bins}},
         {derived[1].name(), {{"number", {{"to", "robust"}}}}}}},
       {"trees",
        {{"number", {raw}},
         {"size", {raw}},
         {"input", {raw}},
         {derived[1].name(), {raw}},
         {derived[2].name(), {raw}}}}},
      *train, targets, 3, derived);
  Builder g;
  g.output("features", g.input("input", {f32, {kExportBatch, pipeline.width()}}) * 1);
  const std::string bare = write_onnx(g.take(), {});
  const OnnxTable table = with_columns(std::as_bytes(std::span(bare)), pipeline.to_json());
  OnnxTableCase made{.model = table.model,
                     .texts = {},
                     .numbers = {},
                     .rows = table_of(1500, rows),
                     .values = {},
                     .features = {}};
  made.features = pipeline.apply(made.rows);
  for (const OnnxColumn& column : table.columns) {
    if (column.type == "text") {
      made.texts.push_back(column.name);
      continue;
    }
    made.numbers.push_back(column.name);
    made.values.push_back(numbers_of(made.rows, column.name, profile));
  }
  return made;
}

}  // namespace ingot::testing
