// Between plain pictures and those in blocks of 8 channels.
#pragma once

#include <cstdint>

namespace ingot {

struct ThreadOf {
  int thread, num_threads;
};

/// `n` places of 8 plain planes, which are `plane` floats apart, as a block, and back.
void block_places(const float* plain, std::int64_t n, std::int64_t plane, float* blocked);
void unblock_places(const float* blocked, std::int64_t n, std::int64_t plane, float* plain);

/// `blocks` blocks of 8 planes with `size` places each; the threads of a region share the blocks.
void block_pictures(const float* plain, std::int64_t blocks, std::int64_t size, float* blocked,
                    ThreadOf own);
void unblock_pictures(const float* blocked, std::int64_t blocks, std::int64_t size, float* plain,
                      ThreadOf own);

}  // namespace ingot
