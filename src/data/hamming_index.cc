#include "data/hamming_index.h"

#include <algorithm>

namespace ingot {

HammingIndex::HammingIndex(std::span<const std::uint64_t> hashes, int max_bits)
    : max_bits_(max_bits) {
  constexpr int kBits = 64, kMostBandBits = 16;
  const int bands = std::max(kBits / kMostBandBits, max_bits / 2 + 1);
  for (int b = 0; b < bands; ++b) {
    Band band;
    band.shift = kBits * b / bands;
    band.bits = kBits * (b + 1) / bands - band.shift;
    // Counting sort by key.
    band.begins.assign((std::size_t{1} << band.bits) + 1, 0);
    for (const std::uint64_t h : hashes) ++band.begins[key_of(h, band) + 1];
    for (std::size_t k = 1; k < band.begins.size(); ++k) band.begins[k] += band.begins[k - 1];
    band.hashes.resize(hashes.size());
    band.indices.resize(hashes.size());
    std::vector<std::uint32_t> next(band.begins.begin(), band.begins.end() - 1);
    for (std::size_t i = 0; i < hashes.size(); ++i) {
      const std::uint32_t at = next[key_of(hashes[i], band)]++;
      band.hashes[at] = hashes[i];
      band.indices[at] = static_cast<std::uint32_t>(i);
    }
    bands_.push_back(std::move(band));
  }
}

}  // namespace ingot
