#include "features/table_guard.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/workers.h"
#include "features/row_sample.h"
#include "features/text_hash.h"

namespace ingot {
namespace {

using nlohmann::json;

constexpr int kGuardFormat = 1;
constexpr std::int64_t kTrainingSample = 30000, kFileSample = 10000, kDuplicateSample = 1000;

/// The columns `wanted` of `rows`, whose columns are called `names`, in this order.
Table columns_of(const Table& rows, const std::vector<std::string>& names,
                 const std::vector<std::string>& wanted) {
  Table chosen{wanted, {}};
  for (const std::string& name : wanted)
    chosen.columns.push_back(
        rows.columns[static_cast<std::size_t>(std::ranges::find(names, name) - names.begin())]);
  return chosen;
}

Table first_rows(const Table& rows, std::int64_t most) {
  std::vector<std::int64_t> first;
  for (std::int64_t row = 0; row < std::min(rows.size(), most); ++row) first.push_back(row);
  return select_rows(rows, first);
}

/// The share of the first rows that equal an earlier one.
double share_repeated(const Table& rows) {
  const Table first = first_rows(rows, kDuplicateSample);
  return 1 - static_cast<double>(rows_once(first).size()) /
                 static_cast<double>(std::max<std::int64_t>(first.size(), 1));
}

std::vector<ReadCells> read_all(const std::vector<GuardColumn>& columns, const Table& rows,
                                int num_threads) {
  std::vector<ReadCells> cells(columns.size());
  on_workers(num_threads, static_cast<std::int64_t>(columns.size()), [&](std::int64_t column) {
    const auto c = static_cast<std::size_t>(column);
    cells[c] = columns[c].read(rows.columns[c]);
  });
  return cells;
}

/// Adds runs of rows to a sample of them.
class Sampler {
 public:
  Sampler(const std::vector<std::string>& names, std::int64_t most) : sample_(names, most) {}
  void add(const Table& rows) {
    std::vector<std::uint64_t> hashes(static_cast<std::size_t>(rows.size()));
    for (std::size_t i = 0; i < hashes.size(); ++i)
      hashes[i] = hash_number(static_cast<std::uint64_t>(rows_) + i);
    sample_.add(rows, rows_, hashes);
    rows_ += rows.size();
  }
  [[nodiscard]] std::int64_t rows() const { return rows_; }
  [[nodiscard]] Table take() && { return std::move(sample_).take().table; }

