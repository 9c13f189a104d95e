#include "tasks/table_parts.h"

#include <cmath>

#include "base/parse.h"
#include "base/trim.h"
#include "data/table_at_hand.h"
#include "features/encoder.h"
#include "tasks/table_split.h"
#include "tasks/tabular.h"

namespace ingot {
namespace {

// Of the rows for validation, and for the test; no more rows than make figures exact.
constexpr double kHeldOutShare = 0.1, kMostHeldOut = 200'000;
constexpr std::int64_t kLeastTableRows = 10;

constexpr const char* kBalanced = "balanced";

void require_counts(const TableGoal& goal, const TablePart& known) {
  if (goal.kind != GoalKind::count) return;
  const auto least = std::ranges::min_element(known.targets);
  if (least == known.targets.end() || *least >= 0) return;
  throw Error("bad_target", text("poisson takes counts, and one target is {}",
                                 "poisson 只适用于计数, 而有目标值为 {}", *least))
      .expected(text("numbers of at least 0", "不小于 0 的数"))
      .where(text("--set loss=poisson", "--set loss=poisson"));
}

// Of classes and labels: those with so few rows that hardly any is held out to judge them by.
void tell_rare_classes(TableParts& parts, const TablePart& known) {
  constexpr std::int64_t kFew = 10;
  constexpr std::size_t kMostNamed = 5;
  if (parts.target.is_number()) return;
  const bool is_sets = parts.target.is_label_sets();
  std::vector<std::int64_t> rows(parts.target.classes.size());
  for (std::size_t i = 0; i < known.targets.size(); ++i)
    if (!is_sets)
      ++rows[static_cast<std::size_t>(known.targets[i])];
    else if (known.targets[i] != 0)
      ++rows[i % rows.size()];
  std::vector<std::string> rare;
  for (std::size_t k = 0; k < rows.size(); ++k)
    if (rows[k] < kFew) rare.push_back(fmt::format("{} ({})", parts.target.classes[k], rows[k]));
  if (rare.empty()) return;
  const std::size_t others = rare.size() - std::min(rare.size(), kMostNamed);
  rare.resize(rare.size() - others);
  Text which = text("{}", "{}", fmt::join(rare, ", "));
  if (others > 0)
    which = text("{} and {} more", "{} 等, 另有 {} 个", fmt::join(rare, ", "), others);
  parts.decisions.push_back(
      {text("classes with few rows", "行数过少的类别"), which,
       text("fewer than {} rows are too few to learn from and to judge by: bring more of them, or "
            "join them with another class",
            "少于 {} 行不足以学习和检验: 请补充数据, 或并入其他类别", kFew)});
}

// From the column that the request names; the mean over all rows is 1.
void weigh_rows(TablePart& known, TableParts& parts, const BuildRequest& request) {
  if (request.weights.empty()) return;
  if (request.weights == kBalanced) {
    if (!parts.target.is_number() && !parts.target.is_label_sets()) return;
    throw Error("wrong_usage",
                parts.target.is_number()
                    ? text("\"{}\" is a number: no classes to balance",
                           "“{}”是数值: 没有可均衡的类别", parts.target.column)
                    : text("rows of \"{}\" have several labels: no classes to balance",
                           "“{}”的各行有多个标签: 没有可均衡的类别", parts.target.column))
        .where(text("--weights balanced, command line", "--weights balanced, 命令行"));
  }
  require_column(*known.rows, request.weights, "--weights");
  const auto column = one_column(*known.rows, request.weights);
  const ColumnProfile profile = profile_table(*column, {}).columns.at(0);
  double sum = 0;
  column->for_each_run([&](const Table& run) {
    for (std::int64_t row = 0; row < run.size(); ++row) {
      const double weight = number_in(run.columns[0], row, profile);
      if (!(weight >= 0))
        throw Error("bad_weight", text("row {} weighs \"{}\"", "第 {} 行的权重为“{}”",
                                       known.weights.size() + 1, run.columns[0][row]))
            .expected(text("numbers of at least 0", "不小于 0 的数"))
            .where(text("--weights {}", "--weights {}", request.weights));
      known.weights.push_back(static_cast<float>(weight));
      sum += weight;
    }
  });
  if (sum <= 0)
    throw Error("bad_weight", text("all rows weigh nothing", "所有行的权重均为 0"))
        .where(text("--weights {}", "--weights {}", request.weights));
  for (float& weight : known.weights)
    weight *= static_cast<float>(static_cast<double>(known.weights.size()) / sum);
  parts.left_out[request.weights] = text("it says how much a row counts", "它表示每行的权重");
}

// Rows that all weigh nothing teach nothing, and nothing can be chosen on them.
void require_weighty(const TableParts& parts, const BuildRequest& request) {
  for (const auto& [part, name] : {std::pair(&parts.train, text("to train on", "训练")),
                                   std::pair(&parts.valid, text("to validate", "验证"))})
    if (!part->weights.empty() &&
        std::ranges::all_of(part->weights, [](float w) { return w == 0; }))
      throw Error("bad_weight", {fmt::format("all rows {} weigh nothing", name.en),
                                 fmt::format("所有{}行的权重均为 0", name.zh)})
          .where(text("--weights {}", "--weights {}", request.weights))
          .fix(text("leave out rows that are to count for nothing: --sql 'select * from data where "
                    "\"{0}\" > 0'",
                    "请去掉不计入的行: --sql 'select * from data where \"{0}\" > 0'",
                    request.weights));
}

// Each class of the training rows counts as much as any other.
void balance(TableParts& parts) {
  const auto classes = static_cast<std::size_t>(parts.target.num_classes());
  std::vector<double> rows(classes);
  for (const double y : parts.train.targets) rows[static_cast<std::size_t>(y)] += 1;
  for (TablePart* part : {&parts.train, &parts.valid})
    for (const double y : part->targets)
      part->weights.push_back(static_cast<float>(
          static_cast<double>(parts.train.size()) /
          (static_cast<double>(classes) * std::max(1.0, rows[static_cast<std::size_t>(y)]))));
}

// Which columns are texts; where texts alone are to be read and none looks like one, the longest.
void find_texts(TableParts& parts, const BuildRequest& request) {
  const bool wanted = request.task == kTextClassification;
  const ColumnProfile* longest = nullptr;
  bool others = false;
  for (const ColumnProfile& column : parts.profile.columns) {
    if (column.name == parts.target.column || parts.left_out.contains(column.name)) continue;
    if (column.meaning == Meaning::text) parts.texts.push_back(column.name);
    const bool is_idle = column.meaning == Meaning::text || column.meaning == Meaning::id ||
                         column.meaning == Meaning::constant || column.meaning == Meaning::empty;
    others = others || !is_idle;
    if (column.number() == nullptr && (!longest || column.mean_length > longest->mean_length))
      longest = &column;
  }
  if (wanted && parts.texts.empty()) {
    if (longest == nullptr)
      throw Error("no_text", text("no column holds texts", "没有文本列"))
          .expected(text("a column of sentences", "含句子的列"))
          .where(text("--task {}", "--task {}", request.task));
    parts.texts.push_back(longest->name);
  }
  parts.texts_alone = !parts.texts.empty() && (wanted || !others);
  if (!wanted) return;
  for (const ColumnProfile& column : parts.profile.columns)
    if (column.name != parts.target.column &&
        std::ranges::find(parts.texts, column.name) == parts.texts.end())
      parts.left_out.emplace(column.name, text("texts alone are read", "只读取文本"));
}

// The columns of one label each that the target names; none where it names one column.
std::vector<std::string> label_columns_of(const BuildRequest& request, const TableSource& table) {
  std::vector<std::string> names;
  if (std::ranges::find(table.columns(), request.target) != table.columns().end()) return names;
  for (const std::string_view name : split_commas(request.target))
    names.emplace_back(without_blanks(name));
  if (names.size() < 2) return {};
  for (const std::string& name : names) require_column(table, name, "--target");
  return names;
}

}  // namespace

void require_target(const BuildRequest& request, const TableSource& table) {
  if (request.target.empty())
    throw Error("no_target", text("it is not said which column of {} is to be predicted",
                                  "未指定要预测 {} 的哪一列", request.data))
        .expected(text("--target with one of {}", "--target 加以下列名之一: {}",
                       fmt::join(table.columns(), ", ")))
        .where(text("command line", "命令行"));
  require_column(table, request.target, "--target");
}

void profile_training_rows(TableParts& parts, int num_threads) {
  parts.profile =
      profile_table(*parts.train.rows, {.target = parts.target.column, .num_threads = num_threads});
  if (parts.goal.kind == GoalKind::count) {
    // The logarithm of the mean is learned: nothing is shifted.
    parts.target.centre = 0;
    parts.target.spread = 1;
  } else if (parts.target.is_number()) {
    const ColumnProfile* of_train = parts.profile.find(parts.target.column);
    parts.target.centre = of_train->mean;
    parts.target.spread = of_train->deviation > 0 ? of_train->deviation : 1;
  }
}

TableParts open_table_parts(const BuildRequest& request, WantedTarget wanted, Progress& progress) {
  TableOptions options = request.table;
  options.num_threads = request.threads;
  options.progress = &progress;
  auto source = open_table(request.data, options);
  TableParts parts;
  if (const auto names = label_columns_of(request, *source); !names.empty()) {
    if (wanted != WantedTarget::automatic && wanted != WantedTarget::label_sets)
      throw Error("wrong_usage", text("{} predicts one column, not {}", "{} 只预测一列, 而非 {} 列",
                                      request.task, names.size()))
          .where(text("--target {}", "--target {}", request.target))
          .fix(
              text("--task {}, or name one column", "--task {}, 或只给出一列", kTabularMultiLabel));
    parts.target = target_of_labels(find_label_columns(*source, names), request.target);
    source = rows_for(parts.target, std::move(source));
  }
  require_target(request, *source);
  for (const Text& note : source->notes()) progress.note(note);
  parts.sha256 = source->sha256();
  const auto table = kept_at_hand(source, request.threads);
  const auto column = one_column(*table, request.target);
  const TableProfile whole = profile_table(*column, {.num_threads = request.threads});
  if (parts.target.label_columns.empty())
    parts.target = find_target(whole.columns.at(0), *column, wanted);
  parts.goal = read_goal(request, parts.target);
  if (auto order = order_classes(parts.target, parts.goal))
    parts.decisions.push_back(std::move(*order));
  TablePart known = labelled_rows(table, parts.target);
  if (known.left_out > 0)
    parts.decisions.push_back(
        {text("rows without a target", "缺少目标的行"),
         text("{} of {} are left out", "排除 {} 行, 共 {} 行", known.left_out,
              known.left_out + known.size()),
         text("there is nothing to learn or to check there", "无从学习或检验")});
  require_counts(parts.goal, known);
  tell_rare_classes(parts, known);
  weigh_rows(known, parts, request);
  for (const auto& [monotone, direction] : parts.goal.monotone)
    require_column(*table, monotone, "--monotone");
  const bool brings_test = !request.test.empty();
  if (brings_test)
    parts.test = labelled_rows(
        kept_at_hand(rows_for(parts.target, open_table(request.test, options)), request.threads),
        parts.target);
  if (brings_test && parts.test.left_out > 0)
    parts.decisions.push_back({text("test rows without a target", "缺少目标的测试行"),
                               text("{} of {} are left out", "排除 {} 行, 共 {} 行",
                                    parts.test.left_out, parts.test.left_out + parts.test.size()),
                               text("the model knows no such target", "模型不知道这样的目标值")});
  const double share = std::min(kHeldOutShare, kMostHeldOut / static_cast<double>(known.size()));
  TableDivision division = divide_table(known, brings_test ? &parts.test : nullptr, parts.target,
                                        request, {share, brings_test ? 0 : share});
  std::ranges::move(division.decisions, std::back_inserter(parts.decisions));
  parts.split = division.choice;
  if (!division.groups.empty())
    parts.left_out[division.choice.column] =
        text("new rows have values of it that nobody has seen", "新的行会有未见过的取值");
  if (!division.groups.empty())
    for (const std::vector<std::int64_t>* rows : {&division.rows.train, &division.rows.valid})
      for (const std::int64_t row : *rows)
        parts.groups.push_back(division.groups[static_cast<std::size_t>(row)]);
  parts.train = part_of(known, std::move(division.rows.train));
  parts.valid = part_of(known, std::move(division.rows.valid));
  if (!brings_test) parts.test = part_of(known, std::move(division.rows.test));
  require_weighty(parts, request);
  if (request.weights == kBalanced) balance(parts);
  if (parts.train.size() < kLeastTableRows || parts.valid.size() == 0 || parts.test.size() == 0)
    throw Error("too_few_rows",
                text("{} leaves {} rows to train on, {} to validate and {} to test",
                     "{} 只剩 {} 行用于训练, {} 行用于验证, {} 行用于测试", request.data,
                     parts.train.size(), parts.valid.size(), parts.test.size()))
        .expected(text("some tens of rows with a target", "数十行有目标值的数据"))
        .where(text("{}", "{}", request.data))
        .fix(text("bring more rows", "请提供更多行"));
  profile_training_rows(parts, request.threads);
  find_texts(parts, request);
  return parts;
}

}  // namespace ingot
