#include "runtime/memory_plan.h"

#include <algorithm>
#include <numeric>

namespace ingot {

MemoryPlan plan_memory(const std::vector<Lifetime>& buffers) {
  constexpr std::size_t kAlignment = 64;
  std::vector<std::size_t> order(buffers.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return buffers[a].bytes > buffers[b].bytes;
  });
  MemoryPlan plan;
  plan.offsets.resize(buffers.size());
  std::vector<std::size_t> placed;  // by offset
  for (std::size_t b : order) {
    std::size_t at = 0;
    for (std::size_t p : placed) {
      if (buffers[p].last < buffers[b].first || buffers[b].last < buffers[p].first) continue;
      if (plan.offsets[p] >= at + buffers[b].bytes) break;
      const std::size_t end = plan.offsets[p] + buffers[p].bytes;
      at = std::max(at, (end + kAlignment - 1) / kAlignment * kAlignment);
    }
    plan.offsets[b] = at;
    plan.total_bytes = std::max(plan.total_bytes, at + buffers[b].bytes);
    const auto where = std::upper_bound(
        placed.begin(), placed.end(), at,
        [&](std::size_t offset, std::size_t p) { return offset < plan.offsets[p]; });
    placed.insert(where, b);
  }
  return plan;
}

std::size_t most_living_bytes(const std::vector<Lifetime>& buffers) {
  std::size_t steps = 0;
  for (const Lifetime& b : buffers) steps = std::max(steps, b.last + 1);
  std::vector<std::size_t> born(steps + 1), gone(steps + 1);
  for (const Lifetime& b : buffers) born[b.first] += b.bytes, gone[b.last + 1] += b.bytes;
  std::size_t living = 0, most = 0;
  for (std::size_t s = 0; s < steps; ++s) {
    living += born[s];
    living -= gone[s];
    most = std::max(most, living);
  }
  return most;
}

}  // namespace ingot
