// A product of sequences, ready to run: pipeline, model and guard.
#pragma once

#include <filesystem>

#include "features/sequence_guard.h"
#include "features/sequence_pipeline.h"
#include "runtime/inference.h"

namespace ingot {

/// What a network says of spans of encoded steps, a batch of rows at a time: windows of the same
/// steps never stand in memory all at once.
[[nodiscard]] Tensor ask_of_spans(Inference& network, const SequencePipeline& pipeline,
                                  const Tensor& encoded, std::span<const StepSpan> spans);

class LoadedSequences {
 public:
  /// From the files pipeline.json and model.onnx of `folder`.
  LoadedSequences(const std::filesystem::path& folder, InferenceOptions options,
                  SequenceGuard guard = {});

  /// The sequences of a table. `optional`: as read_sequences takes it. errors: as read_sequences
  [[nodiscard]] SequenceTable read(const TableSource& rows,
                                   const std::vector<std::string>& optional = {}) const {
    return read_sequences(rows, pipeline_.layout(), optional);
  }
  /// What the model says of spans of their steps: (spans, classes), or (spans, 1) for numbers.
  /// errors    missing_column
  [[nodiscard]] Tensor predict(const SequenceTable& table, std::span<const StepSpan> spans);
  /// The same of encoded steps, as SequencePipeline::rows takes them.
  [[nodiscard]] Tensor predict(const Tensor& encoded, std::span<const StepSpan> spans);
  /// What it says of rows that are numbers already, f32 (rows, steps, channels + 1).
  [[nodiscard]] Tensor predict(const Tensor& rows);
  [[nodiscard]] TableCheck check(const SequenceTable& table,
                                 std::span<const StepSpan> spans) const {
    return guard_.check(table, spans, num_threads_);
  }
  [[nodiscard]] const SequencePipeline& pipeline() const { return pipeline_; }

 private:
  SequencePipeline pipeline_;
  Inference inference_;
  SequenceGuard guard_;
  int num_threads_;
};

}  // namespace ingot