 private:
  RowSample sample_;
  std::int64_t rows_ = 0;
};

Table sample_of(const TableSource& source, const std::vector<std::string>& names,
                std::int64_t most) {
  Sampler sampler(names, most);
  source.for_each_run([&](const Table& rows) { sampler.add(columns_of(rows, rows.names, names)); });
  return std::move(sampler).take();
}

}  // namespace

TableGuard TableGuard::fit(const TableProfile& profile, const std::vector<std::string>& required,
                           const TableSource& train, const TableSource& valid, int num_threads) {
  TableGuard guard;
  guard.names_ = {required, train.columns()};
  for (const std::string& name : required) guard.columns_.emplace_back(*profile.find(name));
  train.for_each_run([&](const Table& rows) {
    const Table checked = columns_of(rows, rows.names, required);
    on_workers(num_threads, static_cast<std::int64_t>(required.size()), [&](std::int64_t c) {
      guard.columns_[static_cast<std::size_t>(c)].learn(
          checked.columns[static_cast<std::size_t>(c)]);
    });
  });
  for (GuardColumn& column : guard.columns_) column.settle();
  const Table sample = sample_of(train, required, kTrainingSample);
  const Table beside = sample_of(valid, required, kTrainingSample);
  guard.calibrate(beside);
  for (std::size_t c = 0; c < required.size(); ++c) guard.columns_[c].learn(beside.columns[c]);
  const std::vector<ReadCells> of_train = read_all(guard.columns_, sample, num_threads);
  const std::vector<ReadCells> of_valid = read_all(guard.columns_, beside, num_threads);
  for (std::size_t c = 0; c < required.size(); ++c)
    guard.samples_.emplace_back(guard.columns_[c], of_train[c]);
  guard.pairs_ = GuardPairs(guard.columns_, of_train, of_valid);
  guard.trends_ = GuardTrends(guard.columns_, of_train, of_valid);
  guard.ties_ = GuardTies(guard.columns_, of_train);
  guard.duplicate_share_ = share_repeated(sample);
  return guard;
}

void TableGuard::calibrate(const Table& valid) {
  constexpr double kMostOfValid = 0.003;
  constexpr std::int64_t kLeast = 2;
  std::vector<RowCheck> rows;
  check_rows(valid, 1, rows);
  std::map<std::pair<std::string, std::string>, std::int64_t> flagged;
  for (const RowCheck& row : rows)
    for (const TableFinding& finding : row.findings) ++flagged[{finding.columns[0], finding.kind}];
  for (const auto& [key, count] : flagged)
    if (count >= kLeast &&
        static_cast<double>(count) > kMostOfValid * static_cast<double>(valid.size()))
      for (GuardColumn& column : columns_)
        if (column.name() == key.first) column.give_up(key.second);
}

Verdict TableGuard::verdict_of(const std::vector<TableFinding>& findings) const {
  Verdict verdict = Verdict::ok;
  for (const TableFinding& finding : findings) {
    const GuardAction action = policy_.action(finding.kind);
    if (action == GuardAction::refuse) return Verdict::refused;
    if (action == GuardAction::flag) verdict = Verdict::flagged;
  }
  return verdict;
}

void TableGuard::check_rows(const Table& rows, int num_threads, std::vector<RowCheck>& into) const {
  const std::vector<ReadCells> cells = read_all(columns_, rows, num_threads);
  std::vector<std::uint8_t> bins(columns_.size());
  std::vector<double> numbers(columns_.size());
  for (std::int64_t row = 0; row < rows.size(); ++row) {
    RowCheck& check = into.emplace_back();
    const auto add = [&](std::optional<TableFinding> finding) {
      if (finding && policy_.action(finding->kind) != GuardAction::pass)
        check.findings.push_back(std::move(*finding));
    };
    for (std::size_t c = 0; c < columns_.size(); ++c) {
      bins[c] = cells[c].bins[static_cast<std::size_t>(row)];
      numbers[c] = cells[c].numbers[static_cast<std::size_t>(row)];
      add(columns_[c].check(rows.columns[c], row, numbers[c]));
    }
    if (columns_.size() > 1 && check.findings.empty() &&
        std::ranges::all_of(bins, [](std::uint8_t bin) { return bin == ColumnBins::kMissing; }))
      add(TableFinding{
          "missing", {columns_[0].name()}, "", text("all fields are missing", "所有字段均缺失")});
    add(pairs_.check(columns_, bins));
    add(trends_.check(columns_, numbers));
    std::ranges::stable_sort(check.findings, {}, [&](const TableFinding& finding) {
      return policy_.gravity(finding.kind);
    });
    check.verdict = verdict_of(check.findings);
  }
}

void TableGuard::add_file_findings(TableCheck& check) const {
  std::erase_if(check.file, [&](const TableFinding& finding) {
    return policy_.action(finding.kind) == GuardAction::pass;
  });
  std::ranges::stable_sort(
      check.file, {}, [&](const TableFinding& finding) { return policy_.gravity(finding.kind); });
  for (const TableFinding& finding : check.file) {
    const GuardAction action = policy_.action(finding.kind);
    // What single rows are flagged for is told of the file too, but holds for those rows alone.
    if (action < GuardAction::flag || GuardPolicy::is_of_rows(finding.kind)) continue;
    for (RowCheck& row : check.rows) {
      row.findings.push_back({finding.kind, finding.columns, finding.value, {}});
      row.verdict = std::max(row.verdict,
                             action == GuardAction::refuse ? Verdict::refused : Verdict::flagged);
    }
  }
}

TableCheck TableGuard::check(const TableSource& rows, int num_threads) const {
  TableCheck check;
  HeaderMatch header = match_header(rows.columns(), names_);
  check.file = std::move(header.findings);
  FindingCounts counts;
  Sampler sampler(names_.required, kFileSample);
  rows.for_each_run([&](const Table& run) {
    if (!header.is_whole) {
      check.rows.resize(check.rows.size() + static_cast<std::size_t>(run.size()));
      return;
    }
    const Table checked = columns_of(run, header.names, names_.required);
    const std::size_t before = check.rows.size();
    check_rows(checked, num_threads, check.rows);
    for (std::size_t row = before; row < check.rows.size(); ++row)
      for (const TableFinding& finding : check.rows[row].findings) {
        FindingCount& count = counts[{finding.kind, finding.columns[0]}];
        if (count.rows++ == 0) count.first = finding;
      }
    sampler.add(checked);
  });
  if (header.is_whole) {
    const std::int64_t all = sampler.rows();
    Table sample = std::move(sampler).take();
    constexpr std::int64_t kFewestRows = 20;
    constexpr double kMostRepeated = 0.05;
    const double repeated = share_repeated(sample);
    if (sample.size() >= kFewestRows && repeated > kMostRepeated + 3 * duplicate_share_) {
      check.file.push_back({"duplicates",
                            {},
                            fmt::format("{:.1f}", 100 * repeated),
                            text("{:.1f} % of the rows repeat an earlier one, in training {:.1f} %",
                                 "{:.1f} % 的行重复了前面的行, 训练数据中为 {:.1f} %",
                                 100 * repeated, 100 * duplicate_share_)});
      // Otherwise each of a few rows would count as evidence again and again.
      sample = select_rows(sample, rows_once(sample));
    }
    std::ranges::move(check_file({columns_, samples_, ties_}, sample, all, counts),
                      std::back_inserter(check.file));
  }
  add_file_findings(check);
  return check;
}

TableCheck TableGuard::check(const Table& rows, int num_threads) const {
  return check(*table_in_memory(rows), num_threads);
}

json TableGuard::to_json() const {
  json columns = json::array();
  for (std::size_t c = 0; c < columns_.size(); ++c)
    columns.push_back({{"cells", columns_[c].to_json()}, {"rows", samples_[c].to_json()}});
  return {{"format", kGuardFormat},
          {"policy", policy_.to_json()},
          {"required", names_.required},
          {"known", names_.known},
          {"columns", std::move(columns)},
          {"pairs", pairs_.to_json()},
          {"trends", trends_.to_json()},
          {"ties", ties_.to_json()},
          {"duplicate_share", duplicate_share_}};
}

Error bad_guard(const std::string& what) {
  return Error("bad_manifest", text("the guard lacks a member, or one is of another type ({})",
                                    "防火墙数据缺少某项或其类型不符 ({})", what))
      .fix(text("build the product again", "请重新构建该产品"));
}

TableGuard TableGuard::from_json(const json& written) {
  try {
    if (written.at("format").get<int>() > kGuardFormat)
      throw Error("newer_product", text("the guard is of a newer version", "防火墙数据的版本较新"))
          .fix(text("use a newer Ingot", "请使用更新版本的 Ingot"));
    TableGuard guard;
    guard.policy_ = GuardPolicy::from_json(written.at("policy"));
    written.at("required").get_to(guard.names_.required);
    written.at("known").get_to(guard.names_.known);
    for (const json& column : written.at("columns")) {
      guard.columns_.push_back(GuardColumn::from_json(column.at("cells")));
      guard.samples_.push_back(ColumnSample::from_json(column.at("rows")));
    }
    guard.pairs_ = GuardPairs::from_json(written.at("pairs"));
    guard.trends_ = GuardTrends::from_json(written.at("trends"));
    guard.ties_ = GuardTies::from_json(written.at("ties"));
    written.at("duplicate_share").get_to(guard.duplicate_share_);
    return guard;
  } catch (const json::exception& e) {
    throw bad_guard(e.what());
  }
}

}  // namespace ingot
