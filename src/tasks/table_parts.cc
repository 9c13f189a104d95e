#include "tasks/table_parts.h"

#include <cmath>

#include "base/near_name.h"
#include "ingot/data.h"

namespace ingot {
namespace {

constexpr double kTableValidShare = 0.1, kTableTestShare = 0.1;
constexpr std::int64_t kLeastTableRows = 10;

void require_target(const BuildRequest& request, const TableSource& table) {
  if (request.target.empty())
    throw Error("no_target", text("it is not said which column of {} is to be predicted",
                                  "未指定要预测 {} 的哪一列", request.data))
        .expected(text("--target with one of {}", "--target 加以下列名之一: {}",
                       fmt::join(table.columns(), ", ")))
        .where(text("command line", "命令行"));
  if (std::ranges::find(table.columns(), request.target) != table.columns().end()) return;
  const std::string near = near_name(request.target, table.columns());
  throw Error("unknown_column",
              text("{} has no column {}", "{} 没有列 {}", request.data, request.target))
      .expected(text("one of {}", "{} 之一", fmt::join(table.columns(), ", ")))
      .where(text("--target, command line", "--target, 命令行"))
      .fix(near.empty() ? text("name one of its columns", "请给出其中一列的列名")
                        : text("did you mean {}?", "是否想写 {}?", near));
}

// The cells of one column, as a table.
std::shared_ptr<const TableSource> one_column(const TableSource& table, const std::string& name) {
  Table column{{name}, std::vector<TextColumn>(1)};
  table.for_each_run([&](const Table& run) {
    append_rows(column, {{name}, {run.columns[run.find(name).value()]}});
  });
  return table_in_memory(std::move(column));
}

TablePart part_of(const TablePart& all, std::vector<std::int64_t> rows) {
  TablePart part;
  for (const std::int64_t row : rows)
    part.targets.push_back(all.targets[static_cast<std::size_t>(row)]);
  part.rows = kept_in_memory(selected_rows(all.rows, std::move(rows)));
  return part;
}

}  // namespace

Tensor TablePart::truth(const TableTarget& target) const {
  Tensor truth(target.is_number() ? f32 : i64, {size()});
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
  std::vector<std::int64_t> rows;
  const std::vector<double> targets = read_targets(*table, target);
  for (std::size_t row = 0; row < targets.size(); ++row) {
    if (std::isnan(targets[row])) continue;
    rows.push_back(static_cast<std::int64_t>(row));
    part.targets.push_back(targets[row]);
  }
  part.left_out = static_cast<std::int64_t>(targets.size() - rows.size());
  part.rows =
      part.left_out == 0 ? std::move(table) : selected_rows(std::move(table), std::move(rows));
  return part;
}

std::shared_ptr<const TableSource> kept_in_memory(std::shared_ptr<const TableSource> source) {
  constexpr std::size_t kMostBytes = 256'000'000;
  struct TooLarge {};
  Table all{source->columns(), std::vector<TextColumn>(source->columns().size())};
  try {
    source->for_each_run([&](const Table& run) {
      append_rows(all, run);
      std::size_t bytes = 0;
      for (const TextColumn& column : all.columns) bytes += column.bytes();
      if (bytes > kMostBytes) throw TooLarge();
    });
  } catch (const TooLarge&) {
    return source;
  }
  return table_in_memory(std::move(all));
}

std::vector<std::int64_t> strata_of(std::span<const double> targets, const TableTarget& target) {
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

TableParts open_table_parts(const BuildRequest& request, WantedTarget wanted, Progress& progress) {
  TableOptions options = request.table;
  options.num_threads = request.threads;
  options.progress = &progress;
  const auto source = open_table(request.data, options);
  require_target(request, *source);
  TableParts parts;
  for (const Text& note : source->notes()) progress.note(note);
  parts.sha256 = source->sha256();
  const auto table = kept_in_memory(source);
  const auto column = one_column(*table, request.target);
  const TableProfile whole = profile_table(*column, {.num_threads = request.threads});
  parts.target = find_target(whole.columns.at(0), *column, wanted);
  const TablePart known = labelled_rows(table, parts.target);
  if (known.left_out > 0)
    parts.decisions.push_back(
        {text("rows without a target", "缺少目标的行"),
         text("{} of {} are left out", "排除 {} 行, 共 {} 行", known.left_out,
              known.left_out + known.size()),
         text("there is nothing to learn or to check there", "无从学习或检验")});
  const bool brings_test = !request.test.empty();
  Split split = stratified_split(strata_of(known.targets, parts.target), kTableValidShare,
                                 brings_test ? 0 : kTableTestShare, request.seed);
  parts.train = part_of(known, std::move(split.train));
  parts.valid = part_of(known, std::move(split.valid));
  parts.test = brings_test
                   ? labelled_rows(kept_in_memory(open_table(request.test, options)), parts.target)
                   : part_of(known, std::move(split.test));
  if (parts.train.size() < kLeastTableRows || parts.valid.size() == 0 || parts.test.size() == 0)
    throw Error("too_few_rows",
                text("{} leaves {} rows to train on, {} to validate and {} to test",
                     "{} 只剩 {} 行用于训练, {} 行用于验证, {} 行用于测试", request.data,
                     parts.train.size(), parts.valid.size(), parts.test.size()))
        .expected(text("some tens of rows with a target", "数十行有目标值的数据"))
        .where(text("{}", "{}", request.data))
        .fix(text("bring more rows", "请提供更多行"));
  parts.profile =
      profile_table(*parts.train.rows, {.target = request.target, .num_threads = request.threads});
  if (parts.target.is_number()) {
    const ColumnProfile* of_train = parts.profile.find(request.target);
    parts.target.centre = of_train->mean;
    parts.target.spread = of_train->deviation > 0 ? of_train->deviation : 1;
  }
  return parts;
}

}  // namespace ingot
