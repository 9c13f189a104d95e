// What a stream of any length is like, in bounded memory and the same for every split of it.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace ingot {

/// How many different hashes were seen, to about 0.8 %.
/// source: Flajolet et al. 2007, HyperLogLog; small counts by linear counting
class DistinctSketch {
 public:
  void add(std::uint64_t hash);
  [[nodiscard]] std::int64_t estimate() const;

 private:
  static constexpr int kBits = 14;
  std::vector<std::uint8_t> longest_ = std::vector<std::uint8_t>(std::size_t{1} << kBits);
};

/// A uniform sample of rows: those whose index has the smallest hashes.
class SmallestHashes {
 public:
  explicit SmallestHashes(std::size_t most) : most_(most) {}
  /// Whether a row with this hash would be kept now.
  [[nodiscard]] bool keeps(std::uint64_t hash) const { return hash < limit_; }
  void add(std::uint64_t hash, double value);
  /// By falling smallness; at most `most`.
  [[nodiscard]] std::vector<double> values() const;

 private:
  struct Kept {
    std::uint64_t hash;
    double value;
  };
  static void shrink(std::vector<Kept>& kept, std::size_t most);
  std::size_t most_;
  std::uint64_t limit_ = ~std::uint64_t{0};
  std::vector<Kept> kept_;
};

/// Texts that many rows have. Of each 32768 rows only texts that come again are followed, since
/// most streams are of texts that do not; each count is at most rows / `most` + rows / 32768 + 1
/// too small, and all texts above that are found. source: Misra and Gries 1982, Finding repeated
/// elements
class FrequentTexts {
 public:
  explicit FrequentTexts(std::size_t most) : most_(most) {}
  void add(std::string_view text, std::uint64_t hash);
  [[nodiscard]] std::map<std::string, std::int64_t> counts() const;

 private:
  struct Counted {
    std::string text;
    std::int64_t rows = 0;
  };
  static constexpr std::size_t kRowsOfFilter = 32768, kBitsOfFilter = 131072;
  /// Whether a text with this hash (or, rarely, another) came before in these 32768 rows.
  bool came_before(std::uint64_t hash);

  std::size_t most_;
  std::size_t rows_of_filter_ = 0;
  std::vector<std::uint64_t> filter_ = std::vector<std::uint64_t>(kBitsOfFilter / 64);
  std::unordered_map<std::uint64_t, Counted> counted_;
};

}  // namespace ingot
