#include "features/table_target.h"

#include <array>
#include <cmath>
#include <limits>
#include <set>

#include "base/lower_case.h"
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

// `mended` computes in SQL with the column's numbers.
Error not_in_32_bits(const std::string& column, const Text& what, const std::string& mended) {
  return bad_target(column, what)
      .expected(text("32-bit numbers: up to 1e37, different in their first 6 digits",
                     "32 位数值: 不超过 1e37, 且前 6 位有效数字有差别"))
      .fix(text("compute with them: --sql 'select * replace (cast(\"{0}\" as double) {1} as "
                "\"{0}\") from data'",
                "先作换算: --sql 'select * replace (cast(\"{0}\" as double) {1} as \"{0}\") "
                "from data'",
                column, mended));
}

// Predictions are 32-bit numbers: centre + spread * what a model says.
void require_32_bits(const ColumnProfile& p) {
  constexpr double kLargest = 1e37, kSmallest = 1e-30, kLeastSteps = 16;
  const double largest = std::max(std::abs(p.min), std::abs(p.max));
  if (largest > kLargest)
    throw not_in_32_bits(p.name, text("its numbers reach {:g}", "其数值达到 {:g}", largest),
                         "/ 1e30");
  if (largest < kSmallest)
    throw not_in_32_bits(p.name, text("its numbers reach {:g} only", "其数值最大仅 {:g}", largest),
                         fmt::format("* {:.0e}", 1 / std::max(largest, 1e-300)));
  if (p.deviation < kLeastSteps * largest * std::numeric_limits<float>::epsilon())
    throw not_in_32_bits(p.name,
                         text("its numbers reach {:g} and differ by {:g} only",
                              "其数值达到 {:g}, 而彼此仅相差 {:g}", largest, p.deviation),
                         fmt::format("- {:.8g}", p.mean));
}

// The cells of the target, some rows at a time.
template <class Body>
void for_each_target_run(const TableSource& rows, const std::string& name, const Body& body) {
  const std::vector<std::string>& names = rows.columns();
  if (std::ranges::find(names, name) != names.end())
    return rows.for_each_run_of({name}, [&](const Table& run) { body(run.columns[0]); });
  const std::string near = near_name(name, names);
  Error error("missing_column", text("there is no column {}", "没有名为 {} 的列", name));
  throw std::move(error)
      .expected(text("one of {} columns, for example \"{}\"", "{} 列之一, 例如“{}”", names.size(),
                     near.empty() ? names.front() : near))
      .where(text("--target", "--target"))
      .fix(near.empty() ? text("name the column that is to be predicted", "请给出要预测的列名")
                        : text("did you mean {}?", "是否想写 {}?", near));
}

// Numbers that are too large are read as texts.
void require_no_large_numbers(const ColumnProfile& p, const TableSource& rows) {
  std::int64_t large = 0;
  std::string example;
  for_each_target_run(rows, p.name, [&](const TextColumn& cells) {
    for (std::int64_t row = 0; row < cells.size(); ++row) {
      if (!is_number_too_large(cells[row])) continue;
      example = cells[row];
      ++large;
    }
  });
  if (2 * large > p.rows - p.missing)
    throw not_in_32_bits(p.name, text("its numbers reach {}", "其数值达到 {}", example), "/ 1e300");
}

// All labels that occur in the lists of a column.
TableTarget find_label_sets(const ColumnProfile& profile, const TableSource& rows) {
  TableTarget target{.column = profile.name, .separator = find_label_separator(rows, profile.name)};
  std::set<std::string, ByNumber> labels;
  for_each_target_run(rows, profile.name, [&](const TextColumn& cells) {
    for (std::int64_t row = 0; row < cells.size() && labels.size() <= kMostClasses; ++row)
      if (const auto cell = present(cells, row, profile))
        std::ranges::copy(labels_in(*cell, target.separator), std::inserter(labels, labels.end()));
  });
  if (labels.size() < 2)
    throw bad_target(profile.name, text("it holds {} label", "其中只有 {} 个标签", labels.size()))
        .expected(
            text("cells of several labels each, such as red|round", "每格可含多个标签, 如 红|圆"));
  if (labels.size() > kMostClasses)
    throw bad_target(profile.name,
                     text("it holds more than {} labels", "标签超过 {} 个", kMostClasses))
        .fix(text("bring rare labels together", "请合并罕见标签"));
  target.classes.assign(labels.begin(), labels.end());
  return target;
}

