// What a vector function leaves to the C library: the lanes that its polynomial does not reach.
#pragma once

#include <cstdint>

namespace ingot {

using LaneFunction = float (*)(float a, float b);

/// a[i] = f(a[i], b[i]) for `count` lanes. Generated code calls it too.
inline void apply_lanes(LaneFunction f, float* a, const float* b, std::int64_t count) {
  for (std::int64_t i = 0; i < count; ++i) a[i] = f(a[i], b[i]);
}

}  // namespace ingot
