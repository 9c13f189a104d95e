#include "tasks/table_views.h"

#include "nn/model_def.h"
#include "tasks/tree_member.h"

namespace ingot {
namespace {

// More values than these are told apart by the mean of their targets instead.
constexpr std::int64_t kMostOneHot = 64;
// Of a text beside other columns: words that have a vector, and those that are read of it.
constexpr std::int64_t kMostGrams = 10'000, kMostPlaces = 64;

using Encoders = std::vector<TransformChoice>;

// Label sets have no mean: their values have places of their own as far as hashes tell them apart.
Encoders of_categories(const ColumnProfile& column, const TableTarget& target) {
  Encoders encoders{{"category", {{"most_values", kMostOneHot}}}};
  if (column.distinct > kMostOneHot) {
    if (target.is_label_sets())
      encoders.push_back({"category_hash", {}});
    else
      encoders.push_back({"target_mean", {}});
    encoders.push_back({"frequency", {}});
  }
  return encoders;
}

Encoders for_network(const ColumnProfile& column, const TableTarget& target, bool piecewise) {
  constexpr std::int64_t kFewNumbers = 20;
  switch (column.meaning) {
    case Meaning::number:
    case Meaning::money:
    case Meaning::ordinal: {
      if (column.quantiles.empty()) return of_categories(column, target);  // words in an order
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
    case Meaning::postal_code: return of_categories(column, target);
    case Meaning::constant:
    case Meaning::id:
    case Meaning::email:
    case Meaning::phone:
    case Meaning::empty: break;
  }
  return {};
}

Encoders for_trees(const ColumnProfile& column, const TableTarget& target, bool monotone) {
  switch (column.meaning) {
    case Meaning::number:
    case Meaning::money:
    case Meaning::ordinal: return {{"number", {{"to", "raw"}}}};  // words by their order
    case Meaning::date:
      if (monotone) return {{"number", {{"to", "raw"}}}};
      return {{"number", {{"to", "raw"}}}, {"date", {}}};
    default: return for_network(column, target, false);
  }
}

Encoders for_view(const std::string& view, const ColumnProfile& column, const TableTarget& target,
                  const ViewOptions& options) {
  const bool is_text = std::ranges::find(options.texts, column.name) != options.texts.end();
  if (view == kTokensView)
    return is_text ? Encoders{{"text_tokens", options.token_options}} : Encoders{};
  if (view == kMixedView && is_text)
    return {{"text_bag", {{"grams", kMostGrams}, {"most_places", kMostPlaces}}}};
  if (view == kBagView) return is_text ? Encoders{{"text_bag", {}}} : Encoders{};
  return view == kTreesView ? for_trees(column, target, options.monotone.contains(column.name))
                            : for_network(column, target, options.piecewise);
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

const char* view_of(const std::string& model, bool has_texts) {
  if (model == kBoostedTrees) return kTreesView;
  const ModelDef& def = find_model(model);
  if (has_texts && def.reads_texts) return kMixedView;
  switch (def.rows) {
    case ModelRows::tokens: return kTokensView;
    case ModelRows::bags: return kBagView;
    default: return kNetworkView;
  }
}

TableViews choose_views(const TableProfile& profile, const TableTarget& target,
                        const ViewOptions& options) {
  TableViews chosen;
  for (const std::string& name : options.names) chosen.views.push_back({name, {}});
  for (const ColumnProfile& column : profile.columns) {
    if (column.name == target.column) continue;
    const auto unwanted = options.left_out.find(column.name);
    const bool is_unwanted = unwanted != options.left_out.end();
    std::vector<Encoders> encoders;
    for (const ViewChoice& view : chosen.views)
      encoders.push_back(is_unwanted ? Encoders{} : for_view(view.name, column, target, options));
    if (std::ranges::all_of(encoders, &Encoders::empty)) {
      chosen.decisions.push_back({text("column {}", "列 {}", column.name),
                                  text("left out", "不使用"),
                                  is_unwanted ? unwanted->second : why_left_out(column)});
      continue;
    }
    for (std::size_t v = 0; v < encoders.size(); ++v)
      if (!encoders[v].empty())
        chosen.views[v].columns.push_back({column.name, std::move(encoders[v])});
  }
  for (const ViewChoice& view : chosen.views)
    if ((view.name == kTokensView || view.name == kBagView) && view.columns.empty())
      throw Error("no_text",
                  text("no column beside {} holds texts", "除 {} 外没有文本列", target.column))
          .expected(text("a column of sentences for a model of texts", "文本模型需要含句子的列"))
          .fix(text("leave --model out, or name one for tables",
                    "省略 --model, 或指定用于表格的模型"));
  if (chosen.views.empty() || chosen.views[0].columns.empty())
    throw Error("no_features", text("no column beside {} says anything about a row",
                                    "除 {} 外没有任何列能说明各行", target.column))
        .expected(text("at least one column of numbers, categories, dates or text that differs",
                       "至少一列有变化的数值、类别、日期或文本"))
        .fix(text("bring a table with more columns", "请提供有更多列的表格"));
  return chosen;
}

}  // namespace ingot
