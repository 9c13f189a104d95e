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

// Rows whose target is known.
std::vector<std::int64_t> rows_with_target(const std::vector<double>& targets) {
  std::vector<std::int64_t> rows;
  for (std::size_t i = 0; i < targets.size(); ++i)
    if (!std::isnan(targets[i])) rows.push_back(static_cast<std::int64_t>(i));
  return rows;
}

TablePart part_of(const std::shared_ptr<const TableSource>& table,
                  const std::vector<double>& targets, std::vector<std::int64_t> rows) {
  TablePart part;
  for (const std::int64_t row : rows)
    part.targets.push_back(targets[static_cast<std::size_t>(row)]);
  part.rows = kept_in_memory(selected_rows(table, std::move(rows)));
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
  const ProfileOptions profiling{.target = request.target, .num_threads = request.threads};
  const TableProfile whole = profile_table(*table, profiling);
  parts.target = find_target(*whole.find(request.target), *table, wanted);
  const std::vector<double> targets = read_targets(*table, parts.target);
  const std::vector<std::int64_t> known = rows_with_target(targets);
  if (known.size() < targets.size())
    parts.decisions.push_back(
        {text("rows without a target", "缺少目标的行"),
         text("{} of {} are left out", "排除 {} 行, 共 {} 行", targets.size() - known.size(),
              targets.size()),
         text("there is nothing to learn or to check there", "无从学习或检验")});
  std::vector<double> known_targets;
  for (const std::int64_t row : known)
    known_targets.push_back(targets[static_cast<std::size_t>(row)]);
  const bool brings_test = !request.test.empty();
  Split split = stratified_split(strata_of(known_targets, parts.target), kTableValidShare,
                                 brings_test ? 0 : kTableTestShare, request.seed);
  for (std::vector<std::int64_t>* rows : {&split.train, &split.valid, &split.test})
    for (std::int64_t& row : *rows) row = known[static_cast<std::size_t>(row)];
  parts.train = part_of(table, targets, std::move(split.train));
  parts.valid = part_of(table, targets, std::move(split.valid));
  if (brings_test) {
    const auto test = kept_in_memory(open_table(request.test, options));
    const std::vector<double> truth = read_targets(*test, parts.target);
    parts.test = part_of(test, truth, rows_with_target(truth));
  } else {
    parts.test = part_of(table, targets, std::move(split.test));
  }
  if (parts.train.size() < kLeastTableRows || parts.valid.size() == 0 || parts.test.size() == 0)
    throw Error("too_few_rows",
                text("{} leaves {} rows to train on, {} to validate and {} to test",
                     "{} 只剩 {} 行用于训练, {} 行用于验证, {} 行用于测试", request.data,
                     parts.train.size(), parts.valid.size(), parts.test.size()))
        .expected(text("some tens of rows with a target", "数十行有目标值的数据"))
        .where(text("{}", "{}", request.data))
        .fix(text("bring more rows", "请提供更多行"));
  parts.profile = profile_table(*parts.train.rows, profiling);
  if (parts.target.is_number()) {
    const ColumnProfile* of_train = parts.profile.find(request.target);
    parts.target.centre = of_train->mean;
    parts.target.spread = of_train->deviation > 0 ? of_train->deviation : 1;
  }
  return parts;
}

}  // namespace ingot