// Words that stand for a missing cell elsewhere, but may be what a row is of: no medicine is
// "none".
std::vector<std::string> classes_like_marks(const ColumnProfile& p) {
  constexpr std::int64_t kLeastRows = 10;
  constexpr double kLeastShare = 0.02;
  std::vector<std::string> classes;
  for (const CategoryCount& mark : p.missing_marks) {
    const std::string word = in_lower_case(mark.value);
    if ((word == "none" || word == "nil" || word == "missing") && mark.rows >= kLeastRows &&
        static_cast<double>(mark.rows) >= kLeastShare * static_cast<double>(p.rows))
      classes.emplace_back(clean_label(mark.value));
  }
  return classes;
}

bool is_yes_or_no(std::string_view lower) {
  constexpr std::array<std::string_view, 8> kWords{"true", "false", "yes", "no",
                                                   "t",    "f",     "y",   "n"};
  return std::ranges::find(kWords, lower) != kWords.end();
}

// Classes by what they are called, by their numbers and, where all are a yes or a no, in any case:
// files write 1 and 1.0, True and true. Not where two classes differ in that alone.
class ClassNames {
 public:
  explicit ClassNames(const TableTarget& target) : number_(target.number) {
    bool are_numbers = true, are_yes_or_no = true;
    for (std::size_t c = 0; c < target.classes.size(); ++c) {
      const std::string& name = target.classes[c];
      const auto index = static_cast<double>(c);
      names_[name] = index;
      const auto number = parse_number(name, number_);
      are_numbers = are_numbers && number && numbers_.emplace(*number, index).second;
      const std::string lower = in_lower_case(name);
      are_yes_or_no = are_yes_or_no && is_yes_or_no(lower) && lower_.emplace(lower, index).second;
    }
    if (!are_numbers) numbers_.clear();
    if (!are_yes_or_no) lower_.clear();
  }
  [[nodiscard]] std::optional<double> exact(std::string_view label) const {
    const auto found = names_.find(label);
    return found == names_.end() ? std::nullopt : std::optional(found->second);
  }
  [[nodiscard]] std::optional<double> find(std::string_view cell) const {
    const std::string_view label = clean_label(cell);
    if (const auto found = exact(label)) return found;
    if (!lower_.empty())
      if (const auto found = lower_.find(in_lower_case(std::string(label))); found != lower_.end())
        return found->second;
    if (numbers_.empty()) return std::nullopt;
    const auto number = parse_number(label, number_);
    const auto found = number ? numbers_.find(*number) : numbers_.end();
    return found == numbers_.end() ? std::nullopt : std::optional(found->second);
  }

 private:
  NumberFormat number_;
  std::map<std::string, double, std::less<>> names_, lower_;
  std::map<double, double> numbers_;
};

// Of classes that are one number, or a yes or a no in several cases, the first by its bytes.
void merge_classes(std::set<std::string, ByNumber>& classes, const ColumnProfile& profile) {
  std::set<std::string> seen;
  const bool are_yes_or_no = std::ranges::all_of(
      classes, [](const std::string& name) { return is_yes_or_no(in_lower_case(name)); });
  std::erase_if(classes, [&](const std::string& name) {
    std::string key = are_yes_or_no ? in_lower_case(name) : name;
    if (const NumberFormat* format = profile.number())
      if (const auto number = parse_number(name, *format)) key = fmt::format("{}", *number);
    return !seen.insert(key).second;
  });
}

}  // namespace

