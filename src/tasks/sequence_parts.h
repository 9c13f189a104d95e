// The sequences of a table, divided into what is learned from, what choices are made on and what
// the figures are of.
#pragma once

#include "base/progress.h"
#include "evaluate/findings.h"
#include "features/sequence_guard.h"
#include "features/sequence_pipeline.h"
#include "features/table_profile.h"
#include "features/table_target.h"
#include "tasks/sequence_settings.h"
#include "tasks/table_goal.h"
#include "tasks/table_part.h"

namespace ingot {

/// Spans of steps with their targets.
struct SequencePart {
  std::shared_ptr<const SequenceTable> table;  ///< of which it may be a part
  std::vector<StepSpan> spans;
  std::vector<double> targets;  ///< class indices or numbers, one for each span
  std::int64_t left_out = 0;    ///< spans without a target that is known
  Tensor encoded = {};          ///< all steps of the table

  [[nodiscard]] std::int64_t size() const { return std::ssize(spans); }
  [[nodiscard]] const std::string& name(std::int64_t row) const {
    return table->names[static_cast<std::size_t>(spans[static_cast<std::size_t>(row)].sequence)];
  }
  [[nodiscard]] std::vector<std::int64_t> lengths() const;
  /// Targets alone, as functions of tables take them.
  [[nodiscard]] TablePart labels() const { return {nullptr, targets}; }
  /// The rows `rows` of this part.
  [[nodiscard]] SequencePart chosen(const std::vector<std::int64_t>& rows) const;
};

/// Which spans there are and where their targets stand: one for each step with `window`, else one
/// for each sequence. Those whose target is known.
///
/// errors    missing_column; bad_target where the target changes within a sequence and is not said
///           to be that of the last row
[[nodiscard]] SequencePart labelled_sequences(std::shared_ptr<const SequenceTable> table,
                                              std::int64_t window, bool target_is_last,
                                              const TableTarget& target);

struct SequenceParts {
  std::string name, sha256;
  TableTarget target;
  TableGoal goal;
  SequenceSettings settings;
  SequencePart train, valid, test;
  SequencePipeline pipeline;  ///< fitted on the training steps
  TableProfile profile;       ///< of the training steps
  SequenceGuard guard;
  std::string group_column = {};  ///< whose values keep sequences together; no channel
  /// Of the training spans, then of the validation spans, where whole groups are kept; else empty.
  std::vector<std::int64_t> groups = {};
  std::vector<Decision> decisions;
};

/// Opens the table of the request and divides its sequences, each class (or tenth of the numbers)
/// in its proportion: 80 % to learn from, 10 % for validation, 10 % for the figures unless
/// `--test` brings them. Windows of one sequence stay on one side.
///
/// request   with its settings of sequences
/// errors    those of open_table, read_sequences, find_target and divide_table; no_target,
///           no_features, too_few_rows
[[nodiscard]] SequenceParts open_sequence_parts(const BuildRequest& request, WantedTarget wanted,
                                                Progress& progress);

/// Learns profile, pipeline and the middle of a number from the training part, and encodes all
/// parts. returns: what was decided of columns. errors: no_features
std::vector<Decision> fit_sequence_pipeline(SequenceParts& parts, int num_threads);

}  // namespace ingot
