#include "features/derivation.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "features/transform.h"

namespace ingot {
namespace {

const ColumnProfile& profile_named(const std::vector<ColumnProfile>& profiles,
                                   const std::string& name) {
  const auto found = std::ranges::find(profiles, name, &ColumnProfile::name);
  if (found == profiles.end())
    throw Error("missing_column", text("there is no column {}", "缺少列 {}", name));
  return *found;
}

}  // namespace

const DerivationDef& find_derivation(std::string_view name) {
  return find_in_pipeline(derivation_registry(), name,
                          text("there is no derivation \"{}\"", "没有名为 \"{}\" 的派生列", name));
}

DerivedColumn derived_column(const DerivationDef& def, const std::string& a, const std::string& b) {
  DerivedColumn column{def.name, {a, b}};
  column.profile.name = fmt::format("{} {} {}", a, def.sign, b);
  return column;
}

TextColumn derive(const DerivedColumn& column, const ColumnPair& columns) {
  TextColumn cells;
  find_derivation(column.form).derive(columns, cells);
  return cells;
}

void append_number(double number, TextColumn& out) {
  if (std::abs(number) <= kLargestNumber)
    out.append(fmt::format("{}", number));
  else
    out.append_missing();
}

DerivedTable::DerivedTable(const TableSource& source, const std::vector<ColumnProfile>& profiles,
                           std::vector<DerivedColumn> columns)
    : source_(source), profiles_(profiles), derived_(std::move(columns)) {
  std::set<std::string> read;
  for (const DerivedColumn& column : derived_) {
    names_.push_back(column.name());
    for (const std::string& name : column.of) {
      static_cast<void>(profile_named(profiles_, name));
      read.insert(name);
    }
  }
  read_.assign(read.begin(), read.end());
}

void DerivedTable::for_each_run(const std::function<void(const Table& rows)>& body) const {
  source_.for_each_run_of(read_, [&](const Table& rows) {
    std::vector<CellRun> runs;
    for (std::size_t c = 0; c < read_.size(); ++c)
      runs.emplace_back(rows.columns[c], profile_named(profiles_, read_[c]));
    const auto place = [&](const std::string& name) {
      return static_cast<std::size_t>(std::ranges::lower_bound(read_, name) - read_.begin());
    };
    Table made{names_, {}};
    for (const DerivedColumn& column : derived_)
      made.columns.push_back(derive(column, {runs[place(column.of[0])], runs[place(column.of[1])],
                                             profile_named(profiles_, column.of[0]),
                                             profile_named(profiles_, column.of[1])}));
    body(made);
  });
}

void profile_derived(std::vector<DerivedColumn>& columns, const TableSource& train,
                     const TableProfile& profile, int num_threads) {
  if (columns.empty()) return;
  const TableProfile made =
      profile_table(DerivedTable(train, profile.columns, columns), {.num_threads = num_threads});
  for (std::size_t c = 0; c < columns.size(); ++c) {
    columns[c].profile = made.columns[c];
    // Whatever they look like.
    const bool numbers = find_derivation(columns[c].form).is_of_numbers;
    if (columns[c].profile.meaning == Meaning::constant) continue;
    columns[c].profile.meaning = numbers ? Meaning::number : Meaning::category;
  }
}

}  // namespace ingot
