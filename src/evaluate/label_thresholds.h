// From which probability on a label is called.
#pragma once

#include <vector>

#include "ingot/tensor.h"

namespace ingot {

/// For each class the threshold with the highest F1 on these rows, half-way between the scores that
/// it parts; of equal ones the nearest to 0.5. Without a row that has the class, 0.5.
///
/// scores   probabilities f32 (rows, classes)
/// truth    integers (rows, classes), 1 where a row has the class
/// errors   shape_mismatch
/// cost     O(classes * rows * log rows)
/// source   Lipton, Elkan and Narayanaswamy 2014, section 4
[[nodiscard]] std::vector<float> best_thresholds(const Tensor& scores, const Tensor& truth);

}  // namespace ingot
