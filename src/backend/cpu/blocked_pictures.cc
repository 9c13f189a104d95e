#include "backend/cpu/blocked_pictures.h"

#include "base/threads.h"

namespace ingot {
namespace {
constexpr std::int64_t kLanes = 8;
}

void block_pictures(const float* plain, std::int64_t blocks, std::int64_t size, float* blocked,
                    ThreadOf own) {
  const Share share = share_of(blocks, own.thread, own.num_threads);
  for (std::int64_t b = share.begin; b < share.end; ++b)
    for (std::int64_t i = 0; i < size; ++i)
      for (std::int64_t lane = 0; lane < kLanes; ++lane)
        blocked[(b * size + i) * kLanes + lane] = plain[(b * kLanes + lane) * size + i];
}

void unblock_pictures(const float* blocked, std::int64_t blocks, std::int64_t size, float* plain,
                      ThreadOf own) {
  const Share share = share_of(blocks, own.thread, own.num_threads);
  for (std::int64_t b = share.begin; b < share.end; ++b)
    for (std::int64_t lane = 0; lane < kLanes; ++lane)
      for (std::int64_t i = 0; i < size; ++i)
        plain[(b * kLanes + lane) * size + i] = blocked[(b * size + i) * kLanes + lane];
}

}  // namespace ingot
