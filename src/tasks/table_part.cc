#include "tasks/table_part.h"

#include <algorithm>
#include <cmath>

#include "base/near_name.h"
#include "data/strata.h"
#include "data/table_at_hand.h"

namespace ingot {

Tensor TablePart::truth(const TableTarget& target) const {
  Tensor truth(target.is_number() ? f32 : i64,
               target.is_label_sets() ? Shape{size(), width} : Shape{size()});
  if (target.is_number())
    std::ranges::transform(targets, truth.mutable_data<float>().begin(),
                           [](double y) { return static_cast<float>(y); });
  else
    std::ranges::transform(targets, truth.mutable_data<std::int64_t>().begin(),
                           [](double y) { return static_cast<std::int64_t>(y); });
  return truth;
}

TablePart labelled_rows(std::shared_ptr<const TableSource> table, const TableTarget& target) {
  TablePart part;
  part.width = target.width();
  std::vector<std::int64_t> rows;
  const std::vector<double> targets = read_targets(*table, target);
  const std::int64_t all = std::ssize(targets) / part.width;
  for (std::int64_t row = 0; row < all; ++row) {
    const auto first = targets.begin() + row * part.width;
    if (std::isnan(*first)) continue;
    rows.push_back(row);
    part.targets.insert(part.targets.end(), first, first + part.width);
  }
  part.left_out = all - std::ssize(rows);
  part.rows =
      part.left_out == 0 ? std::move(table) : selected_rows(std::move(table), std::move(rows));
  return part;
}

std::vector<std::int64_t> strata_of(std::span<const double> targets, const TableTarget& target) {
  if (target.is_label_sets())
    return rarest_labels(std::vector<std::uint8_t>(targets.begin(), targets.end()),
                         target.classes.size());
  std::vector<std::int64_t> strata(targets.size());
  if (!target.is_number()) {
    std::ranges::transform(targets, strata.begin(),
                           [](double y) { return static_cast<std::int64_t>(y); });
    return strata;
  }
  constexpr std::size_t kTenths = 10;
  std::vector<std::size_t> order(targets.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return targets[i]; });
  for (std::size_t rank = 0; rank < order.size(); ++rank)
    strata[order[rank]] = static_cast<std::int64_t>(rank * kTenths / order.size());
  return strata;
}

std::vector<Fold> folds_of_rows(std::span<const double> targets,
                                const std::vector<std::int64_t>& groups, const TableTarget& target,
                                const FoldOptions& options) {
  const std::vector<std::int64_t> strata = strata_of(targets, target);
  return groups.empty() ? stratified_folds(strata, options)
                        : grouped_folds(strata, groups, options);
}

void require_column(const TableSource& table, const std::string& column, const char* flag) {
  if (std::ranges::find(table.columns(), column) != table.columns().end()) return;
  const std::string near = near_name(column, table.columns());
  throw Error("unknown_column", text("the table has no column \"{}\"", "表格没有列“{}”", column))
      .expected(text("one of {}", "{} 之一", fmt::join(table.columns(), ", ")))
      .where(text("{}, command line", "{}, 命令行", flag))
      .fix(near.empty() ? text("name one of its columns", "请给出其中一列的列名")
                        : text("did you mean {}?", "是否想写 {}?", near));
}

TablePart part_of(const TablePart& all, std::vector<std::int64_t> rows) {
  TablePart part;
  part.width = all.width;
  for (const std::int64_t row : rows) {
    const auto first = all.targets.begin() + row * all.width;
    part.targets.insert(part.targets.end(), first, first + all.width);
    if (!all.weights.empty()) part.weights.push_back(all.weights[static_cast<std::size_t>(row)]);
  }
  const std::int64_t size = std::ssize(rows);
  part.rows = kept_in_memory(selected_rows(all.rows, std::move(rows)), size);
  return part;
}

std::shared_ptr<const TableSource> one_column(const TableSource& table, const std::string& name) {
  Table column{{name}, std::vector<TextColumn>(1)};
  table.for_each_run_of({name}, [&](const Table& run) { append_rows(column, run); });
  return table_in_memory(std::move(column));
}

}  // namespace ingot
