// `--model auto` of sequences: which network.
#pragma once

#include <optional>
#include <string>

#include "base/progress.h"
#include "tasks/deadline.h"
#include "tasks/sequence_parts.h"

namespace ingot {

struct SequenceChoice {
  std::string model;
  Decision decision;
};

/// A recurrent and a convolutional network train for a sixth of their epochs each, on the whole of
/// a short schedule, or with a deadline for an eighth of the time each; the one with the lower loss
/// on the validation part is to be trained.
///
/// request   with the settings of a model alone
[[nodiscard]] SequenceChoice choose_sequence_model(const BuildRequest& request,
                                                   const SequenceParts& parts,
                                                   const std::optional<Deadline>& deadline,
                                                   Progress& progress);

}  // namespace ingot
