#include "features/guard_ties.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <iterator>
#include <nlohmann/json.hpp>
#include <sstream>

namespace ingot {
namespace {

using nlohmann::json;

constexpr std::size_t kMostTiedColumns = 64, kPartners = 3;
constexpr double kPrior = 0.5;       ///< rows added to each pair of bins, by its own expectation
constexpr double kLeastMean = 0.05;  ///< nats, below which a pair says too little
constexpr double kLeastFall = 0.5;   ///< of the mean
constexpr double kLeastDeviates = 4.5;

/// log p(a, b) / (p(a) p(b)), drawn towards 0 where there are few rows.
double score(double both, double in_a, double in_b, double rows) {
  const double expected = in_a * in_b / rows;
  return std::log((both + kPrior) / (expected + kPrior));
}

}  // namespace

GuardTies::Tie::Tie(std::size_t first, std::size_t second, std::size_t bins_of_second,
                    std::vector<std::int64_t> rows_of_bins)
    : a(first),
      b(second),
      width(bins_of_second),
      counts(std::move(rows_of_bins)),
      scores(counts.size()) {
  const std::size_t height = counts.size() / width;
  std::vector<double> in_a(height), in_b(width);
  for (std::size_t cell = 0; cell < counts.size(); ++cell) {
    const auto met = static_cast<double>(counts[cell]);
    in_a[cell / width] += met, in_b[cell % width] += met, rows += met;
  }
  double sum = 0, squares = 0;
  for (std::size_t cell = 0; cell < counts.size(); ++cell) {
    const auto met = static_cast<double>(counts[cell]);
    const double of_a = in_a[cell / width], of_b = in_b[cell % width];
    scores[cell] = score(met, of_a, of_b, rows);
    if (met == 0) continue;
    // Each row by the others, so that few rows do not look like a relation.
    const double without = score(met - 1, of_a - 1, of_b - 1, rows - 1);
    sum += met * without, squares += met * without * without;
  }
  mean = sum / rows;
  deviation = std::sqrt(std::max(0.0, squares / rows - mean * mean));
}

GuardTies::GuardTies(const std::vector<GuardColumn>& columns, const std::vector<ReadCells>& train) {
  constexpr std::size_t kFewestRows = 100;
  const std::size_t count = std::min(columns.size(), kMostTiedColumns);
  const std::size_t rows = count == 0 ? 0 : train[0].bins.size();
  if (rows < kFewestRows) return;
  std::vector<Tie> all;
  for (std::size_t a = 0; a < count; ++a)
    for (std::size_t b = a + 1; b < count; ++b) {
      const std::size_t width = columns[b].bins().size();
      std::vector<std::int64_t> counts(columns[a].bins().size() * width);
      for (std::size_t row = 0; row < rows; ++row)
        ++counts[train[a].bins[row] * width + train[b].bins[row]];
      Tie tie(a, b, width, std::move(counts));
      if (tie.mean >= kLeastMean) all.push_back(std::move(tie));
    }
  std::ranges::stable_sort(all, std::greater<>(), &Tie::mean);
  std::vector<std::size_t> partners(count);
  for (Tie& tie : all) {
    if (partners[tie.a] >= kPartners && partners[tie.b] >= kPartners) continue;
    ++partners[tie.a], ++partners[tie.b];
    ties_.push_back(std::move(tie));
  }
}

std::vector<std::size_t> GuardTies::out_of_step(const std::vector<ReadCells>& rows,
                                                const std::vector<bool>& has_drifted) const {
  const std::size_t count = rows.empty() ? 0 : rows[0].bins.size();
  const auto n = static_cast<double>(count);
  std::vector<const Tie*> fallen;
  for (const Tie& tie : ties_) {
    if (has_drifted[tie.a] || has_drifted[tie.b] || count == 0) continue;
    double sum = 0;
    for (std::size_t row = 0; row < count; ++row)
      sum += tie.scores[rows[tie.a].bins[row] * tie.width + rows[tie.b].bins[row]];
    const double fall = tie.mean - sum / n;
    const double error = tie.deviation * std::sqrt(1 / n + 1 / tie.rows);
    if (fall > kLeastFall * tie.mean && fall > kLeastDeviates * error) fallen.push_back(&tie);
  }
  // A partner of the column to blame falls with it alone.
  std::vector<std::size_t> blamed;
  while (!fallen.empty()) {
    std::vector<int> times(rows.size());
    for (const Tie* tie : fallen) ++times[tie->a], ++times[tie->b];
    const auto worst = static_cast<std::size_t>(std::ranges::max_element(times) - times.begin());
    blamed.push_back(worst);
    std::erase_if(fallen, [&](const Tie* tie) { return tie->a == worst || tie->b == worst; });
  }
  return blamed;
}

json GuardTies::to_json() const {
  json ties = json::array();
  for (const Tie& t : ties_)
    ties.push_back({{"a", t.a},
                    {"b", t.b},
                    {"width", t.width},
                    {"counts", fmt::format("{}", fmt::join(t.counts, " "))}});
  return ties;
}

GuardTies GuardTies::from_json(const json& written) {
  GuardTies ties;
  for (const json& t : written) {
    std::istringstream counts(t.at("counts").get<std::string>());
    ties.ties_.emplace_back(
        t.at("a").get<std::size_t>(), t.at("b").get<std::size_t>(),
        t.at("width").get<std::size_t>(),
        std::vector<std::int64_t>(std::istream_iterator<std::int64_t>(counts), {}));
  }
  return ties;
}

}  // namespace ingot
