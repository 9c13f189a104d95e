// The distinct texts of a column with their rows, as long as there is room.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ingot {

/// Texts are told apart by their 64-bit hashes. The first ones that come are kept for ever, so that
/// what is counted is exact.
class ValueTable {
 public:
  ValueTable(std::size_t most_values, std::size_t most_bytes)
      : most_values_(most_values), most_bytes_(most_bytes), slots_(64) {}

  /// Counts one row of `text`; false where it is new and there is no room for it.
  [[nodiscard]] bool count(std::string_view text, std::uint64_t hash) {
    for (std::size_t slot = hash & (slots_.size() - 1);; slot = (slot + 1) & (slots_.size() - 1)) {
      const std::uint64_t found = slots_[slot].found;
      if (found == 0) return insert(text, hash);
      if (((found ^ hash) & kTag) == 0) {
        ++slots_[slot].rows;
        return true;
      }
    }
  }

  /// Has what `count` looks at first brought into the cache.
  void prefetch(std::uint64_t hash) const {
    __builtin_prefetch(slots_.data() + (hash & (slots_.size() - 1)));
  }

  [[nodiscard]] std::size_t size() const { return hashes_.size(); }
  [[nodiscard]] bool is_full() const { return is_full_; }
  [[nodiscard]] std::string_view text(std::size_t i) const {
    const std::size_t begin = i == 0 ? 0 : ends_[i - 1];
    return std::string_view(bytes_).substr(begin, ends_[i] - begin);
  }
  [[nodiscard]] std::int64_t rows(std::size_t i) const {
    std::size_t slot = hashes_[i] & (slots_.size() - 1);
    while ((slots_[slot].found & kIndex) != i + 1) slot = (slot + 1) & (slots_.size() - 1);
    return slots_[slot].rows;
  }
  [[nodiscard]] std::uint64_t hash(std::size_t i) const { return hashes_[i]; }

 private:
  static constexpr std::uint64_t kIndex = (std::uint64_t{1} << 20) - 1, kTag = ~kIndex;
  bool insert(std::string_view text, std::uint64_t hash);
  void grow();
  struct Slot {
    std::uint64_t found = 0;  ///< high bits of the hash and 1 + index; 0: empty
    std::int64_t rows = 0;
  };
  void place(std::uint64_t hash, std::size_t index, std::int64_t rows);

  std::size_t most_values_, most_bytes_;
  bool is_full_ = false;
  std::vector<Slot> slots_;
  std::vector<std::uint64_t> hashes_;
  std::vector<std::size_t> ends_;
  std::string bytes_;
};

}  // namespace ingot
