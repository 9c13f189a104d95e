// Independent pieces of work that may run beside a parallel region, such as decoding beside
// training.
#pragma once

#include <cstdint>
#include <functional>

namespace ingot {

/// body(i) for each i of [0, n): the caller and num_threads - 1 threads of their own each take the
/// next one. The first error ends the work and is thrown.
void on_workers(int num_threads, std::int64_t n, const std::function<void(std::int64_t)>& body);

}  // namespace ingot
