#include "features/guard_pairs.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <sstream>

namespace ingot {
namespace {

using nlohmann::json;

constexpr std::size_t kMostPairedColumns = 64;
/// The share of rows that may be flagged although nothing is wrong with them.
constexpr double kMostFlaggedPairs = 0.004;
/// Rows that the two bins should share, by falling caution.
constexpr auto kExpectedMeetings = std::to_array<double>({15, 20, 30, 50, 80, 150, 300, 1000});

struct Meeting {
  std::size_t a = 0, b = 0;
  std::uint8_t bin_a = 0, bin_b = 0;
  double expected = 0;
};

/// The meetings that no row has, and the rows of those that one row has.
struct Meetings {
  std::vector<Meeting> none;
  std::vector<std::pair<double, std::size_t>> once;  ///< expected, row
};

void find_meetings(const std::vector<GuardColumn>& columns, const std::vector<ReadCells>& cells,
                   std::size_t a, std::size_t b, Meetings& found) {
  const std::size_t rows = cells[a].bins.size();
  const std::size_t height = columns[a].bins().size(), width = columns[b].bins().size();
  std::vector<double> met(height * width);
  std::vector<std::size_t> last(height * width);
  for (std::size_t row = 0; row < rows; ++row) {
    const std::size_t cell = cells[a].bins[row] * width + cells[b].bins[row];
    met[cell] += 1;
    last[cell] = row;
  }
  const std::vector<double> in_a = cells[a].rows_by_bin(height), in_b = cells[b].rows_by_bin(width);
  for (std::size_t i = 0; i < height; ++i)
    for (std::size_t j = 0; j < width; ++j) {
      const double expected = in_a[i] * in_b[j] / static_cast<double>(rows);
      if (expected < kExpectedMeetings[0] || met[i * width + j] > 1) continue;
      if (met[i * width + j] == 1)
        found.once.emplace_back(expected, last[i * width + j]);
      else
        found.none.push_back(
            {a, b, static_cast<std::uint8_t>(i), static_cast<std::uint8_t>(j), expected});
    }
}

/// Of the training rows, with a meeting of their own: about as many others would have a new one.
double share_of_own(const Meetings& found, double least, std::size_t rows) {
  std::vector<std::size_t> own;
  for (const auto& [expected, row] : found.once)
    if (expected >= least) own.push_back(row);
  std::ranges::sort(own);
  const auto rest = std::ranges::unique(own);
  own.erase(rest.begin(), rest.end());
  return static_cast<double>(own.size()) / static_cast<double>(std::max<std::size_t>(rows, 1));
}

double share_flagged(const Meetings& found, double least, const std::vector<ReadCells>& valid) {
  const std::size_t rows = valid.empty() ? 0 : valid[0].bins.size();
  std::vector<bool> is_flagged(rows);
  for (const Meeting& m : found.none)
    for (std::size_t row = 0; m.expected >= least && row < rows; ++row)
      if (valid[m.a].bins[row] == m.bin_a && valid[m.b].bins[row] == m.bin_b)
        is_flagged[row] = true;
  return static_cast<double>(std::ranges::count(is_flagged, true)) /
         static_cast<double>(std::max<std::size_t>(rows, 1));
}

}  // namespace

GuardPairs::GuardPairs(const std::vector<GuardColumn>& columns, const std::vector<ReadCells>& train,
                       const std::vector<ReadCells>& valid) {
  const std::size_t count = std::min(columns.size(), kMostPairedColumns);
  if (count == 0 || train[0].bins.empty()) return;
  Meetings found;
  for (std::size_t a = 0; a < count; ++a)
    for (std::size_t b = a + 1; b < count; ++b) find_meetings(columns, train, a, b, found);
  const auto holds = [&](double least) {
    return std::max(share_of_own(found, least, train[0].bins.size()),
                    share_flagged(found, least, valid)) <= kMostFlaggedPairs;
  };
  const auto* least = std::ranges::find_if(kExpectedMeetings, holds);
  if (least == kExpectedMeetings.end()) return;
  for (const Meeting& m : found.none) {
    if (m.expected < *least) continue;
    bool occurs = false;
    for (std::size_t row = 0; row < valid[m.a].bins.size() && !occurs; ++row)
      occurs = valid[m.a].bins[row] == m.bin_a && valid[m.b].bins[row] == m.bin_b;
    if (occurs) continue;
    if (pairs_.empty() || pairs_.back().a != m.a || pairs_.back().b != m.b) {
      const std::size_t width = columns[m.b].bins().size();
      pairs_.push_back(
          {m.a, m.b, width, std::vector<std::uint8_t>(columns[m.a].bins().size() * width)});
    }
    pairs_.back().forbidden[m.bin_a * pairs_.back().width + m.bin_b] = 1;
  }
}

std::optional<TableFinding> GuardPairs::check(const std::vector<GuardColumn>& columns,
                                              std::span<const std::uint8_t> bins) const {
  std::vector<const Pair*> met;
  for (const Pair& pair : pairs_)
    if (pair.forbidden[bins[pair.a] * pair.width + bins[pair.b]] != 0) met.push_back(&pair);
  if (met.empty()) return std::nullopt;
  // The column that most of them have in common is the one to blame.
  std::vector<int> times(columns.size());
  for (const Pair* pair : met) ++times[pair->a], ++times[pair->b];
  const auto weight = [&](const Pair* pair) { return times[pair->a] + times[pair->b]; };
  const Pair& worst = **std::ranges::max_element(met, {}, weight);
  const bool swapped = times[worst.b] > times[worst.a];
  const std::size_t blamed = swapped ? worst.b : worst.a, other = swapped ? worst.a : worst.b;
  const std::string value = columns[blamed].bins().name(bins[blamed]);
  const std::string with = columns[other].bins().name(bins[other]);
  return TableFinding{"combination",
                      {columns[blamed].name(), columns[other].name()},
                      value,
                      text("{} = {} with {} = {}: no training row has both",
                           "{} = {} 与 {} = {} 同时出现: 训练数据中没有这样的行",
                           columns[blamed].name(), value, columns[other].name(), with)};
}

json GuardPairs::to_json() const {
  json pairs = json::array();
  for (const Pair& pair : pairs_) {
    std::vector<std::size_t> cells;
    for (std::size_t cell = 0; cell < pair.forbidden.size(); ++cell)
      if (pair.forbidden[cell] != 0) cells.push_back(cell);
    pairs.push_back({{"a", pair.a},
                     {"b", pair.b},
                     {"width", pair.width},
                     {"size", pair.forbidden.size()},
                     {"never", fmt::format("{}", fmt::join(cells, " "))}});
  }
  return pairs;
}

GuardPairs GuardPairs::from_json(const json& written) {
  GuardPairs pairs;
  for (const json& p : written) {
    Pair& pair = pairs.pairs_.emplace_back();
    p.at("a").get_to(pair.a);
    p.at("b").get_to(pair.b);
    p.at("width").get_to(pair.width);
    pair.forbidden.resize(p.at("size").get<std::size_t>());
    std::istringstream cells(p.at("never").get<std::string>());
    for (std::size_t cell = 0; cells >> cell;) pair.forbidden.at(cell) = 1;
  }
  return pairs;
}

}  // namespace ingot