TableTarget find_target(const ColumnProfile& profile, const TableSource& rows, WantedTarget kind) {
  TableTarget target{.column = profile.name, .classes = {}};
  if (kind == WantedTarget::label_sets) return find_label_sets(profile, rows);
  if (const NumberFormat* number = profile.number())
    target.number = *number;
  else if (kind != WantedTarget::classes)
    require_no_large_numbers(profile, rows);
  if (kind == WantedTarget::automatic)
    kind = looks_like_classes(profile) ? WantedTarget::classes : WantedTarget::number;
  if (kind == WantedTarget::number) {
    if (!profile.number())
      throw bad_target(profile.name, text("it holds no numbers", "其中没有数值"))
          .fix(text("leave --task out: its values are classes", "省略 --task: 其值将作为类别"));
    if (profile.min == profile.max)
      throw bad_target(profile.name, text("it is {} in every row", "每一行都是 {}", profile.min))
          .fix(text("choose a column that differs between rows", "请选择各行不同的列"));
    require_32_bits(profile);
    target.centre = profile.mean;
    target.spread = profile.deviation > 0 ? profile.deviation : 1;
    return target;
  }
  std::set<std::string, ByNumber> classes;
  if (!profile.number())
    std::ranges::move(classes_like_marks(profile), std::inserter(classes, classes.end()));
  for_each_target_run(rows, profile.name, [&](const TextColumn& cells) {
    for (std::int64_t row = 0; row < cells.size() && classes.size() <= kMostClasses; ++row)
      if (const auto cell = present(cells, row, profile)) classes.emplace(clean_label(*cell));
  });
  merge_classes(classes, profile);
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

TableTarget target_of_labels(std::vector<LabelColumn> columns, std::string name) {
  TableTarget target{.column = std::move(name), .separator = separator_of(columns)};
  for (const LabelColumn& column : columns) target.classes.push_back(column.name);
  target.label_columns = std::move(columns);
  return target;
}

std::shared_ptr<const TableSource> rows_for(const TableTarget& target,
                                            std::shared_ptr<const TableSource> rows) {
  if (target.label_columns.empty()) return rows;
  return with_joined_labels(std::move(rows), target.label_columns, target.column);
}

std::vector<double> read_targets(const TableSource& rows, const TableTarget& target) {
  const ClassNames classes(target);
  std::vector<double> targets;
  for_each_target_run(rows, target.column, [&](const TextColumn& cells) {
    for (std::int64_t row = 0; row < cells.size(); ++row) {
      constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
      if (target.is_label_sets()) {
        const std::size_t first = targets.size(), width = target.classes.size();
        const bool is_unknown = !target.label_columns.empty() && cells.is_missing(row);
        targets.resize(first + width, is_unknown ? kNone : 0);
        for (const std::string& label : labels_in(cells[row], target.separator)) {
          if (const auto found = classes.exact(label))
            targets[first + static_cast<std::size_t>(*found)] += 1;  // NaN stays
          else
            std::fill(targets.end() - static_cast<std::ptrdiff_t>(width), targets.end(), kNone);
        }
      } else if (target.is_number()) {
        targets.push_back(parse_number(cells[row], target.number).value_or(kNone));
      } else {
        targets.push_back(classes.find(cells[row]).value_or(kNone));
      }
    }
  });
  return targets;
}

json to_json(const TableTarget& t) {
  json written = {{"column", t.column},
                  {"classes", t.classes},
                  {"number",
                   {{"decimal", std::string(1, t.number.decimal)},
                    {"group", t.number.group == 0 ? std::string() : std::string(1, t.number.group)},
                    {"prefix", t.number.prefix},
                    {"suffix", t.number.suffix}}},
                  {"centre", t.centre},
                  {"spread", t.spread}};
  if (t.is_label_sets()) written["separator"] = std::string(1, t.separator);
  for (const LabelColumn& column : t.label_columns)
    written["label_columns"].push_back(
        {{"name", column.name}, {"yes", column.yes}, {"no", column.no}});
  return written;
}

TableTarget target_from_json(const json& j) {
  const json& n = j.at("number");
  const std::string group = n.at("group"), separator = j.value("separator", "");
  std::vector<LabelColumn> label_columns;
  for (const json& column : j.value("label_columns", json::array()))
    label_columns.push_back({column.at("name"), column.at("yes"), column.at("no")});
  return {.column = j.at("column"),
          .classes = j.at("classes"),
          .number = {.decimal = n.at("decimal").get<std::string>().at(0),
                     .group = group.empty() ? char{0} : group[0],
                     .prefix = n.at("prefix"),
                     .suffix = n.at("suffix")},
          .centre = j.at("centre"),
          .spread = j.at("spread"),
          .separator = separator.empty() ? char{0} : separator[0],
          .label_columns = std::move(label_columns)};
}

}  // namespace ingot
