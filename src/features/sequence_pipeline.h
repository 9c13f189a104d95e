// The fitted features of a product of sequences: pipeline.json, from rows of a table to numbers.
#pragma once

#include <span>

#include "features/sequence_table.h"
#include "features/table_pipeline.h"

namespace ingot {

/// Of a row, at most.
inline constexpr std::int64_t kMostSteps = 1'000'000;

/// From steps to f32 (rows, steps, channels + 1). Numbers are standardised by the training steps;
/// what is missing has the value of the step before in its sequence, or the mean of the training
/// steps where there is none before. An answer's numbers depend on its own sequence alone.
class SequencePipeline {
 public:
  SequencePipeline() = default;
  /// channels   of single steps; numbers have NaN where they are missing
  /// window     each answer is about so many steps up to one; 0: about a whole sequence
  /// steps      of a row: what is longer is seen by its last steps
  SequencePipeline(SequenceLayout layout, TablePipeline channels, std::int64_t window,
                   std::int64_t steps);

  /// errors    bad_pipeline, unknown_transform, newer_product
  [[nodiscard]] static SequencePipeline from_json(std::string_view json);
  [[nodiscard]] std::string to_json() const;

  [[nodiscard]] const SequenceLayout& layout() const { return layout_; }
  [[nodiscard]] std::int64_t window() const { return window_; }
  [[nodiscard]] std::int64_t steps() const { return steps_; }
  /// Without the last one, which says where steps are.
  [[nodiscard]] std::int64_t num_channels() const { return channels_.width(); }
  [[nodiscard]] std::vector<std::string> channel_names() const;
  /// The column that each channel comes from.
  [[nodiscard]] std::vector<std::string> channel_columns() const;
  [[nodiscard]] std::vector<std::string> columns() const { return channels_.columns(); }

  /// What an answer about each sequence is about: as many of its last steps as are seen.
  [[nodiscard]] std::vector<StepSpan> spans(const SequenceTable& table) const {
    return whole_spans(table, window_);
  }
  /// All steps, f32 (steps, channels), gaps filled. errors: missing_column
  [[nodiscard]] Tensor encode(const SequenceTable& table, int num_threads = 1) const;
  /// f32 (spans, steps, channels + 1): the last channel is 1 where a step is, and 0 in the padding
  /// after them, where all are.
  [[nodiscard]] Tensor rows(const Tensor& encoded, std::span<const StepSpan> spans) const {
    return rows(encoded, spans, steps_);
  }
  /// The same in rows of another length, which holds these spans.
  [[nodiscard]] Tensor rows(const Tensor& encoded, std::span<const StepSpan> spans,
                            std::int64_t length) const;

 private:
  SequenceLayout layout_;
  TablePipeline channels_;
  std::int64_t window_ = 0, steps_ = 1;
};

/// Steps of one of its rows: as many as its last channel tells. width: channels + 1
[[nodiscard]] std::int64_t count_steps(std::span<const float> row, std::int64_t width);

}  // namespace ingot
