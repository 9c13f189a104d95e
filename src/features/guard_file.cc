#include "features/guard_file.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include "features/cells.h"
#include "features/guard_describe.h"
#include "features/reading.h"

namespace ingot {
namespace {

constexpr double kAlarms = 0.001;       ///< the probability of any alarm where nothing is wrong
constexpr double kLeastDistance = 0.1;  ///< that is worth telling, of large files
constexpr std::int64_t kLeastFileRows = 20;
constexpr double kManyFlagged = 0.3, kSomeFlagged = 0.05;

class FileCheck {
 public:
  FileCheck(const GuardTraining& training, const Table& sample, std::int64_t rows,
            const FindingCounts& counts)
      : columns_(training.columns),
        samples_(training.samples),
        ties_(training.ties),
        sample_(sample),
        rows_(rows),
        counts_(counts),
        explained_(columns_.size()) {
    for (std::size_t c = 0; c < columns_.size(); ++c) {
      cells_.push_back(columns_[c].read(sample.columns[c]));
      from_training_.push_back(samples_[c].compare(columns_[c], cells_[c]));
    }
  }

  std::vector<TableFinding> find() {
    const bool is_enough = sample_.size() >= kLeastFileRows;
    for (const std::size_t c : by_distance()) find_format(c);
    if (is_enough) find_swaps();
    for (const std::size_t c : by_distance()) {
      if (explained_[c]) continue;
      if (is_enough && find_unit(c)) continue;
      if (find_flagged(c) || !is_enough) continue;
      if (find_missing(c) || find_drift(c)) continue;
      find_rounding(c);
    }
    if (is_enough) find_out_of_step();
    return std::move(found_);
  }

 private:
  [[nodiscard]] std::vector<std::size_t> by_distance() const {
    std::vector<std::size_t> order(columns_.size());
    for (std::size_t c = 0; c < order.size(); ++c) order[c] = c;
    std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) {
      const SampleComparison &x = from_training_[a], &y = from_training_[b];
      return x.p != y.p ? x.p < y.p : x.distance > y.distance;
    });
    return order;
  }
  [[nodiscard]] bool differs(const SampleComparison& comparison) const {
    constexpr double kTests = 3;
    return comparison.distance >= kLeastDistance &&
           comparison.p < kAlarms / (kTests * static_cast<double>(columns_.size()));
  }
  /// The most rows that are flagged for one reason; `end` where none are.
  [[nodiscard]] FindingCounts::const_iterator most_flagged(std::size_t c) const {
    auto most = counts_.end();
    for (auto count = counts_.begin(); count != counts_.end(); ++count)
      if (count->first.second == columns_[c].name() && count->first.first != "combination" &&
          (most == counts_.end() || count->second.rows > most->second.rows))
        most = count;
    return most;
  }
  [[nodiscard]] bool are_flagged(std::size_t c, double share) const {
    const auto most = most_flagged(c);
    return most != counts_.end() &&
           static_cast<double>(most->second.rows) / static_cast<double>(rows_) > share;
  }
  [[nodiscard]] bool is_suspect(std::size_t c) const {
    return !explained_[c] && (differs(from_training_[c]) || are_flagged(c, kManyFlagged));
  }
  void add(std::string kind, std::vector<std::size_t> columns, std::string value, Text told) {
    TableFinding finding{std::move(kind), {}, std::move(value), std::move(told)};
    for (const std::size_t c : columns) {
      finding.columns.push_back(columns_[c].name());
      explained_[c] = true;
    }
    found_.push_back(std::move(finding));
  }

