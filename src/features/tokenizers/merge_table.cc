#include "features/tokenizers/merge_table.h"

#include <algorithm>
#include <array>
#include <bit>
#include <queue>

namespace ingot {
namespace {

constexpr std::size_t kFewSymbols = 64;
constexpr std::int32_t kNoNeighbour = -1;

// A pair that may be joined; it is out of date where one of the two has become another.
struct MergeCandidate {
  std::uint32_t rank;
  std::int32_t at;
  TokenId left, right, becomes;

  // The queue gives the greatest first.
  bool operator<(const MergeCandidate& other) const {
    return rank != other.rank ? rank > other.rank : at > other.at;
  }
};

}  // namespace

MergeTable::MergeTable(std::span<const Merge> merges) {
  const std::size_t size = std::bit_ceil(merges.size() * 2 + 2);
  slots_.resize(size);
  shift_ = 64 - std::countr_zero(size);
  for (const Merge& merge : merges) {
    const std::uint64_t key = key_of(merge.left, merge.right);
    std::size_t slot = slot_of(key);
    while (slots_[slot].key != kNoKey && slots_[slot].key != key) slot = (slot + 1) & (size - 1);
    if (slots_[slot].key == kNoKey) slots_[slot] = {key, {merge.rank, merge.becomes}};
  }
}

std::size_t MergeTable::apply(std::span<MergeSymbol> symbols) const {
  if (symbols.size() < 2) return symbols.size();
  return symbols.size() <= kFewSymbols ? apply_to_few(symbols) : apply_to_many(symbols);
}

// Symbols stay where they are and are linked, so that the lowest rank is found by comparing
// neighbouring numbers, several at a time.
std::size_t MergeTable::apply_to_few(std::span<MergeSymbol> symbols) const {
  constexpr auto kNone = static_cast<std::int32_t>(kNoRank);
  const std::size_t n = symbols.size();
  std::array<std::int32_t, kFewSymbols> ranks;  // of each symbol with the next one
  std::array<TokenId, kFewSymbols> becomes;
  std::array<std::uint8_t, kFewSymbols + 1> before, after;
  const auto look_up = [&](std::size_t left, std::size_t right) {
    const Found found = find(symbols[left].id, symbols[right].id);
    ranks[left] = static_cast<std::int32_t>(found.rank);
    becomes[left] = found.becomes;
  };
  // The table is larger than the caches near to the core: all misses wait at once.
  for (std::size_t i = 0; i + 1 < n; ++i)
    __builtin_prefetch(&slots_[slot_of(key_of(symbols[i].id, symbols[i + 1].id))]);
  for (std::size_t i = 0; i < n; ++i) {
    before[i] = static_cast<std::uint8_t>(i - 1);
    after[i] = static_cast<std::uint8_t>(i + 1);
    if (i + 1 < n) look_up(i, i + 1);
  }
  ranks[n - 1] = kNone;
  std::size_t left = n;
  while (true) {
    std::int32_t lowest = kNone;
    for (std::size_t i = 0; i < n; ++i) lowest = std::min(lowest, ranks[i]);
    if (lowest == kNone) break;
    std::size_t at = 0;
    while (ranks[at] != lowest) ++at;
    const std::size_t right = after[at], next = after[right];
    symbols[at] = {becomes[at], symbols[right].end};
    ranks[right] = kNone;
    after[at] = static_cast<std::uint8_t>(next);
    before[next] = static_cast<std::uint8_t>(at);
    --left;
    if (at > 0) look_up(before[at], at);
    if (next < n)
      look_up(at, next);
    else
      ranks[at] = kNone;
  }
  for (std::size_t i = 0, to = 0; i < n; i = after[i]) symbols[to++] = symbols[i];
  return left;
}

std::size_t MergeTable::apply_to_many(std::span<MergeSymbol> symbols) const {
  const auto n = static_cast<std::int32_t>(symbols.size());
  struct Links {
    std::int32_t before, after;
  };
  std::vector<Links> links(symbols.size());
  for (std::int32_t i = 0; i < n; ++i) links[static_cast<std::size_t>(i)] = {i - 1, i + 1};
  links.back().after = kNoNeighbour;
  const auto symbol = [&](std::int32_t i) -> MergeSymbol& {
    return symbols[static_cast<std::size_t>(i)];
  };
  const auto link = [&](std::int32_t i) -> Links& { return links[static_cast<std::size_t>(i)]; };

  std::priority_queue<MergeCandidate> candidates;
  const auto consider = [&](std::int32_t at) {
    if (at == kNoNeighbour || link(at).after == kNoNeighbour) return;
    const TokenId left = symbol(at).id, right = symbol(link(at).after).id;
    const Found found = find(left, right);
    if (found.rank != kNoRank) candidates.push({found.rank, at, left, right, found.becomes});
  };
  for (std::int32_t i = 0; i < n; ++i) consider(i);
  while (!candidates.empty()) {
    const MergeCandidate c = candidates.top();
    candidates.pop();
    const std::int32_t right = link(c.at).after;
    if (symbol(c.at).id != c.left || right == kNoNeighbour || symbol(right).id != c.right) continue;
    symbol(c.at) = {c.becomes, symbol(right).end};
    symbol(right).id = kNoToken;
    link(c.at).after = link(right).after;
    if (link(right).after != kNoNeighbour) link(link(right).after).before = c.at;
    consider(link(c.at).before);
    consider(c.at);
  }
  std::size_t left = 0;
  for (std::int32_t i = 0; i != kNoNeighbour; i = link(i).after) symbols[left++] = symbol(i);
  return left;
}

}  // namespace ingot
