#include "tasks/table_selection.h"

#include "evaluate/permutation_importance.h"
#include "evaluate/row_choice.h"
#include "tasks/table_findings.h"
#include "tasks/table_training.h"
#include "tasks/table_views.h"
#include "tasks/tree_member.h"

namespace ingot {

QuickTrees train_quick_trees(const TableParts& parts, const EncodedTable& encoded,
                             std::int64_t seed, int num_threads) {
  constexpr std::int64_t kMostRows = 50'000;
  const TreesWanted wanted{.settings = {{"max_depth", "6"},
                                        {"eta", "0.1"},
                                        {"subsample", "0.8"},
                                        {"rounds", "300"},
                                        {"patience", "20"}},
                           .seed = seed,
                           .num_threads = num_threads};
  const TableMember member =
      train_trees(
          wanted, parts.target, parts.goal, encoded.pipeline.view(kTreesView),
          some_rows_of(learning_rows(encoded, parts), kMostRows, static_cast<std::uint64_t>(seed)))
          .member;
  const Tensor answers =
      answers_of(member, encoded.pipeline, parts.target, encoded.valid, num_threads);
  std::vector<double> said(static_cast<std::size_t>(answers.num_elements()));
  for (std::int64_t i = 0; i < answers.num_elements(); ++i)
    said[static_cast<std::size_t>(i)] = answers.at(i);
  return {member,
          loss_of(parts.goal, parts.target, said, parts.valid.targets, parts.valid.weights)};
}

std::vector<std::string> find_idle_columns(const TableParts& parts, const EncodedTable& encoded,
                                           const TableMember& trees, std::int64_t seed,
                                           int num_threads) {
  // Of the most important column's: less is none, where it may also be none at all.
  constexpr double kNone = 0.02;
  constexpr std::int64_t kMostRows = 4000;
  const TablePart some = part_of(parts.valid, evenly_chosen(parts.valid.size(), kMostRows));
  const Table rows = read_table(*some.rows);
  const AskTable ask = [&](const Table& asked) {
    return answers_of(trees, encoded.pipeline, parts.target,
                      EncodedRows(encoded.pipeline.apply(asked, num_threads)), num_threads);
  };
  const PermutationImportance importance = permutation_importance(
      rows, predictions_of(ask(rows), some, parts.target, {}), encoded.pipeline.columns(), ask,
      {.repeats = 2, .max_rows = kMostRows, .seed = static_cast<std::uint64_t>(seed)});
  std::vector<std::string> idle;
  if (importance.columns.empty()) return idle;
  const double largest = importance.columns.front().drop;
  for (const ColumnImportance& column : importance.columns)
    if (column.drop <= 0 || (column.interval.low <= 0 && column.drop < kNone * largest))
      idle.push_back(column.column);
  std::erase_if(idle, [&](const std::string& c) { return parts.goal.monotone.contains(c); });
  // Something is to be learned from.
  if (idle.size() == importance.columns.size()) idle.clear();
  return idle;
}

}  // namespace ingot
