// Rows of texts with some of their tokens hidden, which are to be told from the others.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "train/row_lengths.h"
#include "train/row_source.h"

namespace ingot {

struct MaskedTexts {
  std::span<const std::int32_t> tokens;  ///< of all texts; outlive the rows
  std::span<const std::int64_t> starts;  ///< of each text in `tokens`, then their number
  std::int64_t shift = 0;                ///< is added to each token; 0 is the padding
  std::int64_t mask = 0;                 ///< stands for a hidden token
  std::int64_t count = 0;                ///< one more than the highest number
};

/// 15 % of the tokens of a row, at least one, are hidden: of these 80 % become the mask, 10 % any
/// token, 10 % stay. In each epoch others are.
///
/// source    Devlin et al. 2019, BERT, sec. 3.1; drawn anew: Liu et al. 2019, RoBERTa, sec. 4.1
class MaskedRows final : public RowSource {
 public:
  /// lengths   tokens of rows, the longest first: a row is trained on in the shortest that holds
  ///           it, what is beyond the longest is cut off
  MaskedRows(const MaskedTexts& texts, RowLengths lengths, std::uint64_t seed);

  /// Of a row of so many tokens.
  [[nodiscard]] static std::int64_t num_hidden(std::int64_t tokens);

  [[nodiscard]] std::int64_t size() const override { return std::ssize(texts_.starts) - 1; }
  /// i64 (rows, longest): the numbers of the tokens, 0 behind the last; and (rows, hidden): the
  /// places of the hidden ones, ascending, and what they are, -1 behind the last. Always the same.
  [[nodiscard]] std::vector<Tensor> get(std::span<const std::int64_t> rows) const override;
  [[nodiscard]] std::vector<Tensor> get_for_training(std::span<const std::int64_t> rows,
                                                     std::int64_t epoch) const override;
  /// Place of its length.
  [[nodiscard]] std::int64_t form(std::int64_t row) const override;

 private:
  [[nodiscard]] std::int64_t size_of(std::int64_t row) const;
  [[nodiscard]] std::vector<Tensor> hidden(std::span<const std::int64_t> rows, std::int64_t length,
                                           std::uint32_t epoch) const;

  MaskedTexts texts_;
  RowLengths lengths_;
  std::uint64_t seed_;
};

}  // namespace ingot
