#include "features/sketches.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>
#include <numbers>

namespace ingot {

void DistinctSketch::add(std::uint64_t hash) {
  const std::size_t place = hash >> (64 - kBits);
  const auto zeros = static_cast<std::uint8_t>(
      std::countl_zero((hash << kBits) | (std::uint64_t{1} << (kBits - 1))) + 1);
  longest_[place] = std::max(longest_[place], zeros);
}

namespace {

// What the registers that are still empty (sigma) and those that are full (tau) add, as series.
double sigma(double x) {
  if (x == 1) return std::numeric_limits<double>::infinity();
  double y = 1, z = x, before = 0;
  do {
    x *= x;
    before = z;
    z += x * y;
    y += y;
  } while (z != before);
  return z;
}

double tau(double x) {
  if (x == 0 || x == 1) return 0;
  double y = 1, z = 1 - x, before = 0;
  do {
    x = std::sqrt(x);
    before = z;
    y /= 2;
    z -= (1 - x) * (1 - x) * y;
  } while (z != before);
  return z / 3;
}

}  // namespace

// source    Ertl 2017, New cardinality estimation algorithms for HyperLogLog sketches, algorithm 6
std::int64_t DistinctSketch::estimate() const {
  constexpr int kFull = 64 - kBits + 1;
  std::array<double, kFull + 1> counts{};
  for (const std::uint8_t zeros : longest_) ++counts[zeros];
  const auto m = static_cast<double>(longest_.size());
  double z = m * tau(1 - counts[kFull] / m);
  for (int zeros = kFull - 1; zeros >= 1; --zeros)
    z = (z + counts[static_cast<std::size_t>(zeros)]) / 2;
  z += m * sigma(counts[0] / m);
  return std::llround(m * m / (2 * std::numbers::ln2 * z));
}

void SmallestHashes::add(std::uint64_t hash, double value) {
  kept_.push_back({hash, value});
  if (kept_.size() < 2 * most_) return;
  shrink(kept_, most_);
  limit_ = std::ranges::max(kept_, {}, &Kept::hash).hash;
}

void SmallestHashes::shrink(std::vector<Kept>& kept, std::size_t most) {
  if (kept.size() <= most) return;
  std::ranges::nth_element(kept, kept.begin() + static_cast<std::ptrdiff_t>(most), {}, &Kept::hash);
  kept.resize(most);
}

std::vector<double> SmallestHashes::values() const {
  std::vector<Kept> kept = kept_;
  shrink(kept, most_);
  std::ranges::sort(kept, {}, &Kept::hash);
  std::vector<double> values;
  values.reserve(kept.size());
  for (const Kept& k : kept) values.push_back(k.value);
  return values;
}

bool FrequentTexts::came_before(std::uint64_t hash) {
  if (++rows_of_filter_ > kRowsOfFilter) {
    std::ranges::fill(filter_, 0);
    rows_of_filter_ = 1;
  }
  std::uint64_t& word = filter_[hash / 64 % filter_.size()];
  const std::uint64_t bit = std::uint64_t{1} << (hash % 64);
  const bool was_set = (word & bit) != 0;
  word |= bit;
  return was_set;
}

void FrequentTexts::add(std::string_view text, std::uint64_t hash) {
  if (!came_before(hash)) return;
  if (const auto found = counted_.find(hash); found != counted_.end()) {
    ++found->second.rows;
  } else if (counted_.size() < most_) {
    counted_.emplace(hash, Counted{std::string(text), 1});
  } else {
    for (auto entry = counted_.begin(); entry != counted_.end();)
      entry = --entry->second.rows == 0 ? counted_.erase(entry) : std::next(entry);
  }
}

std::map<std::string, std::int64_t> FrequentTexts::counts() const {
  std::map<std::string, std::int64_t> counts;
  for (const auto& [hash, counted] : counted_) counts[counted.text] += counted.rows;
  return counts;
}

}  // namespace ingot
