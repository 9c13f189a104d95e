// What `--set` says of sequences, beside the network and its training.
#pragma once

#include "tasks/build_request.h"

namespace ingot {

struct SequenceSettings {
  std::string sequence = {};  ///< column that names the sequence of a row; empty: a row is one
  std::string order = {};     ///< column that steps are sorted by; empty: as in the file
  /// The target belongs to each row and is told from so many rows up to it; 0: to the sequence.
  std::int64_t window = 0;
  bool target_is_last = false;    ///< the target of a sequence is that of its last row
  std::int64_t max_steps = 1000;  ///< longer sequences are seen by their last steps
};

/// errors    bad_option; wrong_usage: what does not go together, and options of tables that
///           sequences do not have
[[nodiscard]] SequenceSettings read_sequence_settings(const BuildRequest& request);
/// The request with the settings of its model alone.
[[nodiscard]] BuildRequest without_sequence_settings(BuildRequest request);

}  // namespace ingot
