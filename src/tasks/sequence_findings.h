// What a product of sequences shows of itself: by asking it about changed sequences.
#pragma once

#include <functional>

#include "evaluate/findings.h"
#include "tasks/sequence_parts.h"

namespace ingot {

/// What the model says of rows as SequencePipeline::rows gives them.
using AskSequences = std::function<Tensor(const Tensor& rows)>;

/// Weak slices of the test sequences and figures by their length, or by the place of a window in
/// its sequence; of classes, label errors and doubtful sequences among those of validation and
/// test, counted in this order.
///
/// valid, test   answers
void find_in_sequences(Findings& findings, const SequenceParts& parts, const Predictions& valid,
                       const Predictions& test, std::uint64_t seed);

/// How much worse it gets when the channels of one column come from another test sequence, ends
/// beside ends. Nothing where there is one column.
///
/// max_rows   to ask about in all, roughly
[[nodiscard]] std::optional<PermutationImportance> channel_importance(const SequenceParts& parts,
                                                                      const Predictions& test,
                                                                      const AskSequences& ask,
                                                                      std::int64_t max_rows,
                                                                      std::uint64_t seed);

}  // namespace ingot
