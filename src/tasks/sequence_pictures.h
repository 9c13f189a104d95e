// What shows single sequences: their lines, and which steps an answer rests on.
#pragma once

#include <nlohmann/json.hpp>

#include "tasks/sequence_findings.h"

namespace ingot {

/// Pictures of sequences: lines of up to three columns, and behind them how the answer falls (red)
/// or rises (blue) when a stretch of the steps is hidden: of classes the probability of the one
/// that is called, else the number. Hidden steps have the mean of the training steps.
///
/// source    Zeiler and Fergus 2014, sec. 4.2 (occlusion)
class SequencePictures {
 public:
  /// columns   whose lines are drawn, the first that matter most
  SequencePictures(const SequencePipeline& pipeline, AskSequences ask,
                   std::vector<std::string> columns);
  /// A data: URI.
  [[nodiscard]] std::string of(const SequencePart& part, std::int64_t row) const;
  /// For each stretch of the steps of a row, how far the answer falls without it; the largest is 1
  /// or -1, all are 0 where nothing matters.
  [[nodiscard]] std::vector<float> occlusion(const SequencePart& part, std::int64_t row) const;

 private:
  const SequencePipeline& pipeline_;
  AskSequences ask_;
  std::vector<std::int64_t> channels_;  ///< whose lines are drawn
};

/// Those that matter most, where that is known, else in their order.
[[nodiscard]] std::vector<std::string> columns_to_draw(const Findings& findings,
                                                       const SequencePipeline& pipeline);

/// Some test sequences with their truth, as samples.json has them.
[[nodiscard]] nlohmann::json some_sequences(const SequenceParts& parts, std::int64_t most);
/// What a card shows of a sequence: its name and its steps.
[[nodiscard]] nlohmann::json sequence_fields(const SequencePart& part, std::int64_t row);

}  // namespace ingot
