#include "tasks/table_interactions.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "evaluate/row_choice.h"

namespace ingot {
namespace {

constexpr std::size_t kBins = 32, kCoarse = 4;  // a pair's table has every fourth edge
constexpr std::size_t kPairBins = kBins / kCoarse + 2;

enum class Kind { number, date, category };

// A column of the rows that are looked at.
struct LookedAt {
  const ColumnProfile* profile = nullptr;
  const TextColumn* cells = nullptr;
  Kind kind = Kind::number;
  std::vector<std::uint8_t> bins;  // of each row; the last one: missing
  double told = 0;                 // of the target, by the column alone
};

std::optional<Kind> kind_of(const ColumnProfile& column) {
  if (is_measured(column)) return column.date() != nullptr ? Kind::date : Kind::number;
  switch (column.meaning) {
    case Meaning::category:
    case Meaning::boolean:
    case Meaning::ordinal: return Kind::category;
    default: return std::nullopt;
  }
}

// Numbers by quantiles, values by their frequency; rare ones share a bin.
std::vector<std::uint8_t> bins_of(const CellRun& cells, const ColumnProfile& profile, Kind kind) {
  std::vector<std::uint8_t> bins;
  if (kind == Kind::category) {
    std::map<std::string, std::uint8_t, std::less<>> places;
    for (const CategoryCount& value : profile.values)
      if (places.size() + 1 < kBins)
        places.emplace(value.value, static_cast<std::uint8_t>(places.size()));
    for (std::int64_t row = 0; row < cells.size(); ++row) {
      const auto found = cells[row] ? places.find(*cells[row]) : places.end();
      bins.push_back(!cells[row]             ? std::uint8_t{kBins}
                     : found == places.end() ? std::uint8_t{kBins - 1}
                                             : found->second);
    }
    return bins;
  }
  std::vector<double> edges;
  for (std::size_t b = 1; b < kBins; ++b) edges.push_back(profile.quantiles[b * 100 / kBins]);
  for (const double x : cells.numbers())
    bins.push_back(std::isnan(x) ? std::uint8_t{kBins}
                                 : static_cast<std::uint8_t>(std::ranges::upper_bound(edges, x) -
                                                             edges.begin()));
  return bins;
}

// One number to be explained in each row: a number of deviation 1, or whether it is of a class.
struct Target {
  std::vector<double> values;
  bool is_class = false;
  std::vector<double> unexplained = {};
};

std::vector<Target> targets_of(const std::vector<double>& targets, const TableTarget& target) {
  constexpr std::int64_t kMostClasses = 5;
  if (target.is_number()) {
    Target one{targets};
    for (double& y : one.values) y = (y - target.centre) / target.spread;
    return {std::move(one)};
  }
  std::vector<Target> all;
  const std::int64_t classes = target.num_classes();
  for (std::int64_t k = classes == 2 ? 1 : 0; k < std::min(classes, kMostClasses); ++k) {
    Target& one = all.emplace_back(Target{{}, true});
    for (const double y : targets) one.values.push_back(y == static_cast<double>(k) ? 1 : 0);
  }
  return all;
}

// What a sum of functions of one column each leaves, by Newton steps over the bins.
void explain_by_columns(Target& target, std::vector<LookedAt>& columns) {
  constexpr int kRounds = 12;
  constexpr double kStep = 0.5, kCaution = 5;
  const std::size_t n = target.values.size();
  std::vector<double> score(n), slope(n, 1.0);
  target.unexplained = target.values;
  const auto settle = [&] {
    for (std::size_t i = 0; i < n; ++i) {
      const double p = target.is_class ? 1 / (1 + std::exp(-score[i])) : score[i];
      target.unexplained[i] = target.values[i] - p;
      if (target.is_class) slope[i] = std::max(p * (1 - p), 1e-3);
    }
  };
  settle();
  for (int round = 0; round < kRounds; ++round)
    for (LookedAt& column : columns) {
      std::array<double, kBins + 1> gradient{}, curvature{};
      for (std::size_t i = 0; i < n; ++i) {
        gradient[column.bins[i]] += target.unexplained[i];
        curvature[column.bins[i]] += slope[i];
      }
      for (std::size_t b = 0; b <= kBins; ++b) {
        const double step = gradient[b] / (curvature[b] + kCaution);
        if (round == 0) column.told += gradient[b] * step;
        gradient[b] = kStep * step;
      }
      for (std::size_t i = 0; i < n; ++i) score[i] += gradient[column.bins[i]];
      settle();
    }
}

// Numbers by every fourth edge; of values the most frequent, and all others.
std::size_t coarse(const LookedAt& column, std::size_t row) {
  const std::size_t bin = column.bins[row];
  if (bin == kBins) return kPairBins - 1;
  return column.kind == Kind::category ? std::min(bin, kPairBins - 2) : bin / kCoarse;
}

// How much more than chance a table over both columns explains, in deviations of chance; of every
// second row.
double strength_of(const LookedAt& a, const LookedAt& b, const std::vector<Target>& targets) {
  constexpr std::size_t kCells = kPairBins * kPairBins;
  double explained = 0, freedom = 0;
  for (const Target& target : targets) {
    std::array<double, kCells> sums{}, rows{};
    double squares = 0, all = 0;
    for (std::size_t i = 0; i < target.values.size(); i += 2) {
      const std::size_t cell = coarse(a, i) * kPairBins + coarse(b, i);
      sums[cell] += target.unexplained[i];
      rows[cell] += 1;
      squares += target.unexplained[i] * target.unexplained[i];
      all += 1;
    }
    if (squares == 0) continue;
    // Cells less rows less columns of the table, each with as many means as it has entries.
    double sum = 0, cells = 0;
    const auto take = [&](double sign, auto cell_at, std::size_t outer, std::size_t inner) {
      for (std::size_t o = 0; o < outer; ++o) {
        double s = 0, r = 0;
        for (std::size_t in = 0; in < inner; ++in) {
          s += sums[cell_at(o, in)];
          r += rows[cell_at(o, in)];
        }
        if (r == 0) continue;
        sum += sign * s * s / r;
        cells += sign;
      }
    };
    take(
        1, [](std::size_t o, std::size_t) { return o; }, kCells, 1);
    take(
        -1, [](std::size_t o, std::size_t in) { return o * kPairBins + in; }, kPairBins, kPairBins);
    take(
        -1, [](std::size_t o, std::size_t in) { return in * kPairBins + o; }, kPairBins, kPairBins);
    explained += sum / (squares / all);
    freedom += cells + 1;
  }
  return freedom < 1 ? 0 : (explained - freedom) / std::sqrt(2 * freedom);
}

struct Found {
  DerivedColumn column;
  double gain = 0;  // share of what columns alone leave unexplained
};

// What the bins of a column explain of every other row, learned on the rows between; nothing unless
// that is clearly more than nothing.
std::optional<double> gain_of(const std::vector<std::int64_t>& bins,
                              const std::vector<Target>& targets) {
  constexpr double kCaution = 10, kLeastGain = 0.002, kClearly = 3;
  const std::int64_t count = *std::ranges::max_element(bins) + 1;
  double gain = 0, variance = 0;
  for (const Target& target : targets) {
    std::vector<double> sums(static_cast<std::size_t>(count)), rows(sums.size());
    for (std::size_t i = 0; i < bins.size(); i += 2) {
      sums[static_cast<std::size_t>(bins[i])] += target.unexplained[i];
      rows[static_cast<std::size_t>(bins[i])] += 1;
    }
    double total = 0, of_squares = 0, squares = 0, n = 0;
    for (std::size_t i = 1; i < bins.size(); i += 2) {
      const auto b = static_cast<std::size_t>(bins[i]);
      const double r = target.unexplained[i], left = r - sums[b] / (rows[b] + kCaution);
      const double less = r * r - left * left;
      total += less;
      of_squares += less * less;
      squares += r * r;
      n += 1;
    }
    if (squares == 0) continue;
    gain += total / squares;
    variance += std::max(0.0, of_squares - total * total / n) / (squares * squares);
  }
  gain /= static_cast<double>(targets.size());
  const double error = std::sqrt(variance) / static_cast<double>(targets.size());
  if (gain < kLeastGain || gain < kClearly * error) return std::nullopt;
  return gain;
}

// Sixteen bins of equally many rows; of texts one for each of the most frequent.
std::vector<std::int64_t> bins_of_derived(const TextColumn& cells, bool numbers) {
  constexpr std::size_t kDerivedBins = 16, kMostTexts = 256;
  std::vector<std::int64_t> bins(static_cast<std::size_t>(cells.size()));
  if (!numbers) {
    std::map<std::string_view, std::int64_t> rows;
    for (std::int64_t row = 0; row < cells.size(); ++row) ++rows[cells[row]];
    std::vector<std::pair<std::int64_t, std::string_view>> by_rows;
    for (const auto& [text, count] : rows) by_rows.emplace_back(-count, text);
    std::ranges::sort(by_rows);
    std::map<std::string_view, std::int64_t> places;
    for (std::size_t i = 0; i < std::min(by_rows.size(), kMostTexts); ++i)
      places.emplace(by_rows[i].second, static_cast<std::int64_t>(i));
    for (std::int64_t row = 0; row < cells.size(); ++row) {
      const auto found = places.find(cells[row]);
      bins[static_cast<std::size_t>(row)] =
          found == places.end() ? static_cast<std::int64_t>(kMostTexts) : found->second;
    }
    return bins;
  }
  std::vector<std::pair<double, std::int64_t>> sorted;
  for (std::int64_t row = 0; row < cells.size(); ++row) {
    const auto number = cells.is_missing(row) ? std::nullopt : parse_number(cells[row], {});
    bins[static_cast<std::size_t>(row)] = kDerivedBins;
    if (number) sorted.emplace_back(*number, row);
  }
  std::ranges::sort(sorted);
  std::int64_t bin = 0;
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    // Equal numbers share a bin.
    if (i == 0 || sorted[i].first != sorted[i - 1].first)
      bin = static_cast<std::int64_t>(i * kDerivedBins / sorted.size());
    bins[static_cast<std::size_t>(sorted[i].second)] = bin;
  }
  return bins;
}

// The form of a pair that explains most.
std::optional<Found> best_form(const LookedAt& a, const LookedAt& b,
                               const std::vector<Target>& targets) {
  const CellRun cells_of_a(*a.cells, *a.profile), cells_of_b(*b.cells, *b.profile);
  std::optional<Found> best;
  for (const DerivationDef& def : derivation_registry()) {
    const bool numbers = a.kind != Kind::category && b.kind != Kind::category;
    if (def.is_of_numbers != numbers || a.kind != b.kind) continue;
    if (a.kind == Kind::date && !def.takes_dates) continue;
    for (const bool swapped : {false, true}) {
      if (swapped && def.is_symmetric) continue;
      const LookedAt &first = swapped ? b : a, &second = swapped ? a : b;
      const DerivedColumn column = derived_column(def, first.profile->name, second.profile->name);
      const TextColumn made =
          derive(column, {swapped ? cells_of_b : cells_of_a, swapped ? cells_of_a : cells_of_b,
                          *first.profile, *second.profile});
      const auto gain = gain_of(bins_of_derived(made, numbers), targets);
      if (gain && (!best || *gain > best->gain)) best = {column, *gain};
    }
  }
  return best;
}

}  // namespace

