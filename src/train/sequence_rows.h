// Training rows that are runs of steps.
#pragma once

#include <vector>

#include "features/sequence_pipeline.h"
#include "train/row_lengths.h"
#include "train/row_source.h"

namespace ingot {

/// Rows are made of the steps when they are asked for: windows of the same steps take no memory of
/// their own.
class SequenceRows final : public RowSource {
 public:
  /// pipeline   outlives the rows
  /// encoded    all steps, as SequencePipeline::encode gives them
  /// targets    one row for each span, as the loss takes them
  /// lengths    of rows, the longest first: that of the pipeline, then any; a span is trained on in
  ///            the shortest that holds it
  SequenceRows(const SequencePipeline& pipeline, Tensor encoded, std::vector<StepSpan> spans,
               Tensor targets, RowLengths lengths);

  [[nodiscard]] std::int64_t size() const override { return std::ssize(spans_); }
  /// f32 (rows, steps, channels + 1), and the targets.
  [[nodiscard]] std::vector<Tensor> get(std::span<const std::int64_t> rows) const override;
  [[nodiscard]] std::vector<Tensor> get_for_training(std::span<const std::int64_t> rows,
                                                     std::int64_t epoch) const override;
  /// Place of its length.
  [[nodiscard]] std::int64_t form(std::int64_t row) const override;

 private:
  [[nodiscard]] std::vector<Tensor> rows_of(std::span<const std::int64_t> rows,
                                            std::int64_t length) const;

  const SequencePipeline& pipeline_;
  Tensor encoded_;
  std::vector<StepSpan> spans_;
  Tensor targets_;
  RowLengths lengths_;
};

}  // namespace ingot
