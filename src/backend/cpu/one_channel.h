// What the loops of one-channel convolutions share.
#pragma once

#include <cstdint>

namespace ingot {

/// A plane of outputs; rows of the input plane are `stride` apart.
struct OneChannelPlane {
  std::int64_t rows, columns, stride;
};

}  // namespace ingot
