// Which neighbouring tokens become one, and in which order.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "features/vocabulary.h"

namespace ingot {

struct Merge {
  TokenId left, right, becomes;
  std::uint32_t rank;  ///< lower ones come first
};

/// A token on its way, and where it ends in its piece, in bytes.
struct MergeSymbol {
  TokenId id;
  std::uint32_t end;
};

class MergeTable {
 public:
  MergeTable() : MergeTable(std::span<const Merge>{}) {}
  /// Of equal pairs the first counts.
  explicit MergeTable(std::span<const Merge> merges);

  /// Above all ranks; in 31 bits, because signed numbers are compared faster.
  static constexpr std::uint32_t kNoRank = 0x7fffffff;
  struct Found {
    std::uint32_t rank = kNoRank;
    TokenId becomes = kNoToken;
  };
  [[nodiscard]] Found find(TokenId left, TokenId right) const {
    const std::uint64_t key = key_of(left, right);
    for (std::size_t slot = slot_of(key);; slot = (slot + 1) & (slots_.size() - 1)) {
      if (slots_[slot].key == key) return slots_[slot].found;
      if (slots_[slot].key == kNoKey) return {};
    }
  }

  /// Joins neighbours until none has a rank: the lowest rank first, of equal ones the leftmost.
  /// returns how many symbols are left, at the front
  ///
  /// cost    O(n^2) of small steps to 64 symbols, above it O(n log n)
  /// source  Sennrich, Haddow and Birch 2016
  std::size_t apply(std::span<MergeSymbol> symbols) const;

 private:
  static constexpr std::uint64_t kNoKey = ~std::uint64_t{0};
  struct Slot {
    std::uint64_t key = kNoKey;
    Found found = {};
  };
  static std::uint64_t key_of(TokenId left, TokenId right) {
    return std::uint64_t{static_cast<std::uint32_t>(left)} << 32 |
           static_cast<std::uint32_t>(right);
  }
  [[nodiscard]] std::size_t slot_of(std::uint64_t key) const {
    // source: Knuth, TAOCP 3, 6.4: multiplicative hashing
    return (key ^ key >> 29) * 0x9e3779b97f4a7c15 >> shift_;
  }
  [[nodiscard]] std::size_t apply_to_few(std::span<MergeSymbol> symbols) const;
  [[nodiscard]] std::size_t apply_to_many(std::span<MergeSymbol> symbols) const;

  std::vector<Slot> slots_;
  int shift_ = 0;
};

}  // namespace ingot
