// Texts that stand in an order which people know.
#pragma once

#include <string>
#include <vector>

#include "features/reading.h"

namespace ingot {

/// The distinct `values` from the lowest to the highest where they are steps of one scale (low,
/// medium, high; S, M, L; 1st, 2nd, 3rd; 0-10, 11-20, 21+); empty where they are not.
[[nodiscard]] std::vector<std::string> find_order(const std::vector<CategoryCount>& values);

}  // namespace ingot
