#include "tasks/table_split.h"

#include <cmath>
#include <optional>
#include <set>

#include "features/encoder.h"
#include "features/table_profile.h"

namespace ingot {
namespace {

using Rows = std::vector<std::int64_t>;
// Nothing where a cell is missing.
using Names = std::vector<std::optional<std::string>>;

// A column read for the split.
struct SplitColumn {
  ColumnProfile profile;
  Names names;                  // of groups
  std::vector<double> numbers;  // or times; NaN where there is none
};

SplitColumn read_column(const TableSource& table, const std::string& name, int num_threads) {
  const auto column = one_column(table, name);
  SplitColumn read{profile_table(*column, {.num_threads = num_threads}).columns.at(0), {}, {}};
  column->for_each_run([&](const Table& run) {
    for (std::int64_t row = 0; row < run.size(); ++row) {
      const auto cell = present(run.columns[0], row, read.profile);
      read.names.push_back(cell ? std::optional<std::string>(*cell) : std::nullopt);
      read.numbers.push_back(number_in(run.columns[0], row, read.profile));
    }
  });
  return read;
}

// What the first rows say of columns that bind rows together.
struct Notices {
  std::vector<const ColumnProfile*> groups, times;  // the column with the most values first
};

constexpr std::int64_t kLookedAt = 100'000;

bool tells_apart(const ColumnProfile& c) {
  return c.meaning == Meaning::id || c.meaning == Meaning::email || c.meaning == Meaning::phone;
}

// Of the first rows, and of all where a column tells people or things apart: a few rows of each in
// no order are hardly ever among the first together.
TableProfile profile_for_split(const TablePart& known, int num_threads) {
  Rows rows;
  for (std::int64_t row = 0; row < std::min(known.size(), kLookedAt); ++row) rows.push_back(row);
  TableProfile profile =
      profile_table(*selected_rows(known.rows, std::move(rows)), {.num_threads = num_threads});
  if (known.size() > kLookedAt)
    for (ColumnProfile& c : profile.columns)
      if (tells_apart(c))
        c = profile_table(*one_column(*known.rows, c.name), {.num_threads = num_threads})
                .columns.at(0);
  return profile;
}

Notices notice(const TableProfile& profile, const std::string& target) {
  constexpr std::int64_t kFewGroups = 20;
  constexpr double kDay = 86400;
  Notices noticed;
  for (const ColumnProfile& c : profile.columns) {
    if (c.name == target) continue;
    const std::int64_t present = c.rows - c.missing;
    if (tells_apart(c) && c.distinct > kFewGroups && 10 * c.distinct <= 9 * present &&
        2 * c.missing < c.rows)
      noticed.groups.push_back(&c);
    if (c.meaning == Meaning::date && c.personal != Personal::birth_date && c.max - c.min > kDay &&
        c.missing == 0 && c.unread == 0 && c.distinct > kFewGroups)
      noticed.times.push_back(&c);
  }
  std::ranges::stable_sort(noticed.groups, std::ranges::greater{}, &ColumnProfile::distinct);
  return noticed;
}

// Whether nearly all rows are in the order of their times, or in the reverse one.
bool in_order(const std::vector<double>& times) {
  constexpr double kNearlyAll = 0.99;
  double rises = 0, falls = 0;
  for (std::size_t row = 1; row < times.size(); ++row) {
    rises += times[row] >= times[row - 1] ? 1 : 0;
    falls += times[row] <= times[row - 1] ? 1 : 0;
  }
  return std::max(rises, falls) >= kNearlyAll * static_cast<double>(times.size() - 1);
}

std::size_t num_groups(const Rows& groups, const Rows& rows) {
  std::set<std::int64_t> distinct;
  for (const std::int64_t row : rows) distinct.insert(groups[static_cast<std::size_t>(row)]);
  return distinct.size();
}

class Division {
 public:
  Division(const TablePart& known, const TablePart* test, const TableTarget& target,
           const BuildRequest& request, SplitShares shares)
      : known_(known),
        test_(test),
        target_(target),
        request_(request),
        shares_(shares),
        labels_(strata_of(known.targets, target)) {}

  TableDivision divide() {
    division_.choice = split_choice(request_);
    if (!division_.choice.column.empty())
      require_column(*known_.rows, division_.choice.column, "--split");
    if (request_.split.empty()) {
      look_for_reasons();
    } else {
      why_ = text("--split {}", "--split {}", request_.split);
      by_choice();
    }
    return std::move(division_);
  }

 private:
  // Where nobody said how.
  void look_for_reasons() {
    const TableProfile profile = profile_for_split(known_, request_.threads);
    const Notices noticed = notice(profile, target_.column);
    // A test part that is brought says itself what is to be judged.
    if (test_ == nullptr && !noticed.groups.empty()) {
      const ColumnProfile& c = *noticed.groups[0];
      why_ = text("about {} rows share each value: on both sides they would tell the answer",
                  "每个值平均约有 {} 行: 若分在两侧会泄露答案",
                  std::llround(static_cast<double>(c.rows) / static_cast<double>(c.distinct)));
      division_.choice = {SplitKind::group, c.name};
    } else if (test_ == nullptr && !noticed.times.empty() && request_.folds == 0 &&
               in_order(times_of(noticed.times[0]->name))) {
      why_ = text("the rows stand in its order: later ones are what is to be predicted",
                  "各行按其排序: 要预测的是之后的行");
      division_.choice = {SplitKind::time, noticed.times[0]->name};
    }
    by_choice();
    for (const ColumnProfile* c : noticed.groups)
      if (c->name != division_.choice.column)
        hint(*c, text("rows share its values: --split group:{} keeps them on one side",
                      "多行共用其值: --split group:{} 可使其留在同一侧", c->name));
    for (const ColumnProfile* c : noticed.times)
      if (c->name != division_.choice.column)
        hint(*c, text("it is a time: --split time:{} judges on the latest rows",
                      "它是时间: --split time:{} 可用最晚的行评估", c->name));
  }

