#include "features/value_table.h"

namespace ingot {

// Once a text found no room none does, also a shorter one: what is counted began with its first
// row.
bool ValueTable::insert(std::string_view text, std::uint64_t hash) {
  if (is_full_ || size() == most_values_ || bytes_.size() + text.size() > most_bytes_) {
    is_full_ = true;
    return false;
  }
  if (2 * (size() + 1) > slots_.size()) grow();
  bytes_ += text;
  ends_.push_back(bytes_.size());
  hashes_.push_back(hash);
  place(hash, size(), 1);
  return true;
}

void ValueTable::place(std::uint64_t hash, std::size_t index, std::int64_t rows) {
  std::size_t slot = hash & (slots_.size() - 1);
  while (slots_[slot].found != 0) slot = (slot + 1) & (slots_.size() - 1);
  slots_[slot] = {(hash & kTag) | index, rows};
}

void ValueTable::grow() {
  std::vector<Slot> before(2 * slots_.size());
  before.swap(slots_);
  for (const Slot& slot : before)
    if (slot.found != 0) place(hashes_[(slot.found & kIndex) - 1], slot.found & kIndex, slot.rows);
}

}  // namespace ingot
