// A linear model on pixels: what the figures of a picture classifier stand beside.
#pragma once

#include "tasks/picture_parts.h"

namespace ingot {

/// Softmax regression on the pixels of at most 50,000 training rows, shrunk to at most 32 pixels a
/// side. returns   what it says of the test rows
///
/// cost      some seconds
[[nodiscard]] Predictions linear_predictions(const BuildRequest& request,
                                             const PictureParts& parts);

}  // namespace ingot
