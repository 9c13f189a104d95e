// Rows that equal an earlier one, counted by their hashes.
#pragma once

#include <cstdint>
#include <vector>

namespace ingot {

/// Remembers the hashes of all rows; when they are too many, of every second, fourth ... row by
/// hash. source: Gibbons 2001, Distinct sampling for highly-accurate answers
class DuplicateRows {
 public:
  /// cells   hashes of the cells of each column
  void add(const std::vector<std::vector<std::uint64_t>>& cells, std::size_t rows);
  [[nodiscard]] std::int64_t rows() const { return rows_; }
  [[nodiscard]] std::int64_t count() const;
  [[nodiscard]] bool is_exact() const { return shift_ == 0; }

 private:
  static constexpr std::size_t kMost = std::size_t{1} << 20;
  [[nodiscard]] bool is_sampled(std::uint64_t hash) const {
    return (hash & ((std::uint64_t{1} << shift_) - 1)) == 0;
  }
  void insert(std::uint64_t hash);
  void rebuild(std::size_t slots);

  std::int64_t rows_ = 0, sampled_ = 0;
  int shift_ = 0;
  std::size_t distinct_ = 0;
  struct Slot {
    std::uint64_t hash = 0;
    std::int64_t rows = 0;  ///< 0: empty
  };
  std::vector<Slot> slots_ = std::vector<Slot>(1024);
  std::vector<std::uint64_t> of_rows_;
};

}  // namespace ingot
