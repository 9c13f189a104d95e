// Rows of sentences whose tokens have tags.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "train/row_lengths.h"
#include "train/row_source.h"

namespace ingot {

struct TaggedPlaces {
  std::span<const std::int32_t> ids;     ///< of each place, sign by sign; outlive the rows
  std::span<const std::int64_t> starts;  ///< of each row's places, then their number
  std::span<const std::int32_t> tags;    ///< of each place; -1: none
  std::int64_t signs = 1;
};

/// While training the first sign of some places is hidden, 1, and of half of these all but the
/// last, so that the others learn to do without them; in each epoch of other places.
///
/// source    Lample et al. 2016, Neural architectures for named entity recognition, sec. 4.3 (the
///           same by dropout)
class TaggedRows final : public RowSource {
 public:
  /// lengths   places of rows, the longest first: a row is trained on in the shortest that holds it
  /// hidden    share of the places
  TaggedRows(const TaggedPlaces& places, RowLengths lengths, double hidden, std::uint64_t seed);

  [[nodiscard]] std::int64_t size() const override { return std::ssize(places_.starts) - 1; }
  /// i64 (rows, signs * longest): the numbers, sign after sign, 0 behind the last place; and i64
  /// (rows, longest): the tags, -1 elsewhere.
  [[nodiscard]] std::vector<Tensor> get(std::span<const std::int64_t> rows) const override;
  [[nodiscard]] std::vector<Tensor> get_for_training(std::span<const std::int64_t> rows,
                                                     std::int64_t epoch) const override;
  /// Place of its length.
  [[nodiscard]] std::int64_t form(std::int64_t row) const override;

 private:
  [[nodiscard]] std::int64_t size_of(std::int64_t row) const {
    const auto at = static_cast<std::size_t>(row);
    return places_.starts[at + 1] - places_.starts[at];
  }
  [[nodiscard]] std::int64_t length_for(std::int64_t row) const { return lengths_[form(row)]; }
  [[nodiscard]] std::vector<Tensor> rows_of(std::span<const std::int64_t> rows,
                                            std::int64_t length) const;

  TaggedPlaces places_;
  RowLengths lengths_;
  double hidden_;
  std::uint64_t seed_;
};

}  // namespace ingot
