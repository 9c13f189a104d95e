#include "tasks/sequence_channels.h"

#include <algorithm>

namespace ingot {
namespace {

bool is_number_column(const ColumnProfile& column) {
  if (column.meaning == Meaning::constant)
    return column.values.size() == 1 && parse_number(column.values[0].value, {}).has_value();
  return column.number() != nullptr;
}

bool has_few_texts(const ColumnProfile& column) {
  return column.meaning == Meaning::category || column.meaning == Meaning::boolean ||
         column.meaning == Meaning::ordinal || column.meaning == Meaning::postal_code;
}

bool tells_rows_apart(const ColumnProfile& column) {
  if (column.number()) return column.meaning == Meaning::id && column.is_integer;
  const bool is_name = column.meaning == Meaning::id || column.meaning == Meaning::text;
  return is_name && column.missing == 0 && column.distinct == column.rows;
}

std::vector<TransformChoice> encoders_of(const ColumnProfile& column) {
  constexpr std::int64_t kMostValues = 32;
  const bool is_amount = column.meaning == Meaning::number || column.meaning == Meaning::money ||
                         column.meaning == Meaning::ordinal || column.meaning == Meaning::boolean;
  if (is_amount && column.number() && !column.quantiles.empty())
    return {{"number", {{"to", "standard"}, {"fill", "none"}}}};
  if (has_few_texts(column)) return {{"category", {{"most_values", kMostValues}}}};
  return {};
}

Text why_no_channel(const ColumnProfile& column) {
  switch (column.meaning) {
    case Meaning::constant: return text("it has one value only", "只有一个值");
    case Meaning::empty: return text("it is empty", "为空");
    case Meaning::id: return text("it tells rows apart and nothing else", "仅用于区分各行");
    case Meaning::date:
      return text("it is a time: --set order sorts by it", "它是时间: --set order 可按其排序");
    default: return text("it holds texts", "内容为文本");
  }
}

Decision left_out(const ColumnProfile& column, Text why) {
  return {text("column {}", "列 {}", column.name), text("left out", "不使用"), std::move(why)};
}

Error no_channels(const std::string& target) {
  return Error("no_features", text("no column beside {} holds numbers that differ",
                                   "除 {} 外没有任何有变化的数值列", target))
      .expected(text("at least one column of numbers or of few texts, a row for each step; or the "
                     "steps side by side, a row for each sequence",
                     "至少一列数值或取值较少的文本 (每步一行); 或各步并列 (每个序列一行)"));
}

}  // namespace

SequenceChannels choose_channels(const TableProfile& profile, const SequenceLayout& layout,
                                 const std::string& target, const std::string& group) {
  SequenceChannels chosen{{{"channels", {}}}, {}};
  for (const ColumnProfile& column : profile.columns) {
    const bool has_a_role = column.name == target || column.name == layout.sequence ||
                            (layout.order && column.name == layout.order->name);
    if (has_a_role) continue;
    if (column.name == group) {
      chosen.decisions.push_back(left_out(column, text("new rows have values of it that nobody has "
                                                       "seen",
                                                       "新的行会有未见过的取值")));
      continue;
    }
    std::vector<TransformChoice> encoders = encoders_of(column);
    if (encoders.empty())
      chosen.decisions.push_back(left_out(column, why_no_channel(column)));
    else
      chosen.views[0].columns.push_back({column.name, std::move(encoders)});
  }
  if (chosen.views[0].columns.empty()) throw no_channels(target);
  return chosen;
}

namespace {

// A name without the number at its end.
std::string stem_of(std::string name) {
  while (!name.empty() && name.back() >= '0' && name.back() <= '9') name.pop_back();
  return name;
}

// What most columns of numbers are called but for a number at the end: an age or an id among them
// is no step.
std::optional<std::string> stem_of_steps(const TableProfile& profile, const std::string& target) {
  constexpr std::int64_t kFewest = 3;
  std::map<std::string, std::int64_t> counts;
  std::int64_t numbers = 0;
  for (const ColumnProfile& column : profile.columns) {
    if (column.name == target || !is_number_column(column)) continue;
    ++numbers;
    if (const std::string stem = stem_of(column.name); stem != column.name) ++counts[stem];
  }
  for (const auto& [stem, count] : counts)
    if (count >= kFewest && 3 * count >= 2 * numbers) return stem;
  return std::nullopt;
}

}  // namespace

SequenceLayout wide_layout(const TableProfile& profile, const std::string& target,
                           const std::vector<std::string>& kept, std::vector<Decision>& decisions) {
  SequenceLayout layout;
  layout.kept = {target};
  const std::optional<std::string> stem = stem_of_steps(profile, target);
  for (const ColumnProfile& column : profile.columns) {
    if (column.name == target) continue;
    if (layout.steps.empty() && layout.name.empty() && tells_rows_apart(column)) {
      layout.name = column.name;
      decisions.push_back(
          {text("column {}", "列 {}", column.name), text("names the sequences", "作为序列名称"),
           text("it tells rows apart and stands before the steps", "它区分各行, 且位于各步之前")});
    } else if (std::ranges::find(kept, column.name) != kept.end()) {
      layout.kept.push_back(column.name);
    } else if (is_number_column(column) && stem && stem_of(column.name) != *stem) {
      decisions.push_back(left_out(column, text("it is not called like the steps, {}0, {}1 ...",
                                                "其名称与各步 ({}0, {}1 ...) 不同", *stem, *stem)));
    } else if (is_number_column(column)) {
      layout.steps.push_back(column.name);
    } else if (has_few_texts(column)) {
      layout.kept.push_back(column.name);
    } else if (column.meaning != Meaning::empty) {
      decisions.push_back(left_out(column, why_no_channel(column)));
    }
  }
  if (layout.steps.size() < 2) throw no_channels(target);
  decisions.push_back(
      {text("steps", "步"),
       text("{} columns, from {} to {}", "{} 列, 从 {} 到 {}", layout.steps.size(),
            layout.steps.front(), layout.steps.back()),
       text("no column was said to name the sequence of a row (--set sequence=COLUMN): each row is "
            "one, which ends with its last cell that is not empty",
            "未指定各行所属序列的列 (--set sequence=列名): 每行为一个序列, "
            "以最后一个非空单元格结束")});
  return layout;
}

}  // namespace ingot
