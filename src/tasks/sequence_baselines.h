// What a product of sequences has to beat, on the same sequences.
#pragma once

#include "tasks/sequence_parts.h"
#include "tasks/table_baselines.h"

namespace ingot {

/// A linear model and XGBoost with its defaults on summaries of each sequence as the network sees
/// it: of each channel the mean, the deviation, the extremes, the last value and the slope, and
/// the number of steps.
[[nodiscard]] std::vector<TableBaseline> sequence_baselines(const BuildRequest& request,
                                                            const SequenceParts& parts);
/// Memory that they take.
[[nodiscard]] std::size_t sequence_baselines_bytes(const SequenceParts& parts);

/// These summaries, f32 (sequences, summaries), and what each is called.
[[nodiscard]] Tensor summarise_sequences(const SequencePart& part,
                                         const SequencePipeline& pipeline);
[[nodiscard]] std::vector<std::string> summary_names(const SequencePipeline& pipeline);

}  // namespace ingot
