// The most frequent texts of a training part, numbered.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace ingot {

struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view s) const { return std::hash<std::string_view>()(s); }
};
template <class T>
using TextMap = std::unordered_map<std::string, T, TextHash, std::equal_to<>>;

/// Counts entries; the rows of each are counted once.
class EntryCounts {
 public:
  /// The entries of one row, each any number of times.
  void add_row(const std::vector<std::string>& entries);
  [[nodiscard]] std::int64_t rows() const { return rows_; }

  struct Entry {
    std::string text;
    std::int64_t rows = 0;
  };
  /// Those in at least `least_rows` rows, the most frequent `most` of them; of equally frequent
  /// ones those whose bytes come first.
  [[nodiscard]] std::vector<Entry> most_frequent(std::int64_t least_rows, std::size_t most) const;

 private:
  struct Count {
    std::int64_t rows = 0, last_row = -1;
  };
  TextMap<Count> counts_;
  std::int64_t rows_ = 0;
};

/// Entries by their number, from 0.
class EntryNumbers {
 public:
  explicit EntryNumbers(const std::vector<std::string>& entries);
  [[nodiscard]] std::optional<std::int64_t> find(std::string_view entry) const;
  [[nodiscard]] std::int64_t size() const { return static_cast<std::int64_t>(numbers_.size()); }

 private:
  TextMap<std::int64_t> numbers_;
};

}  // namespace ingot
