// Rows of a long text: windows of tokens, each to be told from those before it.
#pragma once

#include <cstdint>
#include <span>

#include "train/row_source.h"

namespace ingot {

class TokenWindows final : public RowSource {
 public:
  /// tokens    outlive it; at least context + 1
  /// context   tokens of a row
  TokenWindows(std::span<const std::int32_t> tokens, std::int64_t context, std::uint64_t seed);

  /// Windows side by side; the last one ends with the text and may overlap the one before.
  [[nodiscard]] std::int64_t size() const override;
  /// i64 (rows, context): the tokens, and the ones that follow each.
  [[nodiscard]] std::vector<Tensor> get(std::span<const std::int64_t> rows) const override;
  /// The windows of an epoch begin at another place, drawn for it.
  [[nodiscard]] std::vector<Tensor> get_for_training(std::span<const std::int64_t> rows,
                                                     std::int64_t epoch) const override;

 private:
  [[nodiscard]] std::vector<Tensor> windows(std::span<const std::int64_t> rows,
                                            std::int64_t first) const;

  std::span<const std::int32_t> tokens_;
  std::int64_t context_;
  std::uint64_t seed_;
};

}  // namespace ingot
