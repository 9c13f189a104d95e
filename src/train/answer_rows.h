// Rows of a question and its answer, of which the answer alone is to be told.
#pragma once

#include <cstdint>
#include <span>

#include "train/row_source.h"

namespace ingot {

struct AnsweredTexts {
  std::span<const std::int32_t> tokens;   ///< of all rows; outlive them
  std::span<const std::int64_t> starts;   ///< of each row in `tokens`, then their number
  std::span<const std::int64_t> answers;  ///< of each row's answer in `tokens`
};

/// source    Ouyang et al. 2022, Training language models to follow instructions, sec. 3.4
class AnswerRows final : public RowSource {
 public:
  /// context   tokens of a row; rows have at least 2 and at most context + 1
  AnswerRows(const AnsweredTexts& texts, std::int64_t context);

  [[nodiscard]] std::int64_t size() const override { return std::ssize(texts_.starts) - 1; }
  /// i64 (rows, context): the tokens but the last, 0 behind them; and the token that follows each,
  /// -1 where it is not one of the answer.
  [[nodiscard]] std::vector<Tensor> get(std::span<const std::int64_t> rows) const override;

 private:
  AnsweredTexts texts_;
  std::int64_t context_;
};

}  // namespace ingot
