#include "data/near_duplicates.h"

#include <algorithm>
#include <numeric>
#include <optional>

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

// The sets of more than one row. Most rows are alone.
DuplicateGroups groups_of(Sets& sets, std::size_t size) {
  std::vector<std::pair<std::size_t, std::size_t>> followers;  // root and row
  for (std::size_t i = 0; i < size; ++i)
    if (const std::size_t root = sets.find(i); root != i) followers.emplace_back(root, i);
  std::ranges::sort(followers);
  DuplicateGroups groups;
  for (std::size_t i = 0; i < followers.size(); ++i) {
    const auto root = static_cast<std::int64_t>(followers[i].first);
    if (groups.empty() || groups.back().front() != root) groups.push_back({root});
    groups.back().push_back(static_cast<std::int64_t>(followers[i].second));
  }
  return groups;
}

void join_equal(Sets& sets, std::span<const PictureIdentity> pictures) {
  std::vector<std::uint32_t> order(pictures.size());
  std::iota(order.begin(), order.end(), 0U);
  std::ranges::stable_sort(
      order, {}, [&](std::uint32_t i) -> const Sha256Digest& { return pictures[i].digest; });
  for (std::size_t i = 1; i < order.size(); ++i)
    if (pictures[order[i - 1]].digest == pictures[order[i]].digest)
      sets.join(order[i - 1], order[i]);
}

// Returns how many rows had more candidates than were compared.
std::int64_t join_near(Sets& sets, std::span<const PictureIdentity> pictures,
                       const NearDuplicateOptions& options) {
  std::vector<std::size_t> rows;
  std::vector<std::uint64_t> bits;
  for (std::size_t i = 0; i < pictures.size(); ++i)
    if (const PictureHash* hash = pictures[i].hash.get(); hash && !hash->is_flat) {
      rows.push_back(i);
      bits.push_back(hash->bits[0]);
    }
  const HammingIndex index(bits, options.max_bits);
  std::int64_t num_cut_short = 0;
  for (const std::size_t row : rows) {
    const PictureHash& hash = *pictures[row].hash;
    int candidates = 0;
    for (std::size_t view = 0; view < kHashViews; ++view) {
      std::optional<PictureDetails> details;
      index.for_each_near(hash.bits[view], [&](std::uint32_t near) {
        const std::size_t other = rows[near];
        if (sets.find(other) == sets.find(row)) return true;
        if (++candidates > options.max_candidates) return false;
        if (!details) details = details_of_view(hash, view);
        if (difference(*details, pictures[other].hash->details, options.max_difference) <=
            options.max_difference)
          sets.join(row, other);
        return true;
      });
    }
    if (candidates > options.max_candidates) ++num_cut_short;
  }
  return num_cut_short;
}

}  // namespace

NearDuplicates near_duplicates(std::span<const PictureIdentity> pictures,
                               const NearDuplicateOptions& options) {
  Sets sets(pictures.size());
  join_equal(sets, pictures);
  NearDuplicates found;
  found.num_cut_short = join_near(sets, pictures, options);
  found.groups = groups_of(sets, pictures.size());
  return found;
}

}  // namespace ingot
