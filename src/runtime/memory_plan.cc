#include "runtime/memory_plan.h"

#include <algorithm>
#include <numeric>

namespace ingot {
namespace {

constexpr std::size_t kAlignment = 64;

// Each in turn at the lowest offset where it meets no buffer that lives at the same time.
MemoryPlan place(const std::vector<Lifetime>& buffers, const std::vector<std::size_t>& order) {
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

}  // namespace

MemoryPlan plan_memory(const std::vector<Lifetime>& buffers) {
  constexpr int kTries = 24;
  if (buffers.empty()) return {};
  const std::size_t least = most_living_bytes(buffers), good_enough = least + least / 200;
  const auto area = [](const Lifetime& b) { return b.bytes * (b.last - b.first + 1); };
  MemoryPlan best;
  for (const bool by_area : {false, true}) {
    std::vector<std::size_t> order(buffers.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      const Lifetime &x = buffers[a], &y = buffers[b];
      return by_area ? area(x) > area(y) : x.bytes > y.bytes;
    });
    for (int i = 0; i < kTries; ++i) {
      MemoryPlan plan = place(buffers, order);
      // The largest buffer that reaches too high goes to the front.
      const auto too_high = [&](std::size_t b) {
        return plan.offsets[b] + buffers[b].bytes > least ? buffers[b].bytes : 0;
      };
      const auto moved = std::max_element(order.begin() + 1, order.end(), [&](auto a, auto b) {
        return too_high(a) < too_high(b);
      });
      const bool done = moved == order.end() || too_high(*moved) == 0;
      if (best.offsets.empty() || plan.total_bytes < best.total_bytes) best = std::move(plan);
      if (best.total_bytes <= good_enough) return best;
      if (done) break;
      std::rotate(order.begin(), moved, moved + 1);
    }
  }
  return best;
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
