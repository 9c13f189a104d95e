// Arena offsets for buffers with known lifetimes.
#pragma once

#include <cstddef>
#include <vector>

namespace ingot {

/// A buffer that must hold its contents from step `first` to step `last`, both included.
struct Lifetime {
  std::size_t bytes = 0;
  std::size_t first = 0, last = 0;
};

struct MemoryPlan {
  std::vector<std::size_t> offsets;  ///< multiples of 64
  std::size_t total_bytes = 0;
};

/// Greedy by size: the largest buffer first, each at the lowest offset where it meets no buffer
/// that lives at the same time. Then again a few times with a buffer that ended too high at the
/// front; the best counts.
///
/// cost     O(buffers^2)
/// source   Pisarchyk and Lee 2020, "Efficient Memory Management for Deep Neural Net Inference"
[[nodiscard]] MemoryPlan plan_memory(const std::vector<Lifetime>& buffers);

/// Bytes that live at the step where the most do: no plan takes less.
[[nodiscard]] std::size_t most_living_bytes(const std::vector<Lifetime>& buffers);

}  // namespace ingot
