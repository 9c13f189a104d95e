#include "features/duplicate_rows.h"

#include <cmath>

#include "features/text_hash.h"

namespace ingot {

void DuplicateRows::add(const std::vector<std::vector<std::uint64_t>>& cells, std::size_t rows) {
  constexpr std::uint64_t kColumn = 0x9e3779b97f4a7c15;
  of_rows_.assign(rows, 0);
  for (std::size_t c = 0; c < cells.size(); ++c)
    for (std::size_t row = 0; row < rows; ++row)
      of_rows_[row] += hash_number(cells[c][row] + (c + 1) * kColumn);
  for (const std::uint64_t hash : of_rows_) insert(hash);
  rows_ += static_cast<std::int64_t>(rows);
}

void DuplicateRows::insert(std::uint64_t hash) {
  if (!is_sampled(hash)) return;
  ++sampled_;
  // The low bits of sampled hashes are equal.
  for (std::size_t i = (hash >> 24) & (slots_.size() - 1);; i = (i + 1) & (slots_.size() - 1)) {
    Slot& slot = slots_[i];
    if (slot.rows == 0) {
      slot = {hash, 1};
      if (2 * ++distinct_ > slots_.size())
        distinct_ > kMost ? (++shift_, rebuild(slots_.size())) : rebuild(2 * slots_.size());
      return;
    }
    if (slot.hash == hash) {
      ++slot.rows;
      return;
    }
  }
}

void DuplicateRows::rebuild(std::size_t slots) {
  std::vector<Slot> old(slots);
  old.swap(slots_);
  sampled_ = 0, distinct_ = 0;
  for (const Slot& slot : old) {
    if (slot.rows == 0 || !is_sampled(slot.hash)) continue;
    std::size_t i = (slot.hash >> 24) & (slots_.size() - 1);
    while (slots_[i].rows != 0) i = (i + 1) & (slots_.size() - 1);
    slots_[i] = slot;
    sampled_ += slot.rows;
    ++distinct_;
  }
}

std::int64_t DuplicateRows::count() const {
  if (sampled_ == 0) return 0;
  const auto repeated = static_cast<double>(sampled_ - static_cast<std::int64_t>(distinct_));
  return std::llround(repeated / static_cast<double>(sampled_) * static_cast<double>(rows_));
}

}  // namespace ingot