  void hint(const ColumnProfile& column, const Text& what) {
    division_.decisions.push_back({text("column {}", "列 {}", column.name),
                                   text("does not decide the split", "不决定数据划分"), what});
  }

  void by_choice() {
    switch (division_.choice.kind) {
      case SplitKind::random:
        division_.rows =
            stratified_split(Rows(labels_.size()), shares_.valid, shares_.test, request_.seed);
        division_.decisions.push_back(
            {text("split", "数据划分"), text("at random", "随机"),
             text("--split random: whatever the classes", "--split random: 不考虑类别")});
        break;
      case SplitKind::stratified:
        division_.rows = stratified_split(labels_, shares_.valid, shares_.test, request_.seed);
        break;
      case SplitKind::group: by_group(); break;
      case SplitKind::time: by_time(); break;
    }
  }

  void by_group() {
    const std::string& column = division_.choice.column;
    const Names names = read_column(*known_.rows, column, request_.threads).names;
    std::vector<std::string> values;
    for (std::size_t row = 0; row < names.size(); ++row)
      // No cell holds a zero byte: rows without a name are alone.
      values.push_back(names[row].value_or(fmt::format("{}{}", '\0', row)));
    division_.groups = number_values(values);
    division_.rows = grouped_split(labels_, division_.groups, shares_, request_.seed);
    const Split& rows = division_.rows;
    division_.decisions.push_back(
        {text("split", "数据划分"),
         text("rows of one \"{}\" stay on one side: {} values to train on, {} to validate, {} to "
              "test",
              "“{}”相同的行在同一侧: 训练 {} 个取值, 验证 {} 个, 测试 {} 个", column,
              num_groups(division_.groups, rows.train), num_groups(division_.groups, rows.valid),
              num_groups(division_.groups, rows.test)),
         why_});
    if (test_ != nullptr) give_up_groups(names, column);
  }

  void give_up_groups(const Names& names, const std::string& column) {
    if (std::ranges::find(test_->rows->columns(), column) == test_->rows->columns().end()) return;
    const Names held_out = read_column(*test_->rows, column, request_.threads).names;
    const std::set<std::optional<std::string>> in_test(held_out.begin(), held_out.end());
    const auto is_in_test = [&](std::int64_t row) {
      const auto& name = names[static_cast<std::size_t>(row)];
      return name && in_test.contains(name);
    };
    const std::size_t gone = std::erase_if(division_.rows.train, is_in_test) +
                             std::erase_if(division_.rows.valid, is_in_test);
    if (gone == 0) return;
    division_.decisions.push_back(
        {text("groups", "分组"), text("{} training rows are left out", "{} 行训练数据被排除", gone),
         text("rows of the test have the same \"{}\"", "测试行有相同的“{}”", column)});
  }

  std::vector<double> times_of(const std::string& column) const {
    return read_column(*known_.rows, column, request_.threads).numbers;
  }

  void by_time() {
    const std::string& column = division_.choice.column;
    const SplitColumn read = read_column(*known_.rows, column, request_.threads);
    const auto bad = std::ranges::find_if(read.numbers, [](double t) { return std::isnan(t); });
    if (bad != read.numbers.end()) {
      const std::int64_t row = bad - read.numbers.begin();
      throw Error("bad_time",
                  text("{} of {} rows have no time in \"{}\", the first (row {}) holds \"{}\"",
                       "{1} 行中有 {0} 行的“{2}”没有时间, 第一处 (第 {3} 行) 为“{4}”",
                       std::ranges::count_if(read.numbers, [](double t) { return std::isnan(t); }),
                       read.numbers.size(), column, row + 1,
                       read.names[static_cast<std::size_t>(row)].value_or("")))
          .expected(text("a date or a number in every row with a target",
                         "每个有目标值的行都有日期或数值"))
          .where(text("--split time:{}, command line", "--split time:{}, 命令行", column))
          .fix(text("fill the column or leave those rows out", "请补全该列或去掉这些行"));
    }
    division_.rows = number_split(read.numbers, shares_);
    const auto first_of = [&](const Rows& rows) -> std::string {
      if (rows.empty()) return "-";
      return *read.names[static_cast<std::size_t>(*std::ranges::min_element(
          rows, {},
          [&](std::int64_t row) { return read.numbers[static_cast<std::size_t>(row)]; }))];
    };
    division_.decisions.push_back(
        {text("split", "数据划分"),
         text("the latest rows by \"{}\" are held out: validation begins at {}, the test at {}",
              "留出按“{}”最晚的行: 验证始于 {}, 测试始于 {}", column,
              first_of(division_.rows.valid), first_of(division_.rows.test)),
         why_});
  }

  const TablePart& known_;
  const TablePart* test_;
  const TableTarget& target_;
  const BuildRequest& request_;
  SplitShares shares_;
  Rows labels_;
  TableDivision division_;
  Text why_;
};

}  // namespace

TableDivision divide_table(const TablePart& known, const TablePart* test, const TableTarget& target,
                           const BuildRequest& request, SplitShares shares) {
  return Division(known, test, target, request, shares).divide();
}

}  // namespace ingot
