// The tokens of the pieces that a long text has had before: most words come again soon.
#pragma once

#include <algorithm>
#include <array>
#include <cstring>
#include <span>
#include <string_view>
#include <vector>

#include "features/text_hash.h"
#include "features/vocabulary.h"

namespace ingot {

/// Lives as long as one text is encoded. A piece that meets another in its slot replaces it.
class PieceCache {
 public:
  /// Of texts shorter than this, making the cache costs more than it gains.
  static constexpr std::size_t kWorthItBytes = 1 << 15;

  /// Empty where the piece is not there, or has no token.
  [[nodiscard]] std::span<const TokenId> find(std::string_view piece) const {
    if (piece.size() > kMostBytes) return {};
    const Slot& slot = slots_[slot_of(piece)];
    if (slot.size != piece.size() || std::memcmp(slot.text.data(), piece.data(), slot.size) != 0)
      return {};
    return {slot.ids.data(), slot.count};
  }
  void put(std::string_view piece, std::span<const TokenId> ids) {
    if (piece.size() > kMostBytes || ids.size() > kMostTokens) return;
    Slot& slot = slots_[slot_of(piece)];
    slot.size = static_cast<std::uint8_t>(piece.size());
    slot.count = static_cast<std::uint8_t>(ids.size());
    std::ranges::copy(piece, slot.text.begin());
    std::ranges::copy(ids, slot.ids.begin());
  }

 private:
  static constexpr std::size_t kMostBytes = 62, kMostTokens = 16, kNumSlots = 1 << 12;
  struct Slot {
    std::array<TokenId, kMostTokens> ids{};
    std::array<char, kMostBytes> text{};
    std::uint8_t size = 0, count = 0;
  };
  static std::size_t slot_of(std::string_view piece) { return hash_text(piece) % kNumSlots; }

  std::vector<Slot> slots_{kNumSlots};
};

}  // namespace ingot
