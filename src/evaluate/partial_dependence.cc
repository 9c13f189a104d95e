#include "evaluate/partial_dependence.h"

#include <cmath>
#include <map>

#include "evaluate/bootstrap.h"
#include "evaluate/row_choice.h"
#include "features/encoder.h"

namespace ingot {
namespace {

constexpr double kBandLow = 0.1, kBandHigh = 0.9;
// The ends of a column are single odd rows.
constexpr double kFirstQuantile = 0.02, kLastQuantile = 0.98;

DependenceGrid grid_of_numbers(const ColumnProfile& column, const TextColumn& cells, int points) {
  std::map<double, std::int64_t> first_row;
  std::vector<double> sorted;
  for (std::int64_t row = 0; row < cells.size(); ++row) {
    const double number = number_in(cells, row, column);
    if (std::isnan(number)) continue;
    first_row.try_emplace(number, row);
    sorted.push_back(number);
  }
  std::ranges::sort(sorted);
  DependenceGrid grid{.column = column.name, .cells = {}, .is_date = column.date() != nullptr};
  const auto add = [&](double number) {
    if (!grid.numbers.empty() && number <= grid.numbers.back()) return;
    grid.numbers.push_back(number);
    grid.cells.emplace_back(cells[first_row.at(number)]);
  };
  if (first_row.size() <= static_cast<std::size_t>(points)) {
    for (const auto& [number, row] : first_row) add(number);
    return grid;
  }
  for (int i = 0; i < points; ++i) {
    const double q = kFirstQuantile + (kLastQuantile - kFirstQuantile) * i / (points - 1);
    const double place = std::round(q * static_cast<double>(sorted.size() - 1));
    add(sorted[static_cast<std::size_t>(place)]);
  }
  return grid;
}

DependenceGrid grid_of_values(const ColumnProfile& column, const TextColumn& cells, int points) {
  std::map<std::string, std::int64_t> counts;
  for (std::int64_t row = 0; row < cells.size(); ++row)
    if (const auto cell = present(cells, row, column)) ++counts[std::string(*cell)];
  std::vector<std::pair<std::int64_t, std::string>> values;
  for (const auto& [value, count] : counts) values.emplace_back(-count, value);
  std::ranges::sort(values);
  DependenceGrid grid{.column = column.name, .cells = {}};
  for (const auto& [count, value] : values) {
    if (grid.cells.size() == static_cast<std::size_t>(points)) break;
    grid.cells.push_back(value);
  }
  return grid;
}

TextColumn same_cell(const std::string& cell, std::int64_t rows) {
  TextColumn column;
  column.reserve(rows, static_cast<std::size_t>(rows) * cell.size());
  for (std::int64_t row = 0; row < rows; ++row) column.push_back(cell);
  return column;
}

DependencePoint point_of(const Tensor& answers, std::int64_t output) {
  const std::int64_t rows = answers.shape()[0], width = answers.num_elements() / rows;
  std::vector<double> values;
  DependencePoint point;
  for (std::int64_t row = 0; row < rows; ++row) {
    values.push_back(answers.at(row * width + output));
    point.mean += values.back() / static_cast<double>(rows);
  }
  std::ranges::sort(values);
  point.low = quantile(values, kBandLow);
  point.high = quantile(values, kBandHigh);
  return point;
}

double range_of(const std::vector<DependencePoint>& points) {
  const auto [least, most] = std::ranges::minmax_element(points, {}, &DependencePoint::mean);
  return most->mean - least->mean;
}

}  // namespace

DependenceGrid dependence_grid(const ColumnProfile& column, const TextColumn& cells, int points) {
  if (is_measured(column)) return grid_of_numbers(column, cells, points);
  if (column.values.empty()) return {.column = column.name, .cells = {}};
  return grid_of_values(column, cells, points);
}

PartialDependence partial_dependence(const Table& rows, const DependenceGrid& grid,
                                     const AskTable& ask, const DependenceOptions& options) {
  const std::size_t place = place_of_column(rows, grid.column);
  PartialDependence result{grid};
  if (rows.size() == 0 || grid.cells.empty()) return result;
  Table changed = select_rows(rows, evenly_chosen(rows.size(), options.max_rows));
  result.rows = changed.size();
  std::vector<Tensor> answers;
  for (const std::string& cell : grid.cells) {
    changed.columns[place] = same_cell(cell, result.rows);
    answers.push_back(ask(changed));
  }
  const std::int64_t width = answers[0].num_elements() / result.rows;
  double widest = -1;
  for (std::int64_t output = width == 2 ? 1 : 0; output < width; ++output) {
    std::vector<DependencePoint> points;
    for (const Tensor& answer : answers) points.push_back(point_of(answer, output));
    const double range = range_of(points);
    if (range <= widest) continue;
    widest = range;
    result.points = std::move(points);
    result.output = static_cast<std::size_t>(output);
  }
  return result;
}

}  // namespace ingot