std::vector<DerivedColumn> find_interactions(const TableParts& parts,
                                             const InteractionSearch& search) {
  // Deviations of chance beyond which a pair is looked at closer; so many of them.
  constexpr double kFarFromChance = 6;
  constexpr std::size_t kMostPairs = 12;
  constexpr std::int64_t kFewestRows = 200;
  if (search.most <= 0 || parts.target.is_label_sets() || parts.train.size() < kFewestRows)
    return {};
  const std::vector<std::int64_t> chosen = evenly_chosen(parts.train.size(), search.rows);
  const Table rows = read_table(*selected_rows(parts.train.rows, chosen));
  std::vector<double> own;
  for (const std::int64_t row : chosen)
    own.push_back(parts.train.targets[static_cast<std::size_t>(row)]);
  std::vector<Target> targets = targets_of(own, parts.target);

  std::vector<LookedAt> columns;
  for (const ColumnProfile& profile : parts.profile.columns) {
    const auto kind = kind_of(profile);
    if (!kind || profile.name == parts.target.column || parts.left_out.contains(profile.name) ||
        parts.goal.monotone.contains(profile.name))
      continue;
    const TextColumn& cells = rows.columns[rows.find(profile.name).value()];
    columns.push_back({&profile, &cells, *kind, {}});
    columns.back().bins = bins_of(CellRun(cells, profile), profile, *kind);
  }
  for (Target& target : targets) explain_by_columns(target, columns);
  std::ranges::stable_sort(columns, std::ranges::greater{}, &LookedAt::told);
  if (std::ssize(columns) > search.columns)
    columns.resize(static_cast<std::size_t>(search.columns));

  struct Pair {
    double strength;
    std::size_t a, b;
  };
  std::vector<Pair> pairs;
  for (std::size_t a = 0; a < columns.size(); ++a)
    for (std::size_t b = a + 1; b < columns.size(); ++b)
      if (columns[a].kind == columns[b].kind)
        if (const double strength = strength_of(columns[a], columns[b], targets);
            strength > kFarFromChance)
          pairs.push_back({strength, a, b});
  std::ranges::stable_sort(pairs, std::ranges::greater{}, &Pair::strength);
  if (pairs.size() > kMostPairs) pairs.resize(kMostPairs);

  std::vector<Found> found;
  for (const Pair& pair : pairs)
    if (auto form = best_form(columns[pair.a], columns[pair.b], targets))
      if (!parts.profile.find(form->column.name())) found.push_back(*std::move(form));
  std::ranges::stable_sort(found, std::ranges::greater{}, &Found::gain);
  std::vector<DerivedColumn> derived;
  for (const Found& f : found)
    if (std::ssize(derived) < search.most) derived.push_back(f.column);
  profile_derived(derived, *parts.train.rows, parts.profile, search.num_threads);
  return derived;
}

}  // namespace ingot
