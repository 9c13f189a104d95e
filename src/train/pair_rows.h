// Rows of two texts: one to read, one to write.
#pragma once

#include <span>
#include <vector>

#include "train/row_lengths.h"
#include "train/row_source.h"

namespace ingot {

/// The tokens of a text and of what is to be written for it, as their tokeniser numbers them,
/// without beginning and end.
struct TokenPair {
  std::vector<std::int32_t> source, target;
};

/// With the end of what is read, and the beginning or the end of what is written.
[[nodiscard]] std::int64_t pair_length(const TokenPair& pair);

class PairRows final : public RowSource {
 public:
  /// pairs     outlive it; each with room for one more token
  /// lengths   of rows, the longest first: a pair is trained on in the shortest that holds it
  PairRows(std::span<const TokenPair> pairs, RowLengths lengths);

  [[nodiscard]] std::int64_t size() const override { return std::ssize(pairs_); }
  /// i64 (rows, longest), as features/pair_tokens.h numbers tokens: what is read, with its end;
  /// what is written after its beginning; and each time what comes next, -1 behind the end.
  [[nodiscard]] std::vector<Tensor> get(std::span<const std::int64_t> rows) const override;
  [[nodiscard]] std::vector<Tensor> get_for_training(std::span<const std::int64_t> rows,
                                                     std::int64_t epoch) const override;
  /// Place of its length.
  [[nodiscard]] std::int64_t form(std::int64_t row) const override;

 private:
  [[nodiscard]] std::vector<Tensor> rows_of(std::span<const std::int64_t> rows,
                                            std::int64_t length) const;

  std::span<const TokenPair> pairs_;
  RowLengths lengths_;
};

}  // namespace ingot
