#include "features/table_target.h"

#include <cmath>
#include <limits>
#include <set>

#include "base/near_name.h"
#include "features/cells.h"
#include "features/encoder.h"

namespace ingot {
namespace {

using nlohmann::json;

constexpr std::size_t kMostClasses = 1000;
constexpr std::int64_t kMostWholeNumbers = 10;

Error bad_target(const std::string& column, const Text& what) {
  return Error("bad_target", {"column " + column + " cannot be predicted: " + what.en,
                              "无法预测列 " + column + ": " + what.zh})
      .where(text("--target {}", "--target {}", column));
}

bool looks_like_classes(const ColumnProfile& p) {
  const bool numbers = p.meaning == Meaning::number || p.meaning == Meaning::money ||
                       p.meaning == Meaning::ordinal || p.meaning == Meaning::id ||
                       p.meaning == Meaning::date;
  if (!numbers || !p.number()) return true;
  return p.is_integer && p.distinct_is_exact && p.distinct <= kMostWholeNumbers;
}

// Numbers in their order, everything else in that of its bytes.
struct ByNumber {
  bool operator()(const std::string& a, const std::string& b) const {
    const auto x = parse_number(a, {}), y = parse_number(b, {});
    if (x && y && *x != *y) return *x < *y;
    if (x.has_value() != y.has_value()) return x.has_value();
    return a < b;
  }
};

const TextColumn& target_cells(const Table& rows, const std::string& name) {
  if (const auto found = rows.find(name)) return rows.columns[*found];
  const std::string near = near_name(name, rows.names);
  Error error("missing_column", text("there is no column {}", "没有名为 {} 的列", name));
  throw std::move(error)
      .expected(text("one of {}", "{} 之一", fmt::join(rows.names, ", ")))
      .where(text("--target", "--target"))
      .fix(near.empty() ? text("name the column that is to be predicted", "请给出要预测的列名")
                        : text("did you mean {}?", "是否想写 {}?", near));
}

}  // namespace

TableTarget find_target(const ColumnProfile& profile, const TableSource& rows, WantedTarget kind) {
  TableTarget target{.column = profile.name, .classes = {}};
  if (const NumberFormat* number = profile.number()) target.number = *number;
  if (kind == WantedTarget::automatic)
    kind = looks_like_classes(profile) ? WantedTarget::classes : WantedTarget::number;
  if (kind == WantedTarget::number) {
    if (!profile.number())
      throw bad_target(profile.name, text("it holds no numbers", "其中没有数值"))
          .fix(text("leave --task out: its values are classes", "省略 --task: 其值将作为类别"));
    if (profile.min == profile.max)
      throw bad_target(profile.name, text("it is {} in every row", "每一行都是 {}", profile.min));
    target.centre = profile.mean;
    target.spread = profile.deviation > 0 ? profile.deviation : 1;
    return target;
  }
  std::set<std::string, ByNumber> classes;
  rows.for_each_run([&](const Table& run) {
    const TextColumn& cells = target_cells(run, profile.name);
    for (std::int64_t row = 0; row < cells.size() && classes.size() <= kMostClasses; ++row)
      if (const auto cell = present(cells, row, profile)) classes.emplace(clean_label(*cell));
  });
  if (classes.size() < 2)
    throw bad_target(profile.name, classes.empty() ? text("every cell is empty", "所有单元格均为空")
                                                   : text("it is {} in every row", "每一行都是 {}",
                                                          *classes.begin()))
        .fix(text("choose a column that differs between rows", "请选择各行不同的列"));
  if (classes.size() > kMostClasses)
    throw bad_target(profile.name, text("it has more than {} different values",
                                        "不同的值超过 {} 个", kMostClasses))
        .fix(text("use --task tabular-regression for numbers, or bring rare values together",
                  "数值请用 --task tabular-regression, 或合并罕见值"));
  target.classes.assign(classes.begin(), classes.end());
  return target;
}

std::vector<double> read_targets(const TableSource& rows, const TableTarget& target) {
  std::map<std::string, double, std::less<>> index;
  for (std::size_t c = 0; c < target.classes.size(); ++c)
    index[target.classes[c]] = static_cast<double>(c);
  std::vector<double> targets;
  rows.for_each_run([&](const Table& run) {
    const TextColumn& cells = target_cells(run, target.column);
    for (std::int64_t row = 0; row < cells.size(); ++row) {
      constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
      if (target.is_number()) {
        targets.push_back(parse_number(cells[row], target.number).value_or(kNone));
      } else {
        const auto found = index.find(clean_label(cells[row]));
        targets.push_back(found == index.end() ? kNone : found->second);
      }
    }
  });
  return targets;
}

json to_json(const TableTarget& t) {
  return {{"column", t.column},
          {"classes", t.classes},
          {"number",
           {{"decimal", std::string(1, t.number.decimal)},
            {"group", t.number.group == 0 ? std::string() : std::string(1, t.number.group)},
            {"prefix", t.number.prefix},
            {"suffix", t.number.suffix}}},
          {"centre", t.centre},
          {"spread", t.spread}};
}

TableTarget target_from_json(const json& j) {
  const json& n = j.at("number");
  const std::string group = n.at("group");
  return {.column = j.at("column"),
          .classes = j.at("classes"),
          .number = {.decimal = n.at("decimal").get<std::string>().at(0),
                     .group = group.empty() ? char{0} : group[0],
                     .prefix = n.at("prefix"),
                     .suffix = n.at("suffix")},
          .centre = j.at("centre"),
          .spread = j.at("spread")};
}

}  // namespace ingot
