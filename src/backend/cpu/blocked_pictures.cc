#include "backend/cpu/blocked_pictures.h"

#include "base/threads.h"

namespace ingot {
namespace {
constexpr std::int64_t kLanes = 8;
}

void block_places(const float* plain, std::int64_t n, std::int64_t plane, float* blocked) {
  for (std::int64_t i = 0; i < n; ++i)
    for (std::int64_t lane = 0; lane < kLanes; ++lane)
      blocked[i * kLanes + lane] = plain[lane * plane + i];
}

void unblock_places(const float* blocked, std::int64_t n, std::int64_t plane, float* plain) {
  for (std::int64_t lane = 0; lane < kLanes; ++lane)
    for (std::int64_t i = 0; i < n; ++i) plain[lane * plane + i] = blocked[i * kLanes + lane];
}

void block_pictures(const float* plain, std::int64_t blocks, std::int64_t size, float* blocked,
                    ThreadOf own) {
  const Share share = share_of(blocks, own.thread, own.num_threads);
  for (std::int64_t b = share.begin; b < share.end; ++b)
    block_places(plain + b * kLanes * size, size, size, blocked + b * kLanes * size);
}

void unblock_pictures(const float* blocked, std::int64_t blocks, std::int64_t size, float* plain,
                      ThreadOf own) {
  const Share share = share_of(blocks, own.thread, own.num_threads);
  for (std::int64_t b = share.begin; b < share.end; ++b)
    unblock_places(blocked + b * kLanes * size, size, size, plain + b * kLanes * size);
}

}  // namespace ingot
