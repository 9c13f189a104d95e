// Is the model right as often as it says?
#pragma once

#include <vector>

#include "evaluate/metric_def.h"

namespace ingot {

/// `num_bins` equally wide bins of the confidence, which is the highest probability of a row; of
/// label sets each probability, beside how often the label is there.
/// source   Guo et al. 2017, section 2
[[nodiscard]] std::vector<CalibrationBin> calibration_bins(const ScoredRows& rows, RowCounts counts,
                                                           std::size_t num_bins);

}  // namespace ingot
