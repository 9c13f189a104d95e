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
  rows_.push_back(1);
  place(hash, size());
  return true;
}

void ValueTable::place(std::uint64_t hash, std::size_t index) {
  std::size_t slot = hash & (slots_.size() - 1);
  while (slots_[slot] != 0) slot = (slot + 1) & (slots_.size() - 1);
  slots_[slot] = (hash & kTag) | index;
}

void ValueTable::grow() {
  slots_.assign(2 * slots_.size(), 0);
  for (std::size_t i = 0; i < size(); ++i) place(hashes_[i], i + 1);
}

}  // namespace ingot
