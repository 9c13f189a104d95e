#include "features/table_profile.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <nlohmann/json.hpp>

#include "base/near_name.h"
#include "base/threads.h"
#include "base/workers.h"
#include "data/read_ahead.h"
#include "features/column_scan.h"
#include "features/duplicate_rows.h"
#include "features/row_sample.h"
#include "features/table_warnings.h"
#include "features/text_hash.h"

namespace ingot {
namespace {

void check_target(const TableSource& source, const std::string& target) {
  const std::vector<std::string>& names = source.columns();
  if (target.empty() || std::ranges::find(names, target) != names.end()) return;
  const std::string near = near_name(target, names);
  const std::string& example = near.empty() ? names.at(0) : near;
  throw Error("unknown_column", text("the table has no column \"{}\"", "表中没有列“{}”", target))
      .expected(text("one of {} columns, for example \"{}\"", "{} 列之一, 例如“{}”", names.size(),
                     example))
      .fix(text("--target \"{}\"", "--target \"{}\"", example));
}

std::int64_t rows_to_sample(std::size_t columns) {
  constexpr std::size_t kCells = 1 << 20, kMost = 20000, kLeast = 2000;
  return static_cast<std::int64_t>(
      std::clamp(kCells / std::max<std::size_t>(columns, 1), kLeast, kMost));
}

/// One pass over the rows, the columns of each run side by side.
class PassOverRows {
 public:
  PassOverRows(const TableSource& source, int num_threads)
      : num_threads_(num_threads), hashes_(source.columns().size()) {}

  struct Whole {
    DuplicateRows& duplicates;
    RowSample& sample;
  };
  /// Columns without a scan are left out; `whole` sees all of each row.
  void scan(const TableSource& source, std::vector<ColumnScan*> scans, std::optional<Whole> whole) {
    std::int64_t first = 0;
    for_each_run_ahead(source, num_threads_, [&](const Table& rows) {
      const auto n = static_cast<std::size_t>(rows.size());
      row_hashes_.resize(n);
      for (std::size_t i = 0; i < n; ++i)
        row_hashes_[i] = hash_number(static_cast<std::uint64_t>(first) + i);
      // Columns differ in their cost: each thread takes the next one.
      std::atomic<std::size_t> next = 0;
      on_threads(num_threads_, [&](int, int) {
        for (std::size_t c = next++; c < scans.size(); c = next++) {
          hashes_[c].resize(n);
          if (scans[c] != nullptr) scans[c]->add(rows.columns[c], row_hashes_, hashes_[c]);
        }
      });
      if (whole) {
        whole->duplicates.add(hashes_, n);
        whole->sample.add(rows, first, row_hashes_);
      }
      first += rows.size();
    });
  }

 private:
  int num_threads_;
  std::vector<std::uint64_t> row_hashes_;
  std::vector<std::vector<std::uint64_t>> hashes_;
};

std::vector<ColumnScan*> pointers(std::vector<ColumnScan>& scans) {
  std::vector<ColumnScan*> all;
  for (ColumnScan& scan : scans) all.push_back(&scan);
  return all;
}

/// Scans again the columns whose way of writing was settled wrongly.
void mend_readings(const TableSource& source, PassOverRows& pass, const ScanLimits& limits,
                   std::vector<ColumnScan>& scans) {
  std::vector<ColumnScan*> again(scans.size(), nullptr);
  for (std::size_t c = 0; c < scans.size(); ++c)
    if (auto better = scans[c].better_reading()) {
      scans[c] = ColumnScan(source.columns()[c], limits, std::move(better));
      again[c] = &scans[c];
    }
  if (std::ranges::any_of(again, [](const ColumnScan* scan) { return scan != nullptr; }))
    pass.scan(source, again, std::nullopt);
}

}  // namespace

const ColumnProfile* TableProfile::find(std::string_view column) const {
  const auto found = std::ranges::find(columns, column, &ColumnProfile::name);
  return found == columns.end() ? nullptr : &*found;
}

TableProfile profile_table(const TableSource& source, const ProfileOptions& options) {
  check_target(source, options.target);
  const ScanLimits limits = ScanLimits::of_columns(source.columns().size());
  std::vector<ColumnScan> scans;
  for (const std::string& name : source.columns()) scans.emplace_back(name, limits);
  DuplicateRows duplicates;
  RowSample sample(source.columns(), rows_to_sample(source.columns().size()));
  PassOverRows pass(source, options.num_threads);
  pass.scan(source, pointers(scans), PassOverRows::Whole{duplicates, sample});
  mend_readings(source, pass, limits, scans);

  TableProfile table;
  table.target = options.target;
  table.rows = duplicates.rows();
  table.duplicate_rows = duplicates.count();
  table.duplicates_are_exact = duplicates.is_exact();
  table.columns.resize(scans.size());
  on_workers(options.num_threads, static_cast<std::int64_t>(scans.size()), [&](std::int64_t c) {
    table.columns[static_cast<std::size_t>(c)] = scans[static_cast<std::size_t>(c)].profile();
  });
  const RowSample::Rows rows = std::move(sample).take();
  table.relations = find_relations(rows, table.columns, table.target);
  table.warnings = find_warnings(table, rows);
  return table;
}

nlohmann::json to_json(const TableProfile& table) {
  nlohmann::json columns = nlohmann::json::array(), warnings = nlohmann::json::array();
  for (const ColumnProfile& column : table.columns) columns.push_back(to_json(column));
  for (const TableWarning& w : table.warnings)
    warnings.push_back(
        {{"kind", w.kind}, {"column", w.column}, {"text", {{"en", w.text.en}, {"zh", w.text.zh}}}});
  nlohmann::json relations = nlohmann::json::array();
  for (const TargetRelation& r : table.relations)
    relations.push_back({{"column", r.column},
                         {"measure", r.measure},
                         {"value", r.value},
                         {"strength", r.strength}});
  return {{"rows", table.rows},
          {"target", table.target},
          {"duplicate_rows", table.duplicate_rows},
          {"duplicates_are_exact", table.duplicates_are_exact},
          {"columns", columns},
          {"relations", relations},
          {"warnings", warnings}};
}

}  // namespace ingot
