// The profile of a column while its rows go by.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "features/column_profile.h"
#include "features/number_summary.h"
#include "features/sketches.h"
#include "features/value_table.h"
#include "ingot/table.h"

namespace ingot {

/// How much one column may remember.
struct ScanLimits {
  std::size_t values = 16384;   ///< texts that are counted exactly
  std::size_t bytes = 4 << 20;  ///< of these texts
  std::size_t sample = 8192;    ///< numbers kept of the rest, for its quantiles
  std::size_t frequent = 512;   ///< texts followed among the rest

  /// So that all columns together stay within some 100 MB.
  [[nodiscard]] static ScanLimits of_columns(std::size_t columns);
};

/// Counts the distinct texts of a column until they are too many; then it settles how they are to
/// be read, and what finds no place among them goes into sketches. The result depends on the rows
/// and their order alone.
class ColumnScan {
 public:
  /// `reading`, where it is known from an earlier pass over the rows.
  ColumnScan(std::string name, const ScanLimits& limits, std::optional<Reading> reading = {});

  /// Adds the rows of a run.
  ///
  /// row_hashes    of their indices
  /// cell_hashes   filled with the hash of each cell; those of missing cells are equal
  void add(const TextColumn& cells, std::span<const std::uint64_t> row_hashes,
           std::span<std::uint64_t> cell_hashes);

  /// A reading that reads more of the rows than the one that was settled on too early: the rows
  /// need another pass with it.
  [[nodiscard]] std::optional<Reading> better_reading() const;
  [[nodiscard]] ColumnProfile profile() const;

 private:
  struct Rival {
    Reading reading;
    std::int64_t read = 0;
  };
  void settle_reading();
  void add_to_stream(std::string_view text, std::uint64_t hash, std::uint64_t row_hash);
  /// Texts that do not stand for missing, in the order in which they came.
  [[nodiscard]] std::vector<CategoryCount> present_values() const;
  [[nodiscard]] Readings readings(const std::vector<CategoryCount>& present) const;
  /// Moves to the marks for missing what stands beside numbers or dates and is neither.
  void split_marks(ColumnProfile& profile, std::vector<CategoryCount>& present) const;
  [[nodiscard]] NumberMoments fill_numbers(ColumnProfile& profile,
                                           const std::vector<CategoryCount>& present) const;
  void fill_values(ColumnProfile& profile, const std::vector<CategoryCount>& present) const;
  void fill_lengths(ColumnProfile& profile, const std::vector<CategoryCount>& present) const;

  std::string name_;
  ScanLimits limits_;
  std::optional<Reading> given_;  ///< from an earlier pass
  std::int64_t rows_ = 0, nulls_ = 0;
  ValueTable values_;

  // Of rows whose text found no place among the values.
  bool is_streaming_ = false;
  Reading reading_;
  std::vector<Rival> rivals_;
  std::int64_t streamed_ = 0, streamed_missing_ = 0, read_ = 0;
  std::vector<double> numbers_of_run_;
  NumberMoments moments_;
  SmallestHashes sample_;
  DistinctSketch distinct_;
  FrequentTexts frequent_;
  std::int64_t characters_ = 0, most_characters_ = 0;
};

}  // namespace ingot
