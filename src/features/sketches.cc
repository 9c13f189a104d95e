#include "features/sketches.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace ingot {

void DistinctSketch::add(std::uint64_t hash) {
  const std::size_t place = hash >> (64 - kBits);
  const auto zeros = static_cast<std::uint8_t>(
      std::countl_zero((hash << kBits) | (std::uint64_t{1} << (kBits - 1))) + 1);
  longest_[place] = std::max(longest_[place], zeros);
}

std::int64_t DistinctSketch::estimate() const {
  const auto m = static_cast<double>(longest_.size());
  double sum = 0, empty = 0;
  for (const std::uint8_t zeros : longest_) {
    sum += std::ldexp(1.0, -zeros);
    empty += zeros == 0 ? 1 : 0;
  }
  const double raw = 0.7213 / (1 + 1.079 / m) * m * m / sum;
  return std::llround(raw <= 2.5 * m && empty > 0 ? m * std::log(m / empty) : raw);
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