  void find_format(std::size_t c) {
    constexpr double kManyUnread = 0.1;
    constexpr std::size_t kMostValues = 1000;
    if (!columns_[c].is_number()) return;
    double unread = 0, present = 0;
    for (const std::uint8_t bin : cells_[c].bins)
      unread += bin == ColumnBins::kUnknown, present += bin != ColumnBins::kMissing;
    if (unread < 3 || unread < kManyUnread * present) return;
    std::vector<CategoryCount> values;
    std::set<std::string_view> seen;
    for (std::int64_t row = 0; row < sample_.size() && values.size() < kMostValues; ++row) {
      const std::string_view cell = trim_cell(sample_.columns[c][row]);
      if (cells_[c].bins[static_cast<std::size_t>(row)] != ColumnBins::kMissing &&
          seen.insert(cell).second)
        values.push_back({std::string(cell), 1});
    }
    const Reading& own = columns_[c].profile().reading;
    const Reading other = find_readings(values, columns_[c].name()).best;
    if (other.index() != own.index() || share_read(values, other) <= share_read(values, own))
      return;
    const bool is_date = columns_[c].profile().date() != nullptr;
    const std::string now = describe(other), then = describe(own);
    add(is_date ? "date_format" : "number_format", {c}, now,
        text("{} is written as {}, in training as {}", "{} 的写法为 {}, 训练数据中为 {}",
             columns_[c].name(), now, then));
  }

  /// Whether the cells of the file's column `d` are as those of `c` in training.
  [[nodiscard]] bool fits(std::size_t c, std::size_t d) const {
    constexpr double kMostUnknown = 0.05, kLeastP = 1e-5;
    const ReadCells read = columns_[c].read(sample_.columns[d]);
    const auto unknown = std::ranges::count(read.bins, ColumnBins::kUnknown);
    if (static_cast<double>(unknown) > kMostUnknown * static_cast<double>(read.bins.size()))
      return false;
    const SampleComparison comparison = samples_[c].compare(columns_[c], read);
    return comparison.p > kLeastP || comparison.distance < kLeastDistance;
  }

  void find_swaps() {
    std::vector<std::size_t> suspects;
    for (const std::size_t c : by_distance())
      if (is_suspect(c)) suspects.push_back(c);
    for (std::size_t i = 0; i < suspects.size(); ++i)
      for (std::size_t j = i + 1; j < suspects.size(); ++j) {
        const std::size_t a = suspects[i], b = suspects[j];
        if (explained_[a] || explained_[b] || !fits(a, b) || !fits(b, a)) continue;
        add("swap", {a, b}, "",
            text("{0} and {1} are swapped: each holds what the other did in training",
                 "{0} 与 {1} 互换: 两列各自的值符合另一列的训练数据", columns_[a].name(),
                 columns_[b].name()));
      }
    std::vector<std::pair<std::size_t, std::size_t>> moved;
    for (const std::size_t a : suspects)
      for (const std::size_t b : suspects)
        if (a != b && !explained_[a] && !explained_[b] && fits(a, b)) {
          moved.emplace_back(a, b);
          break;
        }
    if (moved.size() < 2) return;
    for (const auto& [a, b] : moved)
      add("swap", {a, b}, "",
          text("{0} does not hold its own values; those of {1} fit it",
               "{0} 中不是它自己的值; {1} 的值与之相符", columns_[a].name(), columns_[b].name()));
  }

  bool find_unit(std::size_t c) {
    if (!is_suspect(c)) return false;
    const auto unit = samples_[c].guess_unit(columns_[c], cells_[c]);
    if (!unit) return false;
    // Where several columns drift, as in a selection of rows, one may look like a multiple.
    for (std::size_t other = 0; other < columns_.size() && !unit->has_its_digits; ++other)
      if (other != c && is_suspect(other)) return false;
    add("unit", {c}, unit->name,
        text("{} is larger than in training by the factor {}: another unit?",
             "{} 与训练数据相差 {} 倍: 单位是否不同?", columns_[c].name(), unit->name));
    return true;
  }

