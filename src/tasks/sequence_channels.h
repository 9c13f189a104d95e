// Which columns of a table are channels of its sequences.
#pragma once

#include "evaluate/findings.h"
#include "features/sequence_table.h"
#include "features/table_pipeline.h"

namespace ingot {

struct SequenceChannels {
  std::vector<ViewChoice> views;
  std::vector<Decision> decisions;  ///< which columns are none, and why
};

/// Numbers become one channel each, and one more where some are missing; few texts one for each
/// value. What names the sequence, what it is sorted by, the target and the group are none.
///
/// group     column whose values new sequences do not have; may be empty
/// errors    no_features
[[nodiscard]] SequenceChannels choose_channels(const TableProfile& profile,
                                               const SequenceLayout& layout,
                                               const std::string& target, const std::string& group);

/// Which columns of a table are steps, where a row is a sequence: those of numbers in their order.
/// Whole numbers that tell rows apart are no step where they stand first.
///
/// kept      columns that hold at every step, beside those of few texts
/// errors    no_features
[[nodiscard]] SequenceLayout wide_layout(const TableProfile& profile, const std::string& target,
                                         const std::vector<std::string>& kept,
                                         std::vector<Decision>& decisions);

}  // namespace ingot
