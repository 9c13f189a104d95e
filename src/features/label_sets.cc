#include "features/label_sets.h"

#include <algorithm>
#include <array>
#include <set>

#include "base/lower_case.h"
#include "base/trim.h"
#include "features/cells.h"

namespace ingot {
namespace {

constexpr std::array kSeparators{'|', ';', ','};

// Without the quotes of a JSON list around it.
std::string_view without_quotes(std::string_view label) {
  for (const char quote : {'"', '\''})
    if (label.size() >= 2 && label.front() == quote && label.back() == quote)
      return without_blanks(label.substr(1, label.size() - 2));
  return label;
}

bool is_list(std::string_view cell) {
  return cell.size() >= 2 && cell.front() == '[' && cell.back() == ']';
}

bool says_yes(std::string_view value) {
  constexpr auto kYes = std::to_array<std::string_view>(
      {"1", "1.0", "yes", "y", "true", "t", "x", "present", "positive", "pos", "on", "是", "有"});
  return std::ranges::find(kYes, in_lower_case(value)) != kYes.end();
}

std::vector<std::string> names_of(const std::vector<LabelColumn>& columns) {
  std::vector<std::string> names;
  for (const LabelColumn& column : columns) names.push_back(column.name);
  return names;
}

class JoinedLabels final : public TableSource {
 public:
  JoinedLabels(std::shared_ptr<const TableSource> rows, std::vector<LabelColumn> labels,
               std::string name)
      : rows_(std::move(rows)),
        labels_(std::move(labels)),
        separator_(separator_of(labels_)),
        places_(rows_->places_of(names_of(labels_))) {
    const std::vector<std::string>& all = rows_->columns();
    is_label_.assign(all.size(), false);
    for (const std::size_t place : places_) is_label_[place] = true;
    for (std::size_t c = 0; c < all.size(); ++c)
      if (!is_label_[c]) names_.push_back(all[c]);
    names_.push_back(std::move(name));
  }
  [[nodiscard]] const std::vector<std::string>& columns() const override { return names_; }
  [[nodiscard]] const std::vector<Text>& notes() const override { return rows_->notes(); }
  [[nodiscard]] std::string sha256() const override { return rows_->sha256(); }
  void for_each_run(const std::function<void(const Table& rows)>& body) const override {
    rows_->for_each_run([&](const Table& run) {
      Table joined{names_, {}};
      for (std::size_t c = 0; c < run.columns.size(); ++c)
        if (!is_label_[c]) joined.columns.push_back(run.columns[c]);
      joined.columns.push_back(join(run));
      body(joined);
    });
  }
  void for_each_run_of(const std::vector<std::string>& columns,
                       const std::function<void(const Table& rows)>& body) const override {
    if (std::ranges::find(columns, names_.back()) == columns.end())
      rows_->for_each_run_of(columns, body);
    else
      TableSource::for_each_run_of(columns, body);
  }

 private:
  [[nodiscard]] TextColumn join(const Table& run) const {
    TextColumn joined;
    for (std::int64_t row = 0; row < run.size(); ++row) {
      std::string cell;
      bool is_known = true;
      for (std::size_t i = 0; i < labels_.size() && is_known; ++i) {
        const std::string_view value = clean_label(run.columns[places_[i]][row]);
        is_known = value == labels_[i].yes || value == labels_[i].no;
        if (value != labels_[i].yes) continue;
        if (!cell.empty()) cell += separator_;
        cell += labels_[i].name;
      }
      joined.push_back(is_known ? std::optional<std::string_view>(cell) : std::nullopt);
    }
    return joined;
  }

  std::shared_ptr<const TableSource> rows_;
  std::vector<LabelColumn> labels_;
  char separator_;
  std::vector<std::size_t> places_;  // of the labels' columns
  std::vector<bool> is_label_;       // of all columns
  std::vector<std::string> names_;
};

}  // namespace

std::vector<std::string> labels_in(std::string_view cell, char separator) {
  std::vector<std::string> labels;
  cell = trim_cell(cell);
  if (is_list(cell)) {
    cell = cell.substr(1, cell.size() - 2);
    separator = ',';
  }
  while (true) {
    const std::size_t end = std::min(cell.find(separator), cell.size());
    std::string label(without_quotes(trim_cell(cell.substr(0, end))));
    if (!label.empty() && std::ranges::find(labels, label) == labels.end())
      labels.push_back(std::move(label));
    if (end == cell.size()) return labels;
    cell.remove_prefix(end + 1);
  }
}

char find_label_separator(const TableSource& rows, const std::string& column) {
  std::array<bool, kSeparators.size()> seen{};
  rows.for_each_run_of({column}, [&](const Table& run) {
    for (std::int64_t row = 0; row < run.size(); ++row) {
      const std::string_view cell = run.columns[0][row];
      if (is_list(trim_cell(cell))) continue;
      for (std::size_t s = 0; s < seen.size(); ++s)
        seen[s] = seen[s] || cell.find(kSeparators[s]) != cell.npos;
    }
  });
  for (std::size_t s = 0; s < seen.size(); ++s)
    if (seen[s]) return kSeparators[s];
  return kSeparators[0];
}

std::vector<LabelColumn> find_label_columns(const TableSource& rows,
                                            const std::vector<std::string>& names) {
  constexpr std::size_t kShown = 5;
  std::vector<std::set<std::string, ByNumber>> values(names.size());
  rows.for_each_run_of(names, [&](const Table& run) {
    for (std::size_t i = 0; i < names.size(); ++i) {
      const TextColumn& cells = run.columns[i];
      for (std::int64_t row = 0; row < cells.size() && values[i].size() <= kShown; ++row)
        if (!cells.is_missing(row) && !is_missing_mark(cells[row]))
          values[i].emplace(clean_label(cells[row]));
    }
  });
  std::vector<LabelColumn> columns;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (values[i].size() != 2)
      throw Error(
          "bad_target",
          text("column {} cannot be one label of several: it holds {}",
               "列 {} 不能作为多个标签之一: 其取值为 {}", names[i],
               values[i].empty() ? "nothing" : fmt::format("{}", fmt::join(values[i], ", "))))
          .expected(
              text("two values, such as 0 and 1 or no and yes", "两个取值, 如 0 与 1 或 否 与 是"))
          .where(text("--target {}", "--target {}", fmt::join(names, ",")))
          .fix(text("leave it out of --target, or predict it alone: --target {}",
                    "请从 --target 中去掉它, 或单独预测: --target {}", names[i]));
    LabelColumn column{names[i], *values[i].rbegin(), *values[i].begin()};
    if (says_yes(column.no) && !says_yes(column.yes)) std::swap(column.yes, column.no);
    columns.push_back(std::move(column));
  }
  return columns;
}

char separator_of(const std::vector<LabelColumn>& columns) {
  constexpr char kUnitSeparator = '\x1f';
  for (const char separator : kSeparators)
    if (std::ranges::none_of(
            columns, [&](const LabelColumn& c) { return c.name.find(separator) != c.name.npos; }))
      return separator;
  return kUnitSeparator;
}

std::shared_ptr<const TableSource> with_joined_labels(std::shared_ptr<const TableSource> rows,
                                                      std::vector<LabelColumn> columns,
                                                      std::string name) {
  return std::make_shared<JoinedLabels>(std::move(rows), std::move(columns), std::move(name));
}

}  // namespace ingot
