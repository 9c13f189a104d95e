#include "train/sequence_rows.h"

#include <algorithm>

#include "base/assert.h"
#include "tensor/rows.h"

namespace ingot {

SequenceRows::SequenceRows(const SequencePipeline& pipeline, Tensor encoded,
                           std::vector<StepSpan> spans, Tensor targets, RowLengths lengths)
    : pipeline_(pipeline),
      encoded_(std::move(encoded)),
      spans_(std::move(spans)),
      targets_(std::move(targets)),
      lengths_(std::move(lengths)) {
  INGOT_ASSERT(targets_.shape()[0] == std::ssize(spans_), "{} targets for {} sequences",
               targets_.shape()[0], spans_.size());
  INGOT_ASSERT(lengths_.longest() == pipeline.steps(), "rows of {} steps, not {}",
               lengths_.longest(), pipeline.steps());
}

std::int64_t SequenceRows::form(std::int64_t row) const {
  return lengths_.form(std::min(lengths_.longest(), spans_[static_cast<std::size_t>(row)].count));
}

std::vector<Tensor> SequenceRows::get(std::span<const std::int64_t> rows) const {
  return rows_of(rows, lengths_.longest());
}

std::vector<Tensor> SequenceRows::get_for_training(std::span<const std::int64_t> rows,
                                                   std::int64_t) const {
  return rows_of(rows, lengths_[rows.empty() ? 0 : form(rows[0])]);
}

std::vector<Tensor> SequenceRows::rows_of(std::span<const std::int64_t> rows,
                                          std::int64_t length) const {
  std::vector<StepSpan> asked;
  for (const std::int64_t row : rows) asked.push_back(spans_[static_cast<std::size_t>(row)]);
  return {pipeline_.rows(encoded_, asked, length), gather_rows(targets_, rows)};
}

}  // namespace ingot