  /// What many rows are flagged for.
  bool find_flagged(std::size_t c) {
    constexpr std::int64_t kLeast = 3;
    const auto most = most_flagged(c);
    if (most == counts_.end() || most->second.rows < kLeast ||
        static_cast<double>(most->second.rows) < kSomeFlagged * static_cast<double>(rows_))
      return false;
    const auto& [rows, first] = most->second;
    add(most->first.first, {c}, first.value,
        {fmt::format("{} ({} of {} rows)", first.text.en, rows, rows_),
         fmt::format("{} (共 {} 行, 总计 {} 行)", first.text.zh, rows, rows_)});
    return true;
  }

  bool find_missing(std::size_t c) {
    if (!differs(samples_[c].compare_missing(cells_[c]))) return false;
    const double share =
        static_cast<double>(std::ranges::count(cells_[c].bins, ColumnBins::kMissing)) /
        static_cast<double>(sample_.size());
    const std::string percent = fmt::format("{:.1f}", 100 * share);
    add("missing_share", {c}, percent,
        text("{} is missing in {} % of the rows, in training in {:.1f} %",
             "{} 缺失 {} %, 训练数据中为 {:.1f} %", columns_[c].name(), percent,
             100 * samples_[c].missing_share()));
    return true;
  }

  bool find_drift(std::size_t c) {
    if (!differs(from_training_[c])) return false;
    std::set<std::string_view> values;
    for (std::int64_t row = 0; row < sample_.size() && values.size() < 2; ++row)
      if (cells_[c].bins[static_cast<std::size_t>(row)] != ColumnBins::kMissing)
        values.insert(trim_cell(sample_.columns[c][row]));
    if (values.size() == 1) {
      add("constant", {c}, std::string(*values.begin()),
          text("{} is {} in every row", "{} 在每一行都是 {}", columns_[c].name(), *values.begin()));
      return true;
    }
    add("drift", {c}, "", describe_drift(columns_[c], samples_[c], cells_[c]));
    return true;
  }

  void find_rounding(std::size_t c) {
    const SampleComparison digits = samples_[c].compare_digits(cells_[c]);
    if (!differs(digits)) return;
    const bool rounder = samples_[c].is_rounder(cells_[c]);
    add("rounding", {c}, "",
        rounder ? text("{} is rounded more than in training", "{} 比训练数据舍入得更多",
                       columns_[c].name())
                : text("{} has more digits than in training", "{} 的位数比训练数据多",
                       columns_[c].name()));
  }

  void find_out_of_step() {
    std::vector<bool> has_drifted(columns_.size());
    for (std::size_t c = 0; c < columns_.size(); ++c)
      has_drifted[c] = explained_[c] || differs(from_training_[c]);
    for (const std::size_t c : ties_.out_of_step(cells_, has_drifted))
      add("misaligned", {c}, "",
          text("{} does not go with the other columns as in training: do its values stand in the "
               "rows of others?",
               "{} 与其他列的关系不同于训练数据: 其值是否错行?", columns_[c].name()));
  }

  const std::vector<GuardColumn>& columns_;
  const std::vector<ColumnSample>& samples_;
  const GuardTies& ties_;
  const Table& sample_;
  std::int64_t rows_;
  const FindingCounts& counts_;
  std::vector<ReadCells> cells_;
  std::vector<SampleComparison> from_training_;
  std::vector<bool> explained_;
  std::vector<TableFinding> found_;
};

}  // namespace

std::vector<TableFinding> check_file(const GuardTraining& training, const Table& sample,
                                     std::int64_t rows, const FindingCounts& counts) {
  if (sample.size() == 0) return {};
  return FileCheck(training, sample, rows, counts).find();
}

std::vector<std::int64_t> rows_once(const Table& rows) {
  std::set<std::string> seen;
  std::vector<std::int64_t> once;
  for (std::int64_t row = 0; row < rows.size(); ++row) {
    std::string whole;
    for (const TextColumn& column : rows.columns) {
      const std::string_view cell = trim_cell(column[row]);
      whole += fmt::format("{}:{}", cell.size(), cell);
    }
    if (seen.insert(std::move(whole)).second) once.push_back(row);
  }
  return once;
}

}  // namespace ingot
