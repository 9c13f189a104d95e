#include "tasks/table_views.h"

namespace ingot {
namespace {

// More values than these are told apart by the mean of their targets instead.
constexpr std::int64_t kMostOneHot = 64;

using Encoders = std::vector<TransformChoice>;

Encoders of_categories(const ColumnProfile& column) {
  Encoders encoders{{"category", {{"most_values", kMostOneHot}}}};
  if (column.distinct > kMostOneHot) {
    encoders.push_back({"target_mean", {}});
    encoders.push_back({"frequency", {}});
  }
  return encoders;
}

Encoders for_network(const ColumnProfile& column, bool piecewise) {
  constexpr std::int64_t kFewNumbers = 20;
  switch (column.meaning) {
    case Meaning::number:
    case Meaning::money:
    case Meaning::ordinal: {
      if (column.quantiles.empty()) return of_categories(column);  // words in an order
      Encoders encoders{{"number", {{"to", "normal"}}}};
      const bool few = column.distinct_is_exact && column.distinct <= kFewNumbers;
      if (few && !column.values.empty())
        encoders.push_back({"category", {}});
      else if (few || piecewise)
        encoders.push_back({"piecewise", {}});
      return encoders;
    }
    case Meaning::date: return {{"date", {}}};
    case Meaning::text:
    case Meaning::url: return {{"text_hash", {{"size", 64}}}};
    case Meaning::category:
    case Meaning::boolean:
    case Meaning::postal_code: return of_categories(column);
    case Meaning::constant:
    case Meaning::id:
    case Meaning::email:
    case Meaning::phone:
    case Meaning::empty: break;
  }
  return {};
}

Encoders for_trees(const ColumnProfile& column) {
  switch (column.meaning) {
    case Meaning::number:
    case Meaning::money:
    case Meaning::ordinal: return {{"number", {{"to", "raw"}}}};  // words by their order
    case Meaning::date: return {{"number", {{"to", "raw"}}}, {"date", {}}};
    default: return for_network(column, false);
  }
}

Text why_left_out(const ColumnProfile& column) {
  switch (column.meaning) {
    case Meaning::constant: return text("it has one value only", "只有一个值");
    case Meaning::empty: return text("it is empty", "为空");
    case Meaning::id: return text("it tells rows apart and nothing else", "仅用于区分各行");
    default: return text("it belongs to one person or thing", "仅属于某一个人或物");
  }
}

}  // namespace

TableViews choose_views(const TableProfile& profile, const TableTarget& target,
                        const std::vector<std::string>& names, bool piecewise) {
  TableViews chosen;
  for (const std::string& name : names) chosen.views.push_back({name, {}});
  for (const ColumnProfile& column : profile.columns) {
    if (column.name == target.column) continue;
    if (for_network(column, piecewise).empty()) {
      chosen.decisions.push_back({text("column {}", "列 {}", column.name),
                                  text("left out", "不使用"), why_left_out(column)});
      continue;
    }
    for (ViewChoice& view : chosen.views)
      view.columns.push_back({column.name, view.name == kTreesView
                                               ? for_trees(column)
                                               : for_network(column, piecewise)});
  }
  if (chosen.views.empty() || chosen.views[0].columns.empty())
    throw Error("no_features", text("no column beside {} says anything about a row",
                                    "除 {} 外没有任何列能说明各行", target.column))
        .expected(text("at least one column of numbers, categories, dates or text that differs",
                       "至少一列有变化的数值、类别、日期或文本"))
        .fix(text("bring a table with more columns", "请提供有更多列的表格"));
  return chosen;
}

}  // namespace ingot
