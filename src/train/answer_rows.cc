#include "train/answer_rows.h"

#include "base/assert.h"

namespace ingot {

AnswerRows::AnswerRows(const AnsweredTexts& texts, std::int64_t context)
    : texts_(texts), context_(context) {
  for (std::size_t row = 0; row + 1 < texts.starts.size(); ++row) {
    const std::int64_t begin = texts.starts[row], end = texts.starts[row + 1];
    INGOT_ASSERT(end - begin >= 2 && end - begin <= context + 1, "{} tokens for a context of {}",
                 end - begin, context);
    INGOT_ASSERT(texts.answers[row] > begin && texts.answers[row] < end, "row {} has no answer",
                 row);
  }
}

std::vector<Tensor> AnswerRows::get(std::span<const std::int64_t> rows) const {
  const auto count = static_cast<std::int64_t>(rows.size());
  Tensor inputs = Tensor::zeros({i64, {count, context_}}),
         targets = Tensor::full({i64, {count, context_}}, -1);
  std::int64_t* input = inputs.mutable_data<std::int64_t>().data();
  std::int64_t* target = targets.mutable_data<std::int64_t>().data();
  for (const std::int64_t row : rows) {
    const auto at = static_cast<std::size_t>(row);
    const std::int64_t begin = texts_.starts[at], end = texts_.starts[at + 1];
    for (std::int64_t i = begin; i + 1 < end; ++i) {
      input[i - begin] = texts_.tokens[static_cast<std::size_t>(i)];
      if (i + 1 >= texts_.answers[at])
        target[i - begin] = texts_.tokens[static_cast<std::size_t>(i + 1)];
    }
    input += context_;
    target += context_;
  }
  return {std::move(inputs), std::move(targets)};
}

}  // namespace ingot
