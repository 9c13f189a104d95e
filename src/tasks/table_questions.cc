#include "tasks/table_questions.h"

#include <numeric>
#include <unordered_map>

#include "evaluate/row_choice.h"
#include "evaluate/wording.h"

namespace ingot {
namespace {

// Of the rows to ask about, what importance takes; partial dependence has the rest.
constexpr double kForImportance = 0.7;
constexpr std::size_t kShownColumns = 6;
constexpr int kGridPoints = 10;

// Each of `questions` questions about so many rows.
std::int64_t rows_for(double share, const QuestionOptions& options, std::size_t questions,
                      std::int64_t least, std::int64_t most) {
  const double rows = share * static_cast<double>(options.max_rows) /
                      static_cast<double>(std::max<std::size_t>(questions, 1));
  return std::clamp(static_cast<std::int64_t>(rows), least, most);
}

// Asking takes as long as encoding all cells of the rows that are asked about.
constexpr double kMostCells = 1e7;

// Those that tell most of the target by themselves, in the order in which they stand.
std::vector<std::string> most_related(const std::vector<std::string>& columns,
                                      const TableProfile& profile, std::size_t most) {
  if (columns.size() <= most) return columns;
  std::unordered_map<std::string_view, double> strengths;
  for (const TargetRelation& r : profile.relations) strengths.emplace(r.column, r.strength);
  std::vector<std::size_t> order(columns.size());
  std::iota(order.begin(), order.end(), 0);
  std::ranges::stable_sort(order, std::greater{}, [&](std::size_t c) {
    const auto found = strengths.find(columns[c]);
    return found == strengths.end() ? 0 : found->second;
  });
  order.resize(most);
  std::ranges::sort(order);
  std::vector<std::string> related;
  for (const std::size_t c : order) related.push_back(columns[c]);
  return related;
}

// Of a wide table each column changes places once, and not every column does.
std::vector<std::string> columns_to_change(const TableParts& parts, const QuestionOptions& options,
                                           ImportanceOptions& importance) {
  constexpr double kFewestColumns = 20;
  const auto columns = static_cast<double>(options.columns.size());
  const double cells =
      columns * static_cast<double>(std::min(importance.max_rows, parts.test.size()));
  importance.repeats = static_cast<int>(
      std::clamp(kMostCells / (cells * columns), 1.0, static_cast<double>(importance.repeats)));
  return most_related(options.columns, parts.profile,
                      static_cast<std::size_t>(
                          std::max(kFewestColumns, kMostCells / (cells * importance.repeats))));
}

// Those that make a difference beyond chance, at least one.
std::vector<std::string> columns_that_matter(const PermutationImportance& importance) {
  std::vector<std::string> columns;
  for (const ColumnImportance& c : importance.columns)
    if ((c.interval.low > 0 || columns.empty()) && columns.size() < kShownColumns)
      columns.push_back(c.column);
  return columns;
}

}  // namespace

void ask_about_columns(Findings& findings, const TableParts& parts, const Predictions& test,
                       const AskTable& ask, const QuestionOptions& options) {
  constexpr std::int64_t kFewestRows = 100, kMostRows = 2000;
  constexpr std::int64_t kFewestDependenceRows = 30, kMostDependenceRows = 200;
  const std::vector<std::int64_t> chosen = evenly_chosen(parts.test.size(), kMostRows);
  const Table rows = read_table(*selected_rows(parts.test.rows, chosen));
  ImportanceOptions importance{.seed = options.seed};
  importance.max_rows =
      rows_for(kForImportance, options,
               options.columns.size() * static_cast<std::size_t>(importance.repeats), kFewestRows,
               kMostRows);
  const std::vector<std::string> changed = columns_to_change(parts, options, importance);
  if (changed.size() < options.columns.size())
    findings.decisions.push_back(
        {text("importance", "重要性"),
         text("of {} of {} columns", "仅计算 {} 列, 共 {} 列", changed.size(),
              options.columns.size()),
         text("those that tell most of {} by themselves; all would take too long",
              "取单独与 {} 关系最强的列; 全部计算耗时过长", parts.target.column)});
  findings.importance =
      permutation_importance(rows, chosen_rows(test, chosen), changed, ask, importance);
  const DependenceOptions dependence{
      .max_rows = rows_for(1 - kForImportance, options, kShownColumns * kGridPoints,
                           kFewestDependenceRows, kMostDependenceRows)};
  for (const std::string& column : columns_that_matter(*findings.importance)) {
    const DependenceGrid grid =
        dependence_grid(*parts.profile.find(column), rows.columns[*rows.find(column)], kGridPoints);
    if (grid.cells.size() > 1)
      findings.dependence.push_back(partial_dependence(rows, grid, ask, dependence));
  }
}

void ask_about_words(Findings& findings, const TableParts& parts, const Predictions& test,
                     const AskTable& ask) {
  if (!test.is_classes() || test.is_label_sets() || parts.texts.empty() ||
      test.scores.shape()[0] == 0)
    return;
  std::vector<std::int64_t> chosen = rows_to_explain(test);
  // As the rows are read: in their order.
  std::vector<std::int64_t> ascending = chosen, places;
  std::ranges::sort(ascending);
  for (const std::int64_t row : chosen)
    places.push_back(std::ranges::lower_bound(ascending, row) - ascending.begin());
  const Table rows = read_table(*selected_rows(parts.test.rows, ascending));
  const Predictions answers = chosen_rows(test, ascending);
  for (const std::string& column : parts.texts)
    for (InfluentialText& text : word_influence(rows, answers, places, column, ask)) {
      text.row = ascending[static_cast<std::size_t>(text.row)];
      findings.words.push_back(std::move(text));
    }
}

void judge_answers(Findings& findings, const Predictions& test,
                   const std::optional<ErrorCosts>& costs,
                   const std::optional<PredictionIntervals>& intervals) {
  if (!test.is_classes()) {
    findings.residuals = residuals_of(test);
    if (intervals) findings.intervals = judge_intervals(*intervals, test);
    return;
  }
  if (test.classes.size() != 2 || test.is_label_sets()) return;
  findings.gains = cumulative_gains(test);
  if (costs) findings.costs = cost_curve(test, *costs);
}

Decision intervals_decision(const PredictionIntervals& intervals) {
  const auto [least, most] = std::ranges::minmax_element(intervals.reach);
  return {text("prediction intervals", "预测区间"),
          intervals.edges.empty()
              ? text("the prediction +- {}", "预测值 ± {}", in_digits(*most))
              : text("the prediction +- {} to {}, by the prediction",
                     "预测值 ± {} 至 {}，随预测值而变", in_digits(*least), in_digits(*most)),
          text("so {:.0f} % of {} rows held out of training lie between",
               "在未参与训练的 {1} 行中有 {0:.0f} % 落在区间内", 100 * intervals.level,
               intervals.rows)};
}

}  // namespace ingot
