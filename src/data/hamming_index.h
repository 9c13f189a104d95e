// Finds the 64-bit hashes that differ from one in a few bits, without looking at all.
#pragma once

#include <bit>
#include <cstdint>
#include <span>
#include <vector>

namespace ingot {

/// Hashes that differ in at most k bits differ in at most one bit of some band, when the 64 bits
/// are cut into k / 2 + 1 bands: one table for each band is asked for its bits and for all with one
/// of them flipped.
///
/// cost      memory 12 bytes per hash and band; a query looks at about
///           bands * (band bits + 1) * hashes / 2^(band bits) of random hashes
/// source    Norouzi, Punjani and Fleet 2012, "Fast search in Hamming space with multi-index
///           hashing"
class HammingIndex {
 public:
  /// `max_bits` is at most 14.
  HammingIndex(std::span<const std::uint64_t> hashes, int max_bits);

  /// Calls visit(index) once for each hash that differs from `query` in at most `max_bits` bits,
  /// until it returns false.
  template <class Visit>
  void for_each_near(std::uint64_t query, Visit&& visit) const {
    for (std::size_t b = 0; b < bands_.size(); ++b) {
      const std::uint32_t key = key_of(query, bands_[b]);
      if (!visit_bucket(b, key, query, visit)) return;
      for (int i = 0; i < bands_[b].bits; ++i)
        if (!visit_bucket(b, key ^ 1U << i, query, visit)) return;
    }
  }

 private:
  struct Band {
    int shift = 0, bits = 0;
    /// Entries of `key` are [begins[key], begins[key + 1]).
    std::vector<std::uint32_t> begins;
    std::vector<std::uint64_t> hashes;
    std::vector<std::uint32_t> indices;
  };

  static std::uint32_t key_of(std::uint64_t hash, const Band& band) {
    return static_cast<std::uint32_t>(hash >> band.shift & ((std::uint64_t{1} << band.bits) - 1));
  }
  // An earlier band with at most one other bit has found it already.
  [[nodiscard]] bool found_before(std::size_t band, std::uint64_t differing) const {
    for (std::size_t b = 0; b < band; ++b)
      if (std::popcount(key_of(differing, bands_[b])) <= 1) return true;
    return false;
  }
  template <class Visit>
  bool visit_bucket(std::size_t b, std::uint32_t key, std::uint64_t query, Visit& visit) const {
    const Band& band = bands_[b];
    for (std::uint32_t i = band.begins[key]; i < band.begins[key + 1]; ++i) {
      const std::uint64_t differing = band.hashes[i] ^ query;
      if (std::popcount(differing) > max_bits_ || found_before(b, differing)) continue;
      if (!visit(band.indices[i])) return false;
    }
    return true;
  }

  int max_bits_;
  std::vector<Band> bands_;
};

}  // namespace ingot
