#include "features/sequence_table.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <unordered_map>

#include "base/near_name.h"
#include "features/encoder.h"

namespace ingot {
namespace {

using nlohmann::json;

const TextColumn& sequence_column(const Table& rows, const std::string& name) {
  if (const auto found = rows.find(name)) return rows.columns[*found];
  const std::string near = near_name(name, rows.names);
  throw Error("missing_column", text("there is no column {}", "缺少列 {}", name))
      .expected(text("the columns of the sequences that the product was built from",
                     "构建产品时序列数据所用的列"))
      .fix(near.empty() ? text("add the column; empty cells are fine where it is not known",
                               "请补上该列; 未知的值可留空")
                        : text("is {} meant? rename it", "是否应为 {}? 请改名", near));
}

bool is_empty_step(const TextColumn& cells, std::int64_t row) {
  return cells.is_missing(row) || is_missing_mark(trim_cell(cells[row]));
}

// The sequence of each row, numbered in the order in which they appear.
std::vector<std::int64_t> number_sequences(const TextColumn& cells, const std::string& column,
                                           std::vector<std::string>& names) {
  std::unordered_map<std::string, std::int64_t> known;
  std::vector<std::int64_t> numbers;
  for (std::int64_t row = 0; row < cells.size(); ++row) {
    if (is_empty_step(cells, row))
      throw Error("bad_sequence", text("row {} has no \"{}\": it belongs to no sequence",
                                       "第 {} 行没有“{}”: 不属于任何序列", row + 1, column))
          .expected(text("the name of its sequence in every row", "每一行都有所属序列的名称"))
          .where(text("column {}", "列 {}", column))
          .fix(text("fill the column or leave such rows out: --sql 'select * from data where "
                    "\"{0}\" is not null'",
                    "请补全该列或去掉这些行: --sql 'select * from data where \"{0}\" is not "
                    "null'",
                    column));
    const auto [found, is_new] =
        known.emplace(std::string(trim_cell(cells[row])), std::ssize(names));
    if (is_new) names.push_back(found->first);
    numbers.push_back(found->second);
  }
  return numbers;
}

std::vector<double> read_order(const TextColumn& cells, const ColumnProfile& profile) {
  std::vector<double> places;
  for (std::int64_t row = 0; row < cells.size(); ++row) {
    places.push_back(number_in(cells, row, profile));
    if (std::isnan(places.back()))
      throw Error("bad_order",
                  text("row {} cannot be sorted: \"{}\" is \"{}\"", "第 {} 行无法排序: “{}”为“{}”",
                       row + 1, profile.name, cells[row]))
          .expected(text("a number or a date as in the other rows", "与其他行一样的数值或日期"))
          .where(text("column {}", "列 {}", profile.name))
          .fix(text("mend the cell, or leave the order to the file (without --set order)",
                    "请修正该单元格, 或按文件顺序 (不设置 --set order)"));
  }
  return places;
}

void count_starts(SequenceTable& table, const std::vector<std::int64_t>& lengths) {
  table.starts = {0};
  for (const std::int64_t length : lengths) table.starts.push_back(table.starts.back() + length);
}

SequenceTable sort_long(const Table& rows, const SequenceLayout& layout) {
  SequenceTable table;
  const TextColumn& ids = sequence_column(rows, layout.sequence);
  const std::vector<std::int64_t> numbers = number_sequences(ids, layout.sequence, table.names);
  std::vector<double> places;
  if (layout.order) places = read_order(sequence_column(rows, layout.order->name), *layout.order);
  std::vector<std::int64_t> order(numbers.size()), lengths(table.names.size());
  for (std::size_t row = 0; row < order.size(); ++row) {
    order[row] = static_cast<std::int64_t>(row);
    ++lengths[static_cast<std::size_t>(numbers[row])];
  }
  std::ranges::stable_sort(order, [&](std::int64_t a, std::int64_t b) {
    const auto i = static_cast<std::size_t>(a), k = static_cast<std::size_t>(b);
    if (numbers[i] != numbers[k]) return numbers[i] < numbers[k];
    return !places.empty() && places[i] < places[k];
  });
  count_starts(table, lengths);
  table.steps = table_in_memory(select_rows(rows, order));
  return table;
}

SequenceTable stand_up_wide(const Table& rows, const SequenceLayout& layout,
                            const std::vector<std::string>& optional) {
  SequenceTable table;
  std::vector<const TextColumn*> steps, kept;
  for (const std::string& name : layout.steps) steps.push_back(&sequence_column(rows, name));
  Table all{{kChannelOfSteps}, {}};
  for (const std::string& name : layout.kept) {
    if (!rows.find(name) && std::ranges::find(optional, name) != optional.end()) continue;
    kept.push_back(&sequence_column(rows, name));
    all.names.push_back(name);
  }
  const auto named = layout.name.empty() ? std::nullopt : rows.find(layout.name);
  all.columns.resize(all.names.size());
  std::vector<std::int64_t> lengths;
  for (std::int64_t row = 0; row < rows.size(); ++row) {
    table.names.push_back(named ? std::string(trim_cell(rows.columns[*named][row]))
                                : fmt::format("{}", row));
    std::size_t length = steps.size();
    while (length > 1 && is_empty_step(*steps[length - 1], row)) --length;
    lengths.push_back(static_cast<std::int64_t>(length));
    for (std::size_t t = 0; t < length; ++t) {
      const auto cell = [&](const TextColumn& cells) {
        return cells.is_missing(row) ? std::nullopt : std::optional(cells[row]);
      };
      all.columns[0].push_back(cell(*steps[t]));
      for (std::size_t k = 0; k < kept.size(); ++k) all.columns[k + 1].push_back(cell(*kept[k]));
    }
  }
  count_starts(table, lengths);
  table.steps = table_in_memory(std::move(all));
  return table;
}

}  // namespace

json to_json(const SequenceLayout& layout) {
  json written = json::object();
  if (!layout.is_wide()) written["sequence"] = layout.sequence;
  if (layout.order) written["order"] = to_json(*layout.order);
  if (!layout.steps.empty()) written["steps"] = layout.steps;
  if (!layout.name.empty()) written["name"] = layout.name;
  if (!layout.kept.empty()) written["kept"] = layout.kept;
  return written;
}

SequenceLayout sequence_layout_from_json(const json& written) {
  SequenceLayout layout;
  layout.sequence = written.value("sequence", "");
  if (written.contains("order")) layout.order = column_profile_from_json(written["order"]);
  layout.steps = written.value("steps", layout.steps);
  layout.name = written.value("name", "");
  layout.kept = written.value("kept", layout.kept);
  return layout;
}

SequenceTable read_sequences(const TableSource& rows, const SequenceLayout& layout,
                             const std::vector<std::string>& optional) {
  const Table all = read_table(rows);
  SequenceTable table =
      layout.is_wide() ? stand_up_wide(all, layout, optional) : sort_long(all, layout);
  if (table.size() == 0)
    throw Error("no_rows", text("the table has no rows", "表格中没有数据行"))
        .expected(text("at least one sequence", "至少一个序列"));
  return table;
}

SequenceTable select_sequences(const SequenceTable& table,
                               const std::vector<std::int64_t>& sequences) {
  SequenceTable some;
  std::vector<std::int64_t> lengths, rows;
  for (const std::int64_t s : sequences) {
    some.names.push_back(table.names[static_cast<std::size_t>(s)]);
    lengths.push_back(table.length(s));
    for (std::int64_t step = 0; step < table.length(s); ++step)
      rows.push_back(table.starts[static_cast<std::size_t>(s)] + step);
  }
  count_starts(some, lengths);
  some.steps = selected_rows(table.steps, std::move(rows));
  return some;
}

std::vector<StepSpan> whole_spans(const SequenceTable& table, std::int64_t window) {
  std::vector<StepSpan> spans;
  for (std::int64_t s = 0; s < table.size(); ++s) {
    const std::int64_t length = table.length(s),
                       count = window > 0 ? std::min(window, length) : length;
    spans.push_back({s, table.starts[static_cast<std::size_t>(s) + 1] - count, count});
  }
  return spans;
}

std::vector<StepSpan> window_spans(const SequenceTable& table, std::int64_t window) {
  std::vector<StepSpan> spans;
  for (std::int64_t s = 0; s < table.size(); ++s) {
    const std::int64_t start = table.starts[static_cast<std::size_t>(s)];
    for (std::int64_t step = start; step < start + table.length(s); ++step) {
      const std::int64_t first = std::max(start, step + 1 - window);
      spans.push_back({s, first, step + 1 - first});
    }
  }
  return spans;
}

}  // namespace ingot
