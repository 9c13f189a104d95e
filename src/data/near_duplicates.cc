#include "data/near_duplicates.h"

#include <numeric>
#include <optional>
#include <unordered_map>

#include "base/sha256.h"
#include "data/hamming_index.h"

namespace ingot {
namespace {

// Union-find with path halving. source: Tarjan and van Leeuwen 1984
class Sets {
 public:
  explicit Sets(std::size_t size) : parent_(size) { std::iota(parent_.begin(), parent_.end(), 0); }
  std::size_t find(std::size_t i) {
    while (parent_[i] != i) i = parent_[i] = parent_[parent_[i]];
    return i;
  }
  // The first row stays the root.
  void join(std::size_t a, std::size_t b) {
    a = find(a);
    b = find(b);
    parent_[std::max(a, b)] = std::min(a, b);
  }

 private:
  std::vector<std::size_t> parent_;
};

DuplicateGroups groups_of(Sets& sets, std::size_t size) {
  std::vector<std::vector<std::int64_t>> members(size);
  for (std::size_t i = 0; i < size; ++i)
    members[sets.find(i)].push_back(static_cast<std::int64_t>(i));
  std::erase_if(members, [](const std::vector<std::int64_t>& m) { return m.size() < 2; });
  return members;
}

}  // namespace

DuplicateGroups equal_keys(std::span<const std::string> keys) {
  std::unordered_map<std::string_view, std::size_t> first;
  Sets sets(keys.size());
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const auto [at, is_new] = first.try_emplace(keys[i], i);
    if (!is_new) sets.join(at->second, i);
  }
  return groups_of(sets, keys.size());
}

DuplicateGroups equal_pictures(const Tensor& rows) {
  std::vector<std::string> keys;
  for (std::int64_t i = 0; i < rows.shape()[0]; ++i) {
    const Tensor row = rows.rows(i, 1);
    keys.push_back(sha256({static_cast<const char*>(row.raw()), row.bytes()}));
  }
  return equal_keys(keys);
}

NearDuplicates near_duplicates(std::span<const PictureHash> hashes,
                               const NearDuplicateOptions& options) {
  std::vector<std::size_t> rows;  // that are not flat
  std::vector<std::uint64_t> bits;
  for (std::size_t i = 0; i < hashes.size(); ++i)
    if (!hashes[i].is_flat) {
      rows.push_back(i);
      bits.push_back(hashes[i].bits[0]);
    }
  const HammingIndex index(bits, options.max_bits);
  Sets sets(hashes.size());
  NearDuplicates found;
  for (const std::size_t row : rows) {
    int candidates = 0;
    for (std::size_t view = 0; view < kHashViews; ++view) {
      std::optional<PictureDetails> details;
      index.for_each_near(hashes[row].bits[view], [&](std::uint32_t near) {
        const std::size_t other = rows[near];
        if (sets.find(other) == sets.find(row)) return true;
        if (++candidates > options.max_candidates) return false;
        if (!details) details = details_of_view(hashes[row], view);
        if (difference(*details, hashes[other].details, options.max_difference) <=
            options.max_difference)
          sets.join(row, other);
        return true;
      });
    }
    if (candidates > options.max_candidates) ++found.num_cut_short;
  }
  found.groups = groups_of(sets, hashes.size());
  return found;
}

}  // namespace ingot
